"""Business days: which day and month a moment falls on where the shop is, the same on every engine.

A day is counted from 1970-01-01 (0), a month from January of year 0 (`year * 12 + month - 1`): both are plain
integers inside marts and become dates at their edge. The offset of the zone from UTC comes from Python's zone
tables, written into the expression as short arrays by year, 1984 to 2047; outside, the zone's
winter offset holds. Engines' own time-zone functions differ in names, versions and results.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import DateValue, IntegerValue, TimestampValue, Value

DAY_S = 86_400
FIRST_YEAR, YEARS = 1984, 64


def moment(at: datetime | Value) -> Value:
    """An aware datetime as a literal; an expression (a moment given later) as it is."""
    return ibis.literal(at.astimezone(UTC), type="timestamp('UTC', 6)") if isinstance(at, datetime) else at


def seconds(at: TimestampValue) -> IntegerValue:
    """Whole seconds since 1970-01-01 UTC, rounded down."""
    return at.epoch_seconds().floor().cast("int64")


def day_of(at: TimestampValue, *, zone: str) -> IntegerValue:
    """The business day of a moment, as days since 1970-01-01."""
    epoch = seconds(at)
    local = epoch + offset_of(epoch, year=at.cast("timestamp(6)").year(), zone=zone)
    return (local / float(DAY_S)).floor().cast("int32")


def offset_of(epoch: IntegerValue, *, year: IntegerValue, zone: str) -> IntegerValue:
    """Seconds that the zone is ahead of UTC at an epoch second of a UTC year."""
    table = offsets(zone)
    row = year % YEARS
    told = _at(table.at_new_year, row)
    for changes_at, by in zip(table.changes_at, table.changes_by, strict=True):
        told = told + ibis.ifelse(epoch >= _at(changes_at, row), _at(by, row), 0)
    return told


def _at(numbers: tuple[int, ...], row: IntegerValue) -> IntegerValue:
    if len(set(numbers)) == 1:
        return ibis.literal(numbers[0], type="int64")
    return ibis.literal(list(numbers), type="array<int64>")[row]


def as_date(day: IntegerValue) -> DateValue:
    """The calendar date of a day number."""
    return (ibis.literal(datetime(1970, 1, 1)) + day.cast("int64").as_interval("D")).date()


def month_of(day: IntegerValue) -> IntegerValue:
    """The month number of a day number."""
    on = as_date(day)
    return (on.year() * 12 + on.month() - 1).cast("int32")


def first_day(month: IntegerValue) -> DateValue:
    """The date of a month's first day."""
    year = (month / 12.0).floor().cast("int32")
    return ibis.date(year, (month - year * 12 + 1).cast("int32"), ibis.literal(1, type="int32"))


def day_number(at: datetime, *, zone: str) -> int:
    """As `day_of`, for one moment in Python."""
    return (at.astimezone(ZoneInfo(zone)).date() - date(1970, 1, 1)).days


def month_number(on: date) -> int:
    """The month number of a date in Python."""
    return on.year * 12 + on.month - 1


@dataclass(frozen=True, slots=True)
class Offsets:
    """A zone as columns by year: its offset at new year, then the moments it changes and by how much (seconds).

    Each year has as many changes as the zone's busiest year; those it lacks change by 0.
    """

    at_new_year: tuple[int, ...]
    changes_at: tuple[tuple[int, ...], ...]
    changes_by: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=32)
def offsets(zone: str) -> Offsets:
    """The zone's offsets in `YEARS` years, each at the place of its remainder: array[year % YEARS] needs no bounds."""
    years = sorted(range(FIRST_YEAR, FIRST_YEAR + YEARS), key=lambda year: year % YEARS)
    found = [_changes(year, zone) for year in years]
    slots = range(max(map(len, found)))
    return Offsets(
        tuple(_offset(datetime(year, 1, 1, tzinfo=UTC), zone) for year in years),
        tuple(tuple(changes[i][0] if i < len(changes) else 0 for changes in found) for i in slots),
        tuple(tuple(changes[i][1] if i < len(changes) else 0 for changes in found) for i in slots),
    )


def _changes(year: int, zone: str) -> list[tuple[int, int]]:
    """Each (epoch second, change of the offset) within a UTC year. No zone changes twice within a week."""
    week = timedelta(days=7)
    at, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    found = []
    while at < end:
        until = min(at + week, end)
        by = _offset(until, zone) - _offset(at, zone)
        if by:
            found.append((_change_between(at, until, zone), by))
        at = until
    return found


def _change_between(low: datetime, high: datetime, zone: str) -> int:
    before = _offset(low, zone)
    start, end = int(low.timestamp()), int(high.timestamp())
    while end - start > 1:
        middle = (start + end) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == before:
            start = middle
        else:
            end = middle
    return end


def _offset(at: datetime, zone: str) -> int:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
