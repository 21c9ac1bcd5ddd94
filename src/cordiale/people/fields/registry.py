"""The registry: every field of a party under its name. What is not here cannot be filtered, sorted, shown or asked.

A room registers its own in `AppConfig.ready()`:

    registry.register(Field(name="spent", label=_("Dépensé"), kind=Kind.MONEY, keep=…, fetch=…))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Func
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Kind, Op, Question, operators
from cordiale.people import rights
from cordiale.people.fields.kept import Kept, Turn, turned
from cordiale.people.models import User

Text = str | Promise
Actor = User | AnonymousUser
DataClass = Literal["public", "contact", "commercial", "behavioural", "sensitive", "secret"]
Lake = Literal["", "clear", "sealed"]
GROUPS: dict[str, Text] = {
    "who": _("Identité"),
    "reach": _("Coordonnées"),
    "care": _("Suivi"),
    "buys": _("Achats"),
    "own": _("Vos champs"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and on which day: what a relative question needs to be answered."""

    actor: Actor
    today: date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """One field of a party. `keep` answers a plain question, `fetch` reads the values of many parties at once."""

    name: str
    label: Text
    kind: Kind
    keep: Callable[[Question, Asking], Kept]
    fetch: Callable[[Sequence[int]], Mapping[int, object]]
    data_class: DataClass = "contact"
    group: str = "who"
    icon: str = "circle-dot"
    asked: tuple[Op, ...] = ()
    options: Callable[[Actor], Iterable[tuple[str, Text]]] | None = None
    word: Callable[[str, Actor], Text | None] | None = None
    """How one chosen value reads; None when there is no such value. Without it, its words stand in `options`."""
    say: Callable[[Any], str] | None = None
    suggest: Callable[[], Iterable[str]] | None = None
    phrases: Mapping[str, Text] = field(default_factory=dict)
    """For an operator, the whole of what is said in a sentence, with `%(value)s`."""
    help: Text = ""
    step: str = ""
    lake: Lake = ""
    """How the lake may hold it: in clear when it names nobody, sealed under the person's key, or not at all."""
    alone: bool = False
    """Whether it decides which parties the list is about, and so cannot stand in a group."""
    turn: Turn = turned
    sort: str = ""
    """The order of the list by this field, when there is one."""
    order: Func | None = None
    """The value a list of parties can be ordered by, when an index serves it."""

    @property
    def operators(self) -> tuple[Op, ...]:
        return self.asked or operators(self.kind)

    @property
    def chosen(self) -> bool:
        """Whether its values are chosen among known ones rather than typed."""
        return self.options is not None and self.kind in (Kind.CHOICE, Kind.CHOICES, Kind.REFERENCE)


_fields: dict[str, Field] = {}
_sources: dict[str, Callable[[], Iterable[Field]]] = {}


def register(*told: Field) -> None:
    """Add fields. Registering a name again replaces it: an upper room may know more."""
    _fields.update({one.name: one for one in told})
    rights.classes.declare(**{one.name: one.data_class for one in told})


def names() -> list[str]:
    """The names that rooms have registered."""
    return list(_fields)


def everything() -> list[Field]:
    """Every field there is, whoever may read it: for the house's own work, never for somebody's question."""
    return [*_fields.values(), *(one for load in _sources.values() for one in load())]


def source(prefix: str, load: Callable[[], Iterable[Field]]) -> None:
    """Add fields known only when asked for, whose names begin with `prefix` and a point."""
    _sources[prefix] = load


class Fields:
    """The fields one person may read, for the time of a request."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._loaded: dict[str, dict[str, Field]] = {}
        self._words: dict[tuple[str, str], Text | None] = {}

    def field(self, name: str) -> Field | None:
        """The field of that name, None when there is none or it may not be read."""
        found = self._named(name)
        return found if found is not None and readable(self.actor, found) else None

    def closed(self, name: str) -> Field | None:
        """The field of that name when there is one that may not be read."""
        found = self._named(name)
        return found if found is not None and not readable(self.actor, found) else None

    def _named(self, name: str) -> Field | None:
        prefix, point, _rest = name.partition(".")
        return self._of(prefix).get(name) if point else _fields.get(name)

    def _of(self, prefix: str) -> dict[str, Field]:
        if prefix not in _sources:
            return {}
        if prefix not in self._loaded:
            self._loaded[prefix] = {one.name: one for one in _sources[prefix]()}
        return self._loaded[prefix]

    def __iter__(self) -> Iterator[Field]:
        """Every field that may be read: group by group, each in the order of its registration."""
        known = [*_fields.values(), *(one for prefix in _sources for one in self._of(prefix).values())]
        for group in GROUPS:
            yield from (one for one in known if one.group == group and readable(self.actor, one))

    def word(self, one: Field, value: str) -> Text | None:
        """How a chosen value reads; asked once."""
        if (one.name, value) not in self._words:
            if one.word is not None:
                self._words[one.name, value] = one.word(value, self.actor)
            else:
                listed = dict(one.options(self.actor)) if one.options else {}
                self._words.update({(one.name, known): words for known, words in listed.items()})
                self._words.setdefault((one.name, value), None)
        return self._words[one.name, value]


def readable(actor: Actor, one: Field) -> bool:
    """Whether this person may read the field as it is: what is masked cannot be asked about either (safety T6)."""
    return rights.level_of_class(actor, one.data_class) in ("read", "write")
