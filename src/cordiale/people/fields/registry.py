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
from django.db.models import Func, Q
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
    words: Callable[[Sequence[str], Actor], Mapping[str, Text]] | None = None
    """The same of many values at once, for a column."""
    find: Callable[[str, Actor], Iterable[tuple[str, Text]]] | None = None
    """Values that what was typed may mean, where there are too many to list."""
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
        return (self.options or self.word) is not None and self.kind in (Kind.CHOICE, Kind.CHOICES, Kind.REFERENCE)


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thing:
    """A kind of record that parties may have: its own fields, and whom a condition on one of its records keeps."""

    name: str
    label: Text
    icon: str
    fields: Mapping[str, Field]
    keep: Callable[[Q], Kept]
    fetch: Callable[[Sequence[int]], Mapping[int, object]]
    """The records of many parties, each as a row that `evaluate` reads."""


_things: list[Callable[[], Iterable[Thing]]] = []


def things(load: Callable[[], Iterable[Thing]]) -> None:
    """Add kinds of records known only when asked for."""
    _things.append(load)


class Fields:
    """The fields one person may read, for the time of a request."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._loaded: dict[str, dict[str, Field]] = {}
        self._words: dict[tuple[str, str], Text | None] = {}
        self._inside: dict[str, Inside] | None = None

    def field(self, name: str) -> Field | None:
        """The field of that name, None when there is none or it may not be read."""
        found = self._named(name)
        return found if found is not None and readable(self.actor, found) else None

    def closed(self, name: str) -> Field | None:
        """The field of that name when there is one that may not be read."""
        found = self._named(name)
        return found if found is not None and not readable(self.actor, found) else None

    def inside(self, name: str) -> Inside | None:
        """The fields of the records of an object; None when there is no such object."""
        return self._objects().get(name)

    def things(self) -> list[Thing]:
        """The kinds of records that may be asked about."""
        return [one.thing for one in self._objects().values()]

    def _objects(self) -> dict[str, Inside]:
        if self._inside is None:
            self._inside = {one.name: Inside(self.actor, one) for load in _things for one in load()}
        return self._inside

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

    def learn(self, one: Field, told: Iterable[tuple[str, Text]]) -> None:
        """Keep how chosen values read, when they are at hand."""
        self._words.update({(one.name, value): words for value, words in told})

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


class Inside(Fields):
    """The fields of one kind of record that one person may read."""

    def __init__(self, actor: Actor, thing: Thing) -> None:
        super().__init__(actor)
        self.thing = thing

    def _named(self, name: str) -> Field | None:
        return self.thing.fields.get(name)

    def _objects(self) -> dict[str, Inside]:
        return {}

    def __iter__(self) -> Iterator[Field]:
        yield from (one for one in self.thing.fields.values() if readable(self.actor, one))


def readable(actor: Actor, one: Field) -> bool:
    """Whether this person may read the field as it is: what is masked cannot be asked about either (safety T6)."""
    return rights.level_of_class(actor, one.data_class) in ("read", "write")
