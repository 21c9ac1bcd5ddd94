"""Ctrl+K: where the records come from. Pages come from the navigation, actions from the page itself.

    palette.register_source("customers", _("Clients"), find)

`find(user, text, limit)` returns `Result`s (or a generator of them), best first, only those the user may read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise

from cordiale.web.navigation import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One record: `initials` draws an avatar, else `icon` is shown; `note` is what tells homonyms apart."""

    label: str
    href: str
    note: str = ""
    icon: str = "circle-dot"
    initials: str = ""


Finder = Callable[[Person, str, int], Iterable[Result]]


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    label: str | Promise
    find: Finder


@dataclass(frozen=True, slots=True)
class Found:
    """What one source found; `more` when it was cut."""

    key: str
    label: str | Promise
    results: list[Result]
    more: bool


_sources: dict[str, Source] = {}


def register_source(key: str, label: str | Promise, find: Finder) -> None:
    """Add a kind of record to the palette and the search page."""
    _sources[key] = Source(key, label, find)


def search(user: Person, text: str, *, limit: int) -> list[Found]:
    """Ask every source; those that found nothing are left out. Under two characters nothing is asked."""
    if len(text.strip()) < 2:
        return []
    answers = []
    for source in _sources.values():
        results = list(islice(source.find(user, text.strip(), limit + 1), limit + 1))
        if results:
            answers.append(Found(source.key, source.label, results[:limit], len(results) > limit))
    return answers
