"""Defections, first measure: customers who became late against their own rhythm, and what they were worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cordiale.core.statistics import Estimate, proportion
from cordiale.understand.profile.models import DefectionMonth, Snapshot

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Defections:
    """`rate`: of the customers on time during the last whole month, the share who became late in it.

    `returned` is the share of those who became late in the last twelve whole months and bought again since: the longer
    ago they became late, the more time they had to come back.
    """

    month: date
    rate: Estimate
    before: Estimate | None
    late: int
    value: Decimal
    currency: str
    returned: Estimate | None
    trend: list[tuple[date, Estimate]]


def read(snapshot: Snapshot, *, currency: str) -> Defections | None:
    """The defections of the customers who buy in `currency`; None before the first whole month."""
    rows = DefectionMonth.objects.filter(snapshot=snapshot, currency=currency, complete=True, on_time__gt=0)
    months = list(rows.order_by("-month")[:MONTHS])
    if not months:
        return None
    late = sum(row.became_late for row in months)
    trend = [(row.month, proportion(row.became_late, row.on_time)) for row in reversed(months)]
    return Defections(
        month=months[0].month,
        rate=trend[-1][1],
        before=trend[-2][1] if len(trend) > 1 else None,
        late=late,
        value=sum((row.value for row in months), Decimal(0)),
        currency=currency,
        returned=proportion(sum(row.came_back for row in months), late) if late else None,
        trend=trend,
    )
