"""The language of conditions over the lake: which persons a tree keeps, by what is known of them (`traits`).

One pass: each test becomes a yes or no per person (one of their values answers), the tree joins these. What is asked
is reduced by `core.conditions.meaning`, as for every engine; the answer is that of `core.conditions.evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import ibis

from cordiale.core.conditions import (
    All,
    Any,
    Begins,
    Contains,
    Equals,
    Has,
    Kind,
    Known,
    Node,
    Not,
    Question,
    Range,
    Test,
    UnknownField,
    meaning,
    tests_of,
)
from cordiale.understand.marts.columns import declared

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value

    from cordiale.core.conditions.tree import Single

KEPT = {"pid": "int64"}
EVERYBODY = "kind"  # the field that everybody has: who is unknown to the other questions is known here
NUMBER = "decimal(21, 6)"
COLUMNS = {Kind.NUMBER: "number", Kind.MONEY: "number", Kind.DAY: "day", Kind.INSTANT: "day", Kind.FLAG: "flag"}


def keeping(traits: Table, tree: Node, *, kinds: Mapping[str, Kind], today: date) -> Table:
    """One row per person whom a validated tree keeps; `kinds` tells the kind of each field that it asks about."""
    tests = list(dict.fromkeys(tests_of(tree)))
    asked = traits.filter(traits.field.isin(sorted({EVERYBODY, *kinds})))
    answers = {
        f"t{place}": _answered(asked, test, kind=kinds[test.field], today=today) for place, test in enumerate(tests)
    }
    people = asked.group_by("pid").aggregate(rows=asked.count(), **answers)
    places = {test: f"t{place}" for place, test in enumerate(tests)}
    return declared(people.filter(_joined(tree, people, places)), KEPT)


def _joined(node: Node, people: Table, places: Mapping[Test, str]) -> BooleanValue:
    match node:
        case Not(inner):
            return ~_joined(inner, people, places)
        case All(nodes):
            return reduce(and_, (_joined(one, people, places) for one in nodes), people.rows > 0)
        case Any(nodes):
            return reduce(or_, (_joined(one, people, places) for one in nodes), people.rows < 0)
        case Test():
            return people[places[node]]
        case Has(name):
            raise UnknownField(field=f"has.{name}")  # records of objects are not told to the lake


def _answered(traits: Table, test: Test, *, kind: Kind, today: date) -> BooleanValue:
    """Whether one of a person's values answers the test, or none when it is asked the other way round."""
    turned, question = meaning(test, today=today)
    own = traits.field == test.field
    hits = own if isinstance(question, Known) else own & _holds(traits, question, kind)
    found = hits.fill_null(False).any()
    return ~found if turned else found


def _holds(traits: Table, question: Question, kind: Kind) -> BooleanValue:
    column = traits[COLUMNS.get(kind, "folded")]
    match question:
        case Equals(values):
            return reduce(or_, (column == _literal(one) for one in values))
        case Contains(text):
            return column.contains(text.casefold())
        case Begins(text):
            return column.startswith(text.casefold())
        case Range(low, high):
            bounds = [column >= _literal(low)] if low is not None else []
            bounds += [column <= _literal(high)] if high is not None else []
            return reduce(and_, bounds, column.notnull())
        case _:
            return column.notnull()


def _literal(value: Single) -> Value:
    """A value of a question in the type of its column."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return ibis.literal(Decimal(value), type=NUMBER)
    return ibis.literal(value.casefold() if isinstance(value, str) else value)
