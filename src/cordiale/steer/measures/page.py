"""All that the steering page shows, read from the last published snapshot: never from the lake."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cordiale.steer.measures import decisions, defections, loyalty, sales, tiles
from cordiale.steer.measures.tiles import Missing
from cordiale.steer.measures.windows import Window
from cordiale.understand.profile.models import CountrySales, Period, ProductSales, Snapshot
from cordiale.web import fmt
from cordiale.web.charts import Chart, heat, ranked, trend

MOST_RANKED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The readings and their drawings; a reading that cannot be told yet is None."""

    snapshot: Snapshot
    window: Window
    sales: sales.Sales | None
    loyalty: loyalty.Loyalty | None
    defections: defections.Defections | None
    tiles: list[tiles.Tile]
    missing: list[Missing]
    decisions: list[decisions.Decision]
    sales_chart: Chart | None
    cohort_chart: Chart | None
    product_chart: Chart | None
    country_chart: Chart | None


def read(snapshot: Snapshot, *, window: Window) -> Page:
    """The page for one window."""
    sold = sales.read(snapshot, window=window)
    kept = loyalty.read(snapshot)
    left = defections.read(snapshot, currency=sold.currency) if sold else None
    told = [
        tiles.sales_tile(sold, window=window) if sold else None,
        tiles.loyalty_tile(kept) if kept else None,
        tiles.defections_tile(left) if left else None,
    ]
    return Page(
        snapshot=snapshot,
        window=window,
        sales=sold,
        loyalty=kept,
        defections=left,
        tiles=[tile for tile in told if tile],
        missing=tiles.missing(),
        decisions=decisions.read(sales=sold, defections=left),
        sales_chart=_sales_chart(sold) if sold else None,
        cohort_chart=_cohort_chart(kept) if kept else None,
        product_chart=_product_chart(snapshot, sold.currency) if sold else None,
        country_chart=_country_chart(snapshot, sold.currency) if sold else None,
    )


def _sales_chart(sold: sales.Sales) -> Chart | None:
    months = [month for month in sold.months if month.complete]
    if len(months) < 2:
        return None
    return trend(
        [fmt.month(month.month) for month in months],
        [month.net.value for month in months],
        low=[month.net.low for month in months],
        high=[month.net.high for month in months],
        axis=[fmt.month(month.month, short=True) for month in months],
        say=lambda value: fmt.money_short(value, sold.currency),
        label=_("Ventes nettes par mois, avec ce que le hasard des commandes peut faire varier"),
        head=[_("Mois"), _("Ventes nettes"), _("Intervalle à 95 %")],
        from_zero=True,
    )


def _cohort_chart(kept: loyalty.Loyalty) -> Chart | None:
    if not kept.cohorts:
        return None
    widest = max(len(cohort.active) for cohort in kept.cohorts)
    return heat(
        [(fmt.month(cohort.month, short=True), fmt.number(cohort.size), cohort.shares) for cohort in kept.cohorts],
        columns=[str(k) for k in range(widest)],
        say=lambda value: fmt.share(value, 0),
        head=(_("Arrivés en"), "n"),
        caption=_("Part qui achète k mois après la première commande"),
    )


def _product_chart(snapshot: Snapshot, currency: str) -> Chart | None:
    rows = ProductSales.objects.filter(snapshot=snapshot, period=Period.YEAR, currency=currency).order_by("position")
    best = list(rows[:MOST_RANKED])
    if not best:
        return None
    return ranked(
        [(row.name or row.product, float(row.net)) for row in best],
        say=lambda value: fmt.money_short(value, currency),
        label=_("Produits les plus vendus en douze mois, net de retours"),
        head=[_("Produit"), _("Ventes nettes")],
        notes=[
            ngettext("%(count)s client", "%(count)s clients", row.customers) % {"count": fmt.number(row.customers)}
            for row in best
        ],
    )


def _country_chart(snapshot: Snapshot, currency: str) -> Chart | None:
    rows = CountrySales.objects.filter(snapshot=snapshot, period=Period.YEAR, currency=currency)
    best = [row for row in rows.order_by("-net")[:MOST_RANKED] if row.net > Decimal(0)]
    if not best:
        return None
    return ranked(
        [(fmt.country(row.country) if row.country else _("Pays inconnu"), float(row.net)) for row in best],
        say=lambda value: fmt.money_short(value, currency),
        label=_("Ventes nettes par pays en douze mois"),
        head=[_("Pays"), _("Ventes nettes")],
        notes=[_late(row) for row in best],
    )


def _late(row: CountrySales) -> str:
    """The share of late customers, when enough have a rhythm for a share to mean something."""
    if row.with_rhythm < 20:
        return ""
    return _("%(share)s en retard") % {"share": fmt.share(row.late / row.with_rhythm, 0)}
