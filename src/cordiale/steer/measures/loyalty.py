"""Loyalty by cohort: of the customers who first bought in a month, how many buy again k months later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordiale.core.statistics import Estimate, proportion
from cordiale.understand.profile.models import CohortCell, Snapshot

MONTH = 3
"""The month after the first purchase that the tile tells: past the first enthusiasm, soon enough to act."""
COHORTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """One line of the table: `active[k]` bought k months later; None when that month is not over."""

    month: date
    size: int
    active: list[int | None]

    @property
    def shares(self) -> list[float | None]:
        return [None if count is None else count / self.size for count in self.active]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loyalty:
    """`kept`: of the last twelve cohorts that are old enough, the share that bought in month `MONTH`, pooled.

    Pooled and not averaged: a cohort counts by its customers. `before` is the same on the twelve cohorts before them.
    """

    kept: Estimate
    before: Estimate | None
    first: date
    last: date
    trend: list[tuple[date, Estimate]]
    cohorts: list[Cohort]


def read(snapshot: Snapshot) -> Loyalty | None:
    """The loyalty of the snapshot; None while no cohort is `MONTH` months old."""
    cells = CohortCell.objects.filter(snapshot=snapshot, months=MONTH, complete=True, size__gt=0).order_by("-cohort")
    ripe = list(cells[: 2 * COHORTS])
    if not ripe:
        return None
    recent, older = ripe[:COHORTS], ripe[COHORTS:]
    return Loyalty(
        kept=_pooled(recent),
        before=_pooled(older) if older else None,
        first=recent[-1].cohort,
        last=recent[0].cohort,
        trend=[(cell.cohort, proportion(cell.active, cell.size)) for cell in reversed(ripe)],
        cohorts=_table(snapshot),
    )


def _pooled(cells: list[CohortCell]) -> Estimate:
    return proportion(sum(cell.active for cell in cells), sum(cell.size for cell in cells))


def _table(snapshot: Snapshot) -> list[Cohort]:
    """The last twelve cohorts, oldest first, with their months up to the twelfth."""
    cells = CohortCell.objects.filter(snapshot=snapshot, size__gt=0, months__lte=COHORTS)
    latest = cells.filter(months=0).order_by("-cohort").values_list("cohort", flat=True)[:COHORTS]
    rows: dict[date, Cohort] = {}
    for cell in cells.filter(cohort__in=list(latest)).order_by("cohort", "months"):
        cohort = rows.setdefault(cell.cohort, Cohort(month=cell.cohort, size=cell.size, active=[]))
        cohort.active.append(cell.active if cell.complete or cell.months == 0 else None)
    return list(rows.values())
