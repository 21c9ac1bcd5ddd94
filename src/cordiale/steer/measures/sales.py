"""Sales of a period beside the period before, with the interval that the chance of orders alone would give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from cordiale.core.statistics import Estimate, relative_change, total
from cordiale.steer.measures.windows import Window
from cordiale.understand.profile.models import DailySales, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What a stretch of days sold. `squares` is the sum of squared order amounts."""

    net: Decimal
    gross: Decimal
    returns: Decimal
    anonymous: Decimal
    orders: int
    squares: float

    @property
    def estimate(self) -> Estimate:
        """Net sales with the interval that chance alone would give (`statistics.total`)."""
        return total(float(self.net), self.squares, self.orders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One calendar month and, when known, the same month a year before. `complete`: every day of it is in."""

    month: date
    net: Estimate
    year_before: Decimal | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """The first measure: this window, the one before, the change between them, month by month."""

    currency: str
    now: Sold
    before: Sold
    change: Estimate | None
    months: list[Month]
    other_currencies: list[str]


def read(snapshot: Snapshot, *, window: Window) -> Sales | None:
    """The sales of the window in its main currency; None when nothing was ever sold."""
    currencies = _currencies(snapshot)
    if not currencies:
        return None
    main, *others = currencies
    now = _sold(snapshot, main, first=window.start, last=window.end)
    before = _sold(snapshot, main, first=window.before_start, last=window.before_end)
    known_since = _first_day(snapshot, main)
    whole = known_since is not None and known_since <= window.before_start
    return Sales(
        currency=main,
        now=now,
        before=before,
        change=_change(now, before) if whole else None,
        months=_months(snapshot, main, end=window.end, known_since=known_since),
        other_currencies=others,
    )


def _change(now: Sold, before: Sold) -> Estimate | None:
    return relative_change(now.estimate, before.estimate) if now.net > 0 and before.net > 0 else None


def _currencies(snapshot: Snapshot) -> list[str]:
    """The currencies sold in, the one with most orders first."""
    rows = DailySales.objects.filter(snapshot=snapshot).values("currency").annotate(orders=Sum("orders"))
    return [row["currency"] for row in rows.order_by("-orders", "currency")]


def _first_day(snapshot: Snapshot, currency: str) -> date | None:
    days = DailySales.objects.filter(snapshot=snapshot, currency=currency).order_by("day")
    return days.values_list("day", flat=True).first()


def _sold(snapshot: Snapshot, currency: str, *, first: date, last: date) -> Sold:
    rows = DailySales.objects.filter(snapshot=snapshot, currency=currency, day__range=(first, last))
    sums = rows.aggregate(
        net=Sum("net"),
        gross=Sum("gross"),
        returns=Sum("returns"),
        anonymous=Sum("anonymous_net"),
        orders=Sum("orders"),
        squares=Sum("squares"),
    )
    nothing = Decimal(0)
    return Sold(
        net=sums["net"] or nothing,
        gross=sums["gross"] or nothing,
        returns=sums["returns"] or nothing,
        anonymous=sums["anonymous"] or nothing,
        orders=sums["orders"] or 0,
        squares=float(sums["squares"] or 0),
    )


def _months(snapshot: Snapshot, currency: str, *, end: date, known_since: date | None) -> list[Month]:
    """The last thirteen calendar months, each with the same month a year before."""
    if known_since is None:
        return []
    rows = DailySales.objects.filter(snapshot=snapshot, currency=currency, day__gte=_back(end, 24), day__lte=end)
    sums = rows.annotate(month=TruncMonth("day")).values("month")
    sums = sums.annotate(net_sum=Sum("net"), order_sum=Sum("orders"), square_sum=Sum("squares"))
    known = {_as_date(row["month"]): row for row in sums}
    months = []
    for back in range(12, -1, -1):
        month = _back(end, back)
        if month < known_since.replace(day=1):
            continue
        row, earlier = known.get(month), known.get(_back(month, 12))
        net = total(float(row["net_sum"]), float(row["square_sum"]), row["order_sum"]) if row else total(0, 0, 0)
        months.append(
            Month(
                month=month,
                net=net,
                year_before=earlier["net_sum"] if earlier else None,
                complete=_back(end, 0) != month or _is_month_end(end),
            )
        )
    return months


def _as_date(month: date) -> date:
    return date(month.year, month.month, 1)


def _back(day: date, months: int) -> date:
    """First day of the month `months` before the one of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def _is_month_end(day: date) -> bool:
    return _back(day, -1).toordinal() - 1 == day.toordinal()
