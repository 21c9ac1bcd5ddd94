"""The six measures as tiles: three computed, three that say what is missing and how to begin."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cordiale.core.statistics import Estimate
from cordiale.steer.measures.defections import Defections
from cordiale.steer.measures.loyalty import Loyalty
from cordiale.steer.measures.sales import Sales
from cordiale.steer.measures.windows import Window
from cordiale.web import fmt
from cordiale.web.charts import Chart, spark
from cordiale.web.figures import Figure, note


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a figure did since before. `good` is None when the intervals cannot tell it from no change."""

    text: str
    direction: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One measure that is computed."""

    key: str
    title: str
    figure: Figure
    unit_said: str = ""
    change: Change | None = None
    chart: Chart | None = None
    reading: str = ""
    source: str = ""

    @property
    def note(self) -> str:
        """Interval, n and period, as stands under the number."""
        return note(self.figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One measure that is not: what it needs, and the first step."""

    key: str
    title: str
    needs: str
    begin: str
    href: str = ""


def sales_tile(sales: Sales, *, window: Window) -> Tile:
    """Net sales of the window."""
    now = sales.now
    kept = now.gross and now.returns / now.gross
    return Tile(
        key="sales",
        title=_("Performance des ventes"),
        figure=Figure(
            value=now.net,
            low=now.estimate.low,
            high=now.estimate.high,
            n=now.orders,
            unit=sales.currency,
            places=0,
            period=_("du %(start)s au %(end)s") % {"start": fmt.day(window.start), "end": fmt.day(window.end)},
        ),
        unit_said=_("net"),
        change=change(sales.change, more_is_good=True),
        chart=_line([month.net for month in sales.months if month.complete], tone="accent"),
        reading=_("%(returned)s des ventes brutes reviennent en retours. Sans client connu : %(anonymous)s.")
        % {"returned": fmt.share(kept, 1), "anonymous": fmt.money(now.anonymous, sales.currency, 0)},
        source=_("commandes du lac, retours déduits"),
    )


def loyalty_tile(loyalty: Loyalty) -> Tile:
    """The share of new customers that buy again in their third month."""
    return Tile(
        key="loyalty",
        title=_("Fidélité"),
        figure=Figure.of(
            loyalty.kept,
            unit="share",
            evidence="observed",
            period=_("arrivés de %(first)s à %(last)s")
            % {"first": fmt.month(loyalty.first, short=True), "last": fmt.month(loyalty.last, short=True)},
        ),
        unit_said=_("au troisième mois"),
        change=change(_difference(loyalty.kept, loyalty.before), more_is_good=True, points=True),
        chart=_line([estimate for _month, estimate in loyalty.trend], tone="accent"),
        reading=_("Sur cent nouveaux clients, %(count)s rachètent pendant leur troisième mois.")
        % {"count": fmt.number(loyalty.kept.value * 100, 0)},
        source=_("cohortes de première commande"),
    )


def defections_tile(defections: Defections) -> Tile:
    """The share of on-time customers that became late in the last whole month."""
    reading = _(
        "%(late)s clients en retard sur leur rythme en douze mois : ils avaient dépensé %(value)s l’an d’avant."
    )
    return Tile(
        key="defections",
        title=_("Défections"),
        figure=Figure.of(defections.rate, unit="share", evidence="observed", period=fmt.month(defections.month)),
        unit_said=_("par mois"),
        change=change(_difference(defections.rate, defections.before), more_is_good=False, points=True),
        chart=_line([estimate for _month, estimate in defections.trend], tone="voice"),
        reading=reading
        % {"late": fmt.number(defections.late), "value": fmt.money_short(defections.value, defections.currency)},
        source=_("retard sur le rythme propre de chacun"),
    )


def missing() -> list[Missing]:
    """The measures that wait for their inputs; each says which, and where to start."""
    return [
        Missing(
            key="segmentation",
            title=_("Justesse de la segmentation"),
            needs=_("Il manque des segments suivis pendant un trimestre : on juge un segment à ce qu’il prédit."),
            begin=_("Regarder les notes de récence, fréquence et montant"),
            href=_where("customers:list"),
        ),
        Missing(
            key="brand",
            title=_("Valeur de la marque"),
            needs=_(
                "Il manque une enquête : quatre questions à un échantillon tiré au sort, redressé sur vos clients."
            ),
            begin=_("Importer les réponses d’une enquête"),
            href=_where("imports:start"),
        ),
        Missing(
            key="staff",
            title=_("Engagement du personnel"),
            needs=_("Il manque l’usage : la part des échanges notés dans la journée, par équipe de cinq au moins."),
            begin=_("Noter un échange sur une fiche client"),
            href=_where("customers:list"),
        ),
    ]


def change(moved: Estimate | None, *, more_is_good: bool, points: bool = False) -> Change | None:
    """A change in words; told as good or bad only when its interval leaves zero out."""
    if moved is None:
        return None
    text = fmt.points(moved.value) if points else fmt.share(moved.value, 1, signed=True)
    if moved.low <= 0 <= moved.high:
        return Change(text=_("%(change)s, dans la marge") % {"change": text})
    return Change(text=text, direction="up" if moved.value > 0 else "down", good=(moved.value > 0) == more_is_good)


def _difference(now: Estimate, before: Estimate | None) -> Estimate | None:
    """Difference of two shares, interval by Newcombe's hybrid score method (1998, method 10)."""
    if before is None:
        return None
    value = now.value - before.value
    below = ((now.value - now.low) ** 2 + (before.high - before.value) ** 2) ** 0.5
    above = ((now.high - now.value) ** 2 + (before.value - before.low) ** 2) ** 0.5
    return Estimate(value, value - below, value + above, now.n + before.n)


def _line(estimates: list[Estimate], *, tone: str) -> Chart | None:
    if len(estimates) < 3:
        return None
    lows, highs = [each.low for each in estimates], [each.high for each in estimates]
    return spark([each.value for each in estimates], low=lows, high=highs, tone=tone)


def _where(name: str) -> str:
    """Where a first step begins; nowhere when that room is not part of this house."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
