"""The gallery: every component in every state, with invented figures, for those who build screens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cordiale.web import charts, fmt
from cordiale.web.figures import Figure
from cordiale.web.tags.marks import STATUSES

TONES = ("accent", "accent-2", "teal", "voice", "plum", "pos", "warn", "neg", "neutral")
GAIN = [-120, -236, -318, -352, -371, -366, -348, -318, -279, -236, -192, -146, -97, -45, 9, 64, 121, 180]
WIDTH = [4, 10, 16, 22, 28, 34, 39, 44, 49, 54, 58, 66, 76, 87, 99, 112, 126, 141]
NOW = 10
TOLD = [4, 2, 5, 4, 2, 0, 4, 2, 2, 7, 12, 16]
SENT = [4, 3, 3, 4, 3, 3, 1, 3, 3, 4, 5, 3]
COHORTS = [
    ("2026-01", 812, [100, 91, 87, 84, 82, 80, 79, 78, 77, 76, 75]),
    ("2026-03", 764, [100, 92, 88, 86, 84, 82, 81, 80, 79]),
    ("2026-05", 803, [100, 94, 90, 88, 86, 85, 84]),
    ("2026-07", 921, [100, 95, 92, 90, 89]),
    ("2026-09", 1010, [100, 96, 94]),
    ("2026-11", 388, [100]),
]
PERCENT = [0.51, 0.53, 0.52, 0.54, 0.55, 0.54, 0.56, 0.55, 0.56, 0.57, 0.57, 0.58]


class Specimen(forms.Form):
    """A field of each kind; the gallery shows it empty and refused."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField()
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    channel = forms.ChoiceField(choices=lambda: [("email", _("E-mail")), ("phone", _("Téléphone"))])
    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    closed = forms.CharField(disabled=True, required=False, initial="CL-20418")
    agrees = forms.BooleanField(required=False)
    pace = forms.ChoiceField(
        widget=forms.RadioSelect, choices=lambda: [("week", _("Chaque semaine")), ("month", _("Chaque mois"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _("Nom"),
            "email": _("Adresse e-mail"),
            "note": _("Note"),
            "channel": _("Canal"),
            "since": _("Depuis le"),
            "closed": _("Référence"),
            "agrees": _("A donné son accord"),
            "pace": _("Rythme"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["email"].help_text = _("Elle sert à reconnaître la personne, jamais à lui écrire sans accord.")
        self.fields["agrees"].help_text = _("La phrase acceptée est gardée mot pour mot.")


@dataclass(frozen=True, slots=True)
class Tile:
    """A measure as the steering page shows it."""

    key: str
    name: str
    figure: Figure
    status: str
    change: str
    good: bool
    read: str
    target: str
    line: list[float]
    goal: float
    tone: str


def key_figures() -> dict[str, Figure]:
    months = _("12 mois")
    return {
        "worth": Figure(value=4820, low=3900, high=5900, unit="EUR", n=14, period=_("3 ans"), evidence="quasi"),
        "risk": Figure(value=0.34, low=0.27, high=0.42, unit="share", n=9406, period=_("90 jours"), evidence="quasi"),
        "score": Figure(value=6, low=5.4, high=6.6, unit="score", n=3, period=months, places=0, evidence="declared"),
        "accepted": Figure(
            value=0.142, low=0.135, high=0.149, unit="share", n=9406, period=months, evidence="experiment"
        ),
        "known": Figure(value=41280, n=41280, period=months, source=_("toutes les ventes"), evidence="observed"),
    }


def _euros(value: float) -> str:
    return "0" if value == 0 else fmt.money_short(value * 1000, "EUR", signed=True)


def gain() -> charts.Chart:
    """The break-even drawing of the steering page."""
    months = [datetime(2026 + index // 12, index % 12 + 1, 1, tzinfo=UTC) for index in range(18)]
    low = [value - width for value, width in zip(GAIN, WIDTH, strict=True)]
    high = [value + width for value, width in zip(GAIN, WIDTH, strict=True)]
    window = charts.Window(
        low=charts.crossing(high),
        middle=charts.crossing(GAIN) or 0,
        high=charts.crossing(low),
        title=_("équilibre : fin mars"),
        range=_("mi-février à début juin"),
    )
    return charts.trend(
        [fmt.month(month, short=True) for month in months],
        GAIN,
        low=low,
        high=high,
        say=_euros,
        label=_("Gain net cumulé, en milliers d’euros"),
        head=(_("Mois"), _("Gain net cumulé"), _("Intervalle à 80 %")),
        now=NOW,
        now_said=_("aujourd’hui"),
        window=window,
    )


def drawings() -> dict[str, charts.Chart]:
    """One of each chart."""
    months = [fmt.month(f"2026-{month:02}", short=True) for month in range(1, 13)]
    letters = [month[0].upper() for month in months]
    share, plain = (lambda value: fmt.share(value / 100)), fmt.number
    points = [
        charts.Point(name=_("Familles prévoyantes"), x=0.7, y=0.8, weight=0.9, said=("70", "80")),
        charts.Point(name=_("Membres actifs"), x=0.86, y=0.62, weight=0.2, said=("86", "62")),
        charts.Point(name=_("Auto seule"), x=0.77, y=0.34, weight=0.5, tone="voice", said=("77", "34")),
        charts.Point(name=_("Emprunteurs"), x=0.62, y=0.2, weight=0.1, tone="voice", said=("62", "20")),
        charts.Point(name=_("Jeunes actifs"), x=0.28, y=0.7, weight=0.15, tone="accent-2", said=("28", "70")),
        charts.Point(name=_("Volages"), x=0.24, y=0.27, weight=0.3, tone="neutral", said=("24", "27")),
    ]
    corners = (
        charts.Corner(_("Attachés"), fmt.share(0.58)),
        charts.Corner(_("À conquérir"), fmt.share(0.15)),
        charts.Corner(_("Fragiles"), fmt.share(0.1)),
        charts.Corner(_("Captifs"), fmt.share(0.17)),
    )
    group = (_("Groupe"), _("Part"))
    return {
        "gain": gain(),
        "talk": charts.mirror(
            months,
            TOLD,
            SENT,
            say=plain,
            axis=letters,
            label=_("Signaux reçus et messages envoyés par mois"),
            head=(_("Mois"), _("Reçus"), _("Envoyés")),
        ),
        "sales": charts.columns(
            months,
            [31, 29, 36, 38, 41, 40, 35, 33, 44, 52, 66, 24],
            say=lambda value: fmt.money_short(value * 1000, "EUR"),
            label=_("Ventes par mois"),
            head=(_("Mois"), _("Ventes")),
            target=40,
            partial=True,
        ),
        "quadrant": charts.quadrant(
            points,
            corners=corners,
            x_name=_("achète régulièrement"),
            y_name=_("aime la marque"),
            label=_("Segments selon l’attachement et la régularité"),
            head=(_("Groupe"), _("Régularité"), _("Attachement")),
        ),
        "reasons": charts.ranked(
            [(_("Prix au renouvellement"), 0.31), (_("Suivi d’un sinistre"), 0.22), (_("Déménagement"), 0.18)],
            say=fmt.share,
            notes=["+4", "+6", "="],
            tone="voice",
            label=_("Motifs de départ"),
            head=group,
        ),
        "forest": charts.forest(
            [
                (_("Bienvenue"), 3.4, 1.2, 5.6),
                (_("Bilan annuel"), 1.3, 0.1, 2.5),
                (_("Anniversaire"), 0.4, -0.6, 1.4),
                (_("Bandeau promotionnel"), -1.6, -3.1, -0.1),
            ],
            say=lambda value: fmt.number(value, 1, signed=True),
            between=lambda low, high: (
                _("entre %(low)s et %(high)s") % {"low": fmt.number(low, 1), "high": fmt.number(high, 1)}
            ),
            label=_("Effets contre groupe témoin, en points"),
            head=(_("Parcours"), _("Effet"), _("Intervalle")),
        ),
        "funnel": charts.funnel(
            [(_("Visites"), 48210), (_("Devis"), 12640), (_("Rendez-vous"), 2410), (_("Contrat"), 1338)],
            say=plain,
            passing=lambda value: _("%(share)s continuent") % {"share": fmt.share(value)},
            label=_("Du devis au contrat"),
            head=(_("Étape"), _("Personnes"), _("Passage")),
        ),
        "cohorts": charts.heat(
            [(fmt.month(name, short=True), fmt.number(size), values) for name, size, values in COHORTS],
            columns=[f"M{index}" for index in range(11)],
            say=share,
            head=(_("Arrivée"), _("Clients")),
            caption=_("Part des clients encore actifs, par mois d’arrivée"),
        ),
        "none": charts.trend([], [], say=plain, label="", head=("", "", "")),
    }


def tiles(figures: dict[str, Figure]) -> list[Tile]:
    loyalty = Figure(value=0.58, low=0.56, high=0.6, unit="share", n=1204, period=_("12 mois"), evidence="declared")
    return [
        Tile(
            "sales",
            _("Performance des ventes"),
            figures["accepted"],
            "ok",
            "+1,3 pt",
            good=True,
            read=_("Une offre sur sept est acceptée ; 12,9 % dans le groupe témoin."),
            target=_("cible 14 %"),
            line=PERCENT,
            goal=0.56,
            tone="accent",
        ),
        Tile(
            "loyalty",
            _("Fidélité"),
            loyalty,
            "watch",
            "+3 pts",
            good=True,
            read=_("Un client attaché revient parce qu’il le veut, un captif parce qu’il le doit."),
            target=_("cible 60 %"),
            line=PERCENT,
            goal=0.6,
            tone="accent",
        ),
    ]


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    figures = key_figures()
    refused = Specimen({"name": "", "email": "emma@", "channel": "fax", "pace": ""})
    refused.is_valid()
    context = {
        "figures": figures,
        "tiles": tiles(figures),
        "drawings": drawings(),
        "band": ([value - 0.02 for value in PERCENT], [value + 0.02 for value in PERCENT]),
        "parts": [(58, "accent"), (15, "accent-2"), (17, "voice"), (10, "neutral")],
        "statuses": list(STATUSES),
        "tones": TONES,
        "form": Specimen(auto_id="free_%s"),
        "refused": refused,
        "then": datetime(2026, 11, 12, 17, 40, tzinfo=UTC),
    }
    return render(request, "web/gallery.html", context)
