"""The log read back in order, in batches: the same plain bodies on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cordiale.people.audit.canonical import Body
from cordiale.people.audit.models import Entry

AT_ONCE = 5_000
NO_SENSE = (ValueError, TypeError, AttributeError)
COLUMNS = ("lane", "position", "at", "actor", "deed", "party", "subject", "rows", "detail", "hash")


def lanes() -> list[int]:
    """The lanes that hold entries."""
    found: list[int] = []
    while True:
        later = Entry.objects.filter(lane__gt=found[-1]) if found else Entry.objects.all()
        lane = later.order_by("lane", "position").values_list("lane", flat=True).first()
        if lane is None:
            return found
        found.append(lane)


def entries(lane: int, *, after: int = 0) -> Iterator[tuple[Body | None, str]]:
    """The bodies of a lane with their hashes, in order; None, and no more, where a row cannot even be read."""
    while True:
        rows, whole = _batch(lane, after=after)
        for row in rows:
            yield Body(**dict(zip(COLUMNS[:-1], row[:-1], strict=True))), row[-1]
        if not whole:
            yield None, ""
        if not whole or len(rows) < AT_ONCE:
            return
        after = rows[-1][1]


def _batch(lane: int, *, after: int) -> tuple[list[tuple[Any, ...]], bool]:
    """The next rows; those before a row that makes no sense (a day that is none, a key that is none), and whether
    there was none such."""
    found = Entry.objects.filter(lane=lane, position__gt=after).order_by("position").values_list(*COLUMNS)
    try:
        return list(found[:AT_ONCE]), True
    except NO_SENSE:
        rows: list[tuple[Any, ...]] = []
    for number in range(AT_ONCE):
        try:
            rows += found[number : number + 1]
        except NO_SENSE:
            break
    return rows, False


def heads() -> dict[int, tuple[int, str]]:
    """The last position and hash of each lane."""
    found = {}
    for lane in lanes():
        last = Entry.objects.filter(lane=lane).order_by("-position").values_list("position", "hash").first()
        if last is not None:
            found[lane] = last
    return found
