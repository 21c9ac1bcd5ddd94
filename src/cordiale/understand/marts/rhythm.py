"""Each customer's own rhythm, and who is late against it (docs/algorithms/lateness.md)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil, exp
from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts.calendar import day_of, moment
from cordiale.understand.marts.columns import declared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ibis.expr.types import FloatingValue, IntegerValue, Table, Value

LEVEL = 0.95
CLASSES = (2, 3, 5, 10)  # by number of gaps known: 2, 3-4, 5-9, 10 and more
FEWEST = 100  # returns needed before a multiple of their own is believed
USUAL = 3.0  # the multiple of a shop too young to know its own
LONGEST_DAYS = 3_650
SPREAD = {
    "parties": "int64",
    "gaps": "int64",
    "gaps_squared": "int64",
    "logs": "int64",
    "logs_squared": "int64",
    "between": "float64",
    "means": "float64",
}
MULTIPLE = {"gap_class": "int32", "returns": "int64", "multiple": "float64"}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the population teaches about gaps between visits.

    `mean_log` is the parties' mean of the logarithm of a gap in days (thousandths), `pull` how many gaps of their
    own weigh as much as everybody's, `multiples` how many times the typical gap `LEVEL` of the returns stayed below, by
    class of history (`CLASSES`).
    """

    mean_log: float
    pull: float
    multiples: tuple[float, ...] = (USUAL,) * len(CLASSES)
    returns: tuple[int, ...] = (0,) * len(CLASSES)
    parties: int = 0
    gaps: int = 0

    def typical(self, gaps: int, logs: int) -> float:
        """Typical gap in days of a party with `gaps` gaps whose logarithms sum to `logs` thousandths."""
        return exp((logs + self.pull * self.mean_log) / (gaps + self.pull) / 1000)

    def late_after(self, gaps: int, logs: int) -> int:
        """Days after a visit from which the party is late."""
        multiple = self.multiples[sum(gaps >= least for least in CLASSES[1:])]
        return min(LONGEST_DAYS, max(1, ceil(self.typical(gaps, logs) * multiple)))

    def as_mapping(self) -> dict[str, object]:
        """As stored in JSON."""
        return asdict(self)

    @classmethod
    def of_mapping(cls, stored: Mapping[str, object]) -> Rhythm:
        """From what `as_mapping` gave."""
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()})  # type: ignore[arg-type]


UNKNOWN = Rhythm(mean_log=3401.0, pull=1.0)  # 30 days, before anything is known


def visits(orders: Table, *, zone: str, as_of: datetime | Value) -> Table:
    """One row per party and business day with a sale before `as_of`."""
    sales = orders.filter(orders.pid.notnull(), orders.kind == "sale", orders.at < moment(as_of))
    days = sales.select("pid", "at", day=day_of(sales.at, zone=zone))
    return days.group_by("pid", "day").aggregate(first_at=days.at.min(), last_at=days.at.max())


def steps(seen: Table) -> Table:
    """Each visit with what was known then: `gaps` so far, the sum of their logarithms, and the visit that followed."""
    order = ibis.window(group_by=seen.pid, order_by=seen.day)
    gap = seen.mutate(gap=seen.day - seen.day.lag().over(order))
    logs = gap.mutate(log=(gap.gap.cast("float64").ln() * 1000).round().cast("int64"))
    order = ibis.window(group_by=logs.pid, order_by=logs.day)
    so_far = ibis.cumulative_window(group_by=logs.pid, order_by=logs.day)
    return logs.mutate(
        gaps=ibis.row_number().over(order).cast("int64"),
        logs=logs.log.sum().over(so_far).fill_null(0).cast("int64"),
        next_day=logs.day.lead().over(order),
        next_at=logs.first_at.lead().over(order),
    )


