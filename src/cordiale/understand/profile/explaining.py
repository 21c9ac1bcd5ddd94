"""A person's figures and scores as they are told to them: what each says, over how many facts, of which period."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy import tables
from cordiale.people.privacy.map import Holding, Rows
from cordiale.people.privacy.map import declare as _declare
from cordiale.people.privacy.subjects import Subject
from cordiale.understand.profile.models import Calibration, Profile

ORDERS, VISITS, EXCHANGES = "order_count", "visit_count", "exchanges"
FIGURES: dict[str, tuple[str | Promise, str]] = {
    "order_count": (_("Nombre d’achats."), ORDERS),
    "visit_count": (_("Nombre de jours différents avec un achat."), ORDERS),
    "spent": (_("Achats moins retours, dans la monnaie la plus fréquente."), ORDERS),
    "returned": (_("Montant des retours."), ORDERS),
    "average_order": (_("Montant moyen d’un achat."), ORDERS),
    "year_value": (_("Dépensé pendant les 365 jours qui finissent au dernier achat."), ORDERS),
    "cohort": (_("Mois du premier achat."), ORDERS),
    "typical_gap_days": (
        _("Temps habituel entre deux visites, en jours, rapproché de celui de tous quand les visites sont rares."),
        VISITS,
    ),
    "late": (
        _("Silence plus long que 95\u00a0% des retours n’en montrent\u00a0: seul signe de départ possible."),
        VISITS,
    ),
    "recency_score": (_("De 1 à 5\u00a0: la date du dernier achat comparée à celle des autres clients."), ORDERS),
    "frequency_score": (_("De 1 à 5\u00a0: le nombre de visites comparé à celui des autres clients."), ORDERS),
    "money_score": (
        _("De 1 à 5\u00a0: la dépense comparée à celle des autres clients de la même monnaie."),
        ORDERS,
    ),
    "rfm": (_("Les trois notes côte à côte\u00a0; 555 est la plus haute."), ORDERS),
    "inbound_90d": (_("Échanges venus de la personne en 90 jours."), EXCHANGES),
    "outbound_90d": (_("Échanges allés vers la personne en 90 jours."), EXCHANGES),
}


def declare() -> None:
    """Called once when the house opens."""
    _declare(
        Holding(
            name="profile.Profile", label=_("Profil calculé\u00a0: rythme, scores, dépenses"),
            data_class="behavioural", purposes=("analysis", "marketing"), basis="interest", retention="derived",
            recipients=("team", "hosting"), links=("party",), exports=told,
        )
    )  # fmt: skip


def told(subject: Subject) -> Rows:
    """The row as it stands, then each figure with its definition, its n, its period and when it was computed."""
    holding = Holding(
        name="profile.Profile", label="", data_class="", purposes=(), basis="", retention="", links=("party",)
    )  # fmt: skip
    rows = tables.export(holding, subject)
    calibrated = Calibration.objects.order_by("-as_of").values_list("as_of", "order_count").first()
    for profile in Profile.objects.filter(party_id__in=subject.pks):
        rows += [_figure(profile, name, calibrated) for name in FIGURES if getattr(profile, name) not in (None, "")]
    return rows


def _figure(profile: Profile, name: str, calibrated: tuple[Any, int] | None) -> dict[str, Any]:
    definition, counted = FIGURES[name]
    exchanges = profile.inbound_90d + profile.outbound_90d
    figure = {
        "figure": name,
        "value": tables.value(getattr(profile, name)),
        "definition": str(definition),
        "n": exchanges if counted == EXCHANGES else getattr(profile, counted),
        "from": tables.value(profile.first_order_at),
        "to": tables.value(profile.last_order_at),
        "computed_at": tables.value(profile.refreshed_at),
    }
    if counted == EXCHANGES:
        figure |= {"from": gettext("90 jours"), "to": tables.value(profile.last_contact_at)}
    if calibrated is not None and name in ("recency_score", "frequency_score", "money_score", "rfm", "late"):
        figure |= {"compared_with_orders": calibrated[1], "limits_computed_at": tables.value(calibrated[0])}
    return figure
