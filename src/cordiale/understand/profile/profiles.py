"""Reading profiles: one party's, the population beside it, and how a figure is spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Avg, Count, Q, StdDev

from cordiale.core import clock
from cordiale.core.statistics import Estimate, mean
from cordiale.people.models import Party
from cordiale.understand.profile.models import Profile, RefreshState

FIELDS = ("spent", "order_count", "average_order", "year_value", "typical_gap_days", "inbound_90d", "outbound_90d")
STEPS = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Percentiles (1-99) of a field over the `n` parties with at least one order in `currency`."""

    field: str
    n: int
    percentiles: dict[int, float]


def of(party: Party) -> Profile:
    """The party's profile; a blank one (unsaved) when nothing is known of them yet."""
    return Profile.objects.filter(party=party).first() or Profile(party=party, refreshed_at=clock.now())


def as_of() -> datetime | None:
    """The moment the profiles are true for; None before the first refresh."""
    return RefreshState.objects.values_list("as_of", flat=True).first()


def averages(*, currency: str) -> dict[str, Estimate]:
    """The mean of each figure over the parties that buy in `currency`, with its interval and n."""
    figures: dict[str, object] = {}
    for field in FIELDS:
        figures |= {f"{field}_n": Count(field), f"{field}_mean": Avg(field), f"{field}_sd": StdDev(field)}
    row = _buyers(currency).aggregate(**figures)
    return {
        field: mean(int(row[f"{field}_n"]), float(row[f"{field}_mean"]), float(row[f"{field}_sd"] or 0))
        for field in FIELDS
        if row[f"{field}_n"]
    }


def distribution(field: str, *, currency: str) -> Distribution:
    """Percentiles of one figure, by rank in its order (nearest rank): one indexed look-up each."""
    if field not in FIELDS:
        raise ValueError(f"{field} is not a figure of the profile")
    rows = _buyers(currency).filter(~Q(**{field: None})).order_by(field).values_list(field, flat=True)
    n = rows.count()
    return Distribution(field, n, {step: _number(rows[(step * n - 1) // 100]) for step in STEPS} if n else {})


def _buyers(currency: str):  # type: ignore[no-untyped-def]
    return Profile.objects.filter(currency=currency, order_count__gt=0)


def _number(value: Decimal | float) -> float:
    return float(value)
