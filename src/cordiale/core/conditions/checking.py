"""Holding a tree against the fields that exist: what passes is typed, bounded, and asks of each field what it can say.

A name of a field or an operator is only ever looked up here and in the registry; it never becomes part of a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from cordiale.core.conditions.kinds import Kind, Op, Shape, shape
from cordiale.core.conditions.refusals import BadCondition, BadValue, ConditionTooLarge, UnknownField, UnknownOperator
from cordiale.core.conditions.tree import ANCHORS, All, Any, Has, Node, Not, Relative, Single, Test, Value

DEPTH = 5
TESTS = 60
LISTED = 100
LONGEST = 200
FARTHEST = 40_000
LARGEST = Decimal("1e15")

_RELATIVE = re.compile(rf"({'|'.join(ANCHORS)})([+-][0-9]{{1,5}})?", re.ASCII)
_DIGITS = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,6})?", re.ASCII)
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


class FieldLike(Protocol):
    """What a tree needs to know of a field."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def operators(self) -> Iterable[str]: ...


class Fields(Protocol):
    """The fields that exist, by name."""

    def field(self, name: str) -> FieldLike | None: ...
    def inside(self, name: str) -> Fields | None:
        """The fields of the records of an object, by its name."""


def validate(tree: Node, fields: Fields) -> Node:
    """The same tree with every value of its field's type; refused when anything of it is unknown or too large."""
    bound(tree)
    return _validated(tree, fields)


def bound(tree: Node) -> None:
    """Refuse a tree that is deeper or larger than anybody means."""
    if (deep := _depth(tree)) > DEPTH:
        raise ConditionTooLarge(what=deep, most=DEPTH)
    count = _count(tree)
    if count > TESTS:
        raise ConditionTooLarge(what=count, most=TESTS)
    if _hollow(tree) and tree != All():
        raise BadCondition(near="()")


def _depth(node: Node) -> int:
    deepest, layer = 0, [node]
    while layer:
        deepest += 1
        layer = [one for each in layer for one in _below(each)]
        if deepest > DEPTH:
            break
    return deepest


def _count(node: Node) -> int:
    count, waiting = 0, [node]
    while waiting and count <= TESTS:
        one = waiting.pop()
        count += isinstance(one, Test)
        waiting += _below(one)
    return count


def _hollow(node: Node) -> bool:
    """Whether a group somewhere holds nothing."""
    if isinstance(node, Test):
        return False
    if isinstance(node, Has):
        return bool(node.node.nodes) and _hollow(node.node)
    return not _below(node) or any(map(_hollow, _below(node)))


def _below(node: Node) -> tuple[Node, ...]:
    return (node.node,) if isinstance(node, Not | Has) else node.nodes if isinstance(node, All | Any) else ()


def _validated(node: Node, fields: Fields) -> Node:
    if isinstance(node, Not):
        return Not(_validated(node.node, fields))
    if isinstance(node, Test):
        return _tested(node, fields)
    if isinstance(node, Has):
        return _held(node, fields)
    inside = [_validated(one, fields) for one in node.nodes]
    return All(*inside) if isinstance(node, All) else Any(*inside)


def _held(node: Has, fields: Fields) -> Has:
    inner = fields.inside(node.object)
    if inner is None:
        raise UnknownField(field=f"has.{node.object}"[:60])
    return Has(node.object, All(*[_validated(one, inner) for one in node.node.nodes]))


def _tested(test: Test, fields: Fields) -> Test:
    field = fields.field(test.field)
    if field is None:
        raise UnknownField(field=test.field[:60])
    if test.op not in set(field.operators):
        raise UnknownOperator(op=test.op[:30], field=test.field)
    return Test(test.field, test.op, value_of(test.value, op=Op(test.op), field=field))


def value_of(given: Value, *, op: Op, field: FieldLike) -> Value:
    """The value an operator takes, typed; `given` is typed already or as text."""
    match shape(op):
        case Shape.NOTHING:
            if given not in (None, "", ()):
                raise BadValue(value=str(given)[:40], field=field.name)
            return None
        case Shape.DAYS:
            days = _single(given, kind=Kind.NUMBER, name=field.name)
            if not isinstance(days, Decimal) or days != int(days) or not 0 <= days <= FARTHEST:
                raise BadValue(value=str(given)[:40], field=field.name)
            return int(days)
        case Shape.MANY:
            many = given if isinstance(given, tuple) else () if given is None else (given,)
            if not 1 <= len(many) <= LISTED:
                raise ConditionTooLarge(what=len(many), most=LISTED)
            return tuple(dict.fromkeys(_single(one, kind=field.kind, name=field.name) for one in many))
        case Shape.TWO:
            if not isinstance(given, tuple) or len(given) != 2:
                raise BadValue(value=str(given)[:40], field=field.name)
            return tuple(_single(one, kind=field.kind, name=field.name) for one in given)
        case _:
            return _single(given, kind=field.kind, name=field.name)


def _single(given: Value, *, kind: Kind, name: str) -> Single:
    if given is None or isinstance(given, tuple):
        raise BadValue(value="" if given is None else ", ".join(map(str, given))[:40], field=name)
    found = _READERS.get(kind, _text)(given)
    if found is None:
        raise BadValue(value=str(given)[:40], field=name)
    return found


def _text(given: Single) -> str | None:
    if isinstance(given, bool | Relative):
        return None
    text = str(given).strip()
    return text if text and len(text) <= LONGEST and text.isprintable() else None


def _number(given: Single) -> Decimal | None:
    """Digits with a comma or a point, as people type them."""
    if isinstance(given, bool | date | Relative):
        return None
    plain = str(given).translate(_AS_TYPED)
    if not _DIGITS.fullmatch(plain):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if abs(number) < LARGEST else None


_AS_TYPED = str.maketrans({"\u00a0": "", "\u202f": "", " ": "", ",": ".", "\u2212": "-"})


def _day(given: Single) -> date | Relative | None:
    if isinstance(given, date | Relative):
        return given
    text = str(given)
    relative = _RELATIVE.fullmatch(text)
    if relative:
        days = int(relative[2] or 0)
        return Relative(relative[1], days) if abs(days) <= FARTHEST else None
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _flag(given: Single) -> bool | None:
    if isinstance(given, bool):
        return given
    text = str(given).lower()
    return True if text in _YES else False if text in _NO else None


_READERS = {Kind.NUMBER: _number, Kind.MONEY: _number, Kind.DAY: _day, Kind.INSTANT: _day, Kind.FLAG: _flag}
