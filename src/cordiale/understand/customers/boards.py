"""The list as a board: a column for each value of a choice, forty cards at most in each, the rest one click away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cordiale.core.conditions import All, Kind, Op, Test
from cordiale.people import rights
from cordiale.people.fields import plans
from cordiale.people.fields.registry import Field, Fields
from cordiale.people.models import User
from cordiale.understand.customers.columns import EDITED
from cordiale.understand.customers.look import Look
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.customers.rows import Row, fetch

CARDS = 40
MOST = 14
LEFT_OUT = ("territory",)  # it holds others: a card would stand in several columns


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: those who hold `value` (empty: those who hold none)."""

    value: str
    label: str | Promise
    cards: list[Row]
    more: str
    """The list of this column alone, when there are more than its cards."""
    count: str
    """The query string by which the column is counted, asked for later."""

    @property
    def exact(self) -> int | None:
        """How many there are, when all are shown."""
        return None if self.more else len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """All columns, and whether cards may be moved between them."""

    field: Field
    lanes: list[Lane]
    moves: bool
    cut: bool


def offered(fields: Fields) -> list[Field]:
    """The fields a board can be made by: a choice among known values."""
    return [
        one for one in fields if one.options and one.chosen and one.kind != Kind.CHOICES and one.name not in LEFT_OUT
    ]


def of(query: Query, *, user: User) -> Board | None:
    """The board of a list; none when its field cannot make one for this reader."""
    field = next((one for one in offered(query.fields) if one.name == query.look.by), None)
    if field is None or field.options is None:
        return None
    options = [(str(value), label) for value, label in field.options(user) if value not in ("me", "none")]
    if field.name == "owner":
        options.insert(0, (str(user.key), user.name))
    values = [*options, ("", _("Sans valeur"))] if Op.EMPTY in field.operators else options
    lanes = list(_lanes(query, field, dict(values[:MOST]), user=user))
    verb = EDITED.get(field.name)
    return Board(field, lanes, bool(verb and rights.allow(user, verb)), len(values) > MOST)


def _lanes(query: Query, field: Field, values: dict[str, str | Promise], *, user: User) -> Iterator[Lane]:
    for value, label in values.items():
        test = Test(field.name, "is", value) if value else Test(field.name, "empty")
        narrowed = _with(query, test, user=user)
        found = Result(narrowed, user=user).walk(limit=CARDS + 1)
        table = replace(narrowed, look=Look(columns=query.look.columns, dense=query.look.dense))
        more = table.address() if len(found) > CARDS else ""
        yield Lane(value, label, fetch(found[:CARDS], reader=user), more, narrowed.address())


def _with(query: Query, test: Test, *, user: User) -> Query:
    """The list with one condition more."""
    parts = plans.plan(All(test), actor=user, fields=query.fields).parts
    return replace(query, parts=(*query.parts, *parts))
