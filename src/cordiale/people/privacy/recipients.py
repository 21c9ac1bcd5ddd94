"""Who outside of the team received something about a person (GDPR 15.1.c), as each room that gives away can tell."""

from __future__ import annotations

from collections.abc import Callable

from cordiale.people.privacy.map import Rows
from cordiale.people.privacy.subjects import Subject

Source = Callable[[Subject], Rows]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add, from a room's `ready()`, what tells: rows with `who`, `what`, `times`, `first_at`, `last_at`."""
    if source not in _sources:
        _sources.append(source)


def of(subject: Subject) -> Rows:
    """Everybody who received something, the latest first."""
    rows = [row for source in _sources for row in source(subject)]
    return sorted(rows, key=lambda row: str(row["last_at"]), reverse=True)
