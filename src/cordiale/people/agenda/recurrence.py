"""Repetition by the part of RFC 5545 that people use: every n days, weeks, months or years.

    FREQ=DAILY | WEEKLY (BYDAY=MO,WE) | MONTHLY (BYMONTHDAY=15 or -1; BYDAY=2TU or -1FR) | YEARLY
    INTERVAL; COUNT or UNTIL

Dates only: a time of day stays the same time of day on both sides of a change of the clocks.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
EMPTY_PERIODS = 120  # a rule that finds no day for so many periods has ended
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


class Unreadable(ValueError):
    """The text is no rule of ours."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How often. `by_day` holds (place in the month or 0, weekday); `count` counts the first occurrence too."""

    frequency: str
    interval: int = 1
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None


def parse(text: str) -> Rule:
    """Read a rule; `Unreadable` when it says something we do not know, rather than less than it says."""
    parts = dict(part.split("=", 1) for part in text.upper().split(";") if "=" in part)
    if len(parts) != text.count(";") + 1 or parts.keys() - {
        "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST",
    }:  # fmt: skip
        raise Unreadable(text)
    try:
        rule = Rule(
            parts.get("FREQ", ""),
            int(parts.get("INTERVAL", "1")),
            tuple(_day(one) for one in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
            tuple(int(one) for one in parts["BYMONTHDAY"].split(",")) if "BYMONTHDAY" in parts else (),
            int(parts["COUNT"]) if "COUNT" in parts else None,
            date.fromisoformat(parts["UNTIL"][:8]) if "UNTIL" in parts else None,
        )
    except ValueError as wrong:
        raise Unreadable(text) from wrong
    if not _makes_sense(rule) or parts.get("WKST", "MO") != "MO":
        raise Unreadable(text)
    return rule


def _day(text: str) -> tuple[int, int]:
    found = _DAY.fullmatch(text)
    if found is None:
        raise Unreadable(text)
    return int(found[1] or 0), DAYS.index(found[2])


def _makes_sense(rule: Rule) -> bool:
    placed = any(place for place, _ in rule.by_day)
    return (
        rule.frequency in FREQUENCIES
        and 1 <= rule.interval <= 400
        and (rule.count is None or 1 <= rule.count <= 1_000)
        and not (rule.count and rule.until)
        and (not rule.by_day or rule.frequency in {"WEEKLY", "MONTHLY"})
        and (not rule.by_month_day or rule.frequency == "MONTHLY")
        and not (rule.by_day and rule.by_month_day)
        and not (placed and rule.frequency == "WEEKLY")
        and (rule.frequency != "MONTHLY" or all(place for place, _ in rule.by_day))
        and all(1 <= abs(day) <= 31 for day in rule.by_month_day)
    )


def dump(rule: Rule) -> str:
    """The rule as RFC 5545 writes it."""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.by_day:
        parts.append("BYDAY=" + ",".join(f"{place or ''}{DAYS[day]}" for place, day in rule.by_day))
    if rule.by_month_day:
        parts.append("BYMONTHDAY=" + ",".join(map(str, rule.by_month_day)))
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    return ";".join(parts)


def dates(rule: Rule, start: date) -> Iterator[date]:
    """The days, from `start` on (itself, when the rule falls on it)."""
    found = (day for day in _days(rule, start) if day >= start)
    for day in islice(found, rule.count):
        if rule.until is not None and day > rule.until:
            return
        yield day


def _days(rule: Rule, start: date) -> Iterator[date]:
    number, empty = 0, 0
    while empty < EMPTY_PERIODS:
        try:
            days = _period(rule, start, number * rule.interval)
        except OverflowError:
            return
        empty = 0 if days else empty + 1
        yield from sorted(days)
        number += 1


def _period(rule: Rule, start: date, steps: int) -> set[date]:
    """The days of the rule in one period, so many periods behind that of `start`."""
    if rule.frequency == "DAILY":
        return {start + timedelta(days=steps)}
    if rule.frequency == "WEEKLY":
        monday = start - timedelta(days=start.weekday()) + timedelta(weeks=steps)
        return {monday + timedelta(days=day) for _, day in rule.by_day or ((0, start.weekday()),)}
    if rule.frequency == "YEARLY":
        return _on(start.year + steps, start.month, {start.day})
    year, month = divmod(start.year * 12 + start.month - 1 + steps, 12)
    if rule.by_day:
        return {day for place, weekday in rule.by_day if (day := _nth(year, month + 1, place=place, weekday=weekday))}
    return _on(year, month + 1, set(rule.by_month_day) or {start.day})


def _on(year: int, month: int, days: set[int]) -> set[date]:
    """Those days of a month that it has; negative ones count from its end."""
    if year > date.max.year:
        raise OverflowError
    last = calendar.monthrange(year, month)[1]
    real = {day if day > 0 else last + 1 + day for day in days}
    return {date(year, month, day) for day in real if 1 <= day <= last}


def _nth(year: int, month: int, *, place: int, weekday: int) -> date | None:
    """The second Tuesday, the last Friday of a month."""
    days = sorted(_on(year, month, set(range(1, 32))))
    found = [day for day in days if day.weekday() == weekday]
    where = place - 1 if place > 0 else place
    return found[where] if -len(found) <= where < len(found) else None


def first(rule: Rule, day: date) -> date | None:
    """The first day of the rule from `day` on."""
    return next(dates(replace(rule, count=None), day), None)


def next_after(rule: Rule, start: date, *, today: date) -> tuple[date, Rule] | None:
    """The occurrence after `start` that is not past yet, and the rule as it goes on from there; None at the end."""
    for passed, day in enumerate(dates(rule, start)):
        if day > start and day >= today:
            return day, replace(rule, count=rule.count - passed) if rule.count else rule
    return None


def between(rule: Rule, start: date, *, since: date, until: date) -> list[date]:
    """The days of the rule inside a stretch, at most a year's worth."""
    found = []
    for day in islice(dates(rule, start), 5_000):
        if day > until:
            break
        if day >= since:
            found.append(day)
    return found