def spread(seen_steps: Table) -> Table:
    """One row: the sums from which `fit` tells the spread within parties from the spread between them."""
    per_party = (
        seen_steps.filter(_.gap.notnull())
        .group_by("pid")
        .aggregate(n=_.count(), s=_.log.sum(), squares=(_.log * _.log).sum())
    )
    n, s = per_party.n.cast("float64"), per_party.s.cast("float64")
    sums = per_party.aggregate(
        parties=per_party.count(),
        gaps=per_party.n.sum(),
        gaps_squared=(per_party.n * per_party.n).sum(),
        logs=per_party.s.sum(),
        logs_squared=per_party.squares.sum(),
        between=(s * s / n).sum(),
        means=(s / n).sum(),
    )
    return declared(sums.mutate(**{name: sums[name].fill_null(0) for name in SPREAD}), SPREAD)


def fit(sums: Mapping[str, float]) -> Rhythm:
    """Mean and pull by the method of moments for one random effect (analysis of variance, unequal n).

    With fewer than two parties, or no gap repeated, nothing can be told apart: the pull stays at one gap.
    """
    parties, gaps = int(sums["parties"]), int(sums["gaps"])
    if not parties:
        return UNKNOWN
    mean_log = round(sums["means"] / parties, 3)
    if parties < 2 or gaps <= parties:
        return Rhythm(mean_log=mean_log, pull=1.0, parties=parties, gaps=gaps)
    within = (sums["logs_squared"] - sums["between"]) / (gaps - parties)
    between = sums["between"] - sums["logs"] ** 2 / gaps
    own = (between - (parties - 1) * within) / (gaps - sums["gaps_squared"] / gaps)
    pull = min(100.0, max(0.1, within / own)) if own > 0 else 100.0
    return Rhythm(mean_log=mean_log, pull=round(pull, 3), parties=parties, gaps=gaps)


def multiples(seen_steps: Table, *, rhythm: Rhythm) -> Table:
    """By class of history, how many typical gaps `LEVEL` of the returns took at most.

    Each return is judged by what was known before it (out of sample); gaps still open are not returns.
    """
    returned = seen_steps.filter(_.gaps >= CLASSES[0], _.next_day.notnull())
    told = returned.mutate(
        gap_class=_class(returned.gaps).cast("int32"),
        ratio=(returned.next_day - returned.day).cast("float64") / typical(returned.gaps, returned.logs, rhythm=rhythm),
    )
    rows = told.group_by("gap_class").aggregate(returns=_.count(), multiple=_.ratio.quantile(LEVEL))
    return declared(rows, MULTIPLE)


def with_multiples(rhythm: Rhythm, rows: list[dict[str, float]]) -> Rhythm:
    """The rhythm with the multiples measured; a class with fewer than `FEWEST` returns takes its neighbour's."""
    found = {int(row["gap_class"]): row for row in rows}
    returns = tuple(int(found[i]["returns"]) if i in found else 0 for i in range(len(CLASSES)))
    known = {i: round(found[i]["multiple"], 3) for i in found if returns[i] >= FEWEST}
    if not known:
        return Rhythm(**{**rhythm.as_mapping(), "returns": returns})  # type: ignore[arg-type]
    nearest = tuple(known[min(known, key=lambda k: (abs(k - i), k))] for i in range(len(CLASSES)))
    return Rhythm(**{**rhythm.as_mapping(), "multiples": nearest, "returns": returns})  # type: ignore[arg-type]


def typical(gaps: IntegerValue, logs: IntegerValue, *, rhythm: Rhythm) -> FloatingValue:
    """`Rhythm.typical` as an expression."""
    own = logs.cast("float64") + rhythm.pull * rhythm.mean_log
    return (own / (gaps.cast("float64") + rhythm.pull) / 1000.0).exp()


def late_after(gaps: IntegerValue, logs: IntegerValue, *, rhythm: Rhythm) -> IntegerValue:
    """`Rhythm.late_after` as an expression (days)."""
    multiple = ibis.literal(rhythm.multiples[0], type="float64")
    for least, value in zip(CLASSES[1:], rhythm.multiples[1:], strict=True):
        multiple = ibis.ifelse(gaps >= least, ibis.literal(value, type="float64"), multiple)
    days = (typical(gaps, logs, rhythm=rhythm) * multiple).ceil().cast("int64")
    return days.clip(lower=1, upper=LONGEST_DAYS).cast("int64")


def _class(gaps: IntegerValue) -> IntegerValue:
    return sum(((gaps >= least).cast("int32") for least in CLASSES[1:]), ibis.literal(0, type="int32"))
