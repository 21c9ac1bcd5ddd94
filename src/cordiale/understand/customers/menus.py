"""The menu of filters: what it offers, prepared for the template, each choice already an address."""

from __future__ import annotations

from dataclasses import dataclass, field

from cordiale.people.models import User
from cordiale.people.rights.lens import Lens
from cordiale.understand.customers.filters import Choice, Filter, Range, Reference, Text, Word
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.vocabulary import FILTERS


@dataclass(frozen=True, slots=True)
class Offer:
    """One filter of the menu: links for a choice, a small form for the rest."""

    filter: Filter
    shape: str
    open: bool
    links: list[tuple[Text, str, bool]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    @property
    def minimum(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def maximum(self) -> str:
        return self.values[1] if len(self.values) > 1 else ""


def offers(query: Query, *, user: User) -> list[Offer]:
    """Every filter on a field the reader sees, with what stands in the address now."""
    lens = Lens(user)
    return [_offer(entry, query, user=user) for entry in FILTERS if lens.reads(entry.name)]


def _offer(entry: Filter, query: Query, *, user: User) -> Offer:
    now = dict(query.params())
    used = any(name in now for name in entry.names())
    if isinstance(entry, Choice | Reference):
        links = [
            (words, query.with_value(entry.names(), (entry.name, value)), now.get(entry.name) == value)
            for value, words in entry.listed(user=user)
        ]
        return Offer(entry, entry.shape, used, links=links)
    many = isinstance(entry, Word) and entry.many
    kept = [pair for pair in query.params() if many or pair[0] not in entry.names()]
    if isinstance(entry, Range):
        return Offer(entry, entry.shape, used, values=[now.get(name, "") for name in entry.names()], kept=kept)
    suggestions = list(entry.suggest()) if isinstance(entry, Word) and entry.suggest else []
    value = "" if many else now.get(entry.name, "")
    return Offer(entry, entry.shape, used, values=[value], suggestions=suggestions, kept=kept)
