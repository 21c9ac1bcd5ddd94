"""What each operator means: one of six plain questions, asked straight or turned around.

Every engine that answers the six questions speaks the whole language; "is not" is the exact contrary of "is", so an
unknown value is not Paris.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from cordiale.core.conditions.kinds import Op
from cordiale.core.conditions.tree import Relative, Single, Test, shifted


@dataclass(frozen=True, slots=True)
class Equals:
    """The value is one of these (of several values, at least one is)."""

    values: tuple[Single, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """The text is found inside, whatever the case."""

    text: str


@dataclass(frozen=True, slots=True)
class Begins:
    """The text is how it begins, whatever the case."""

    text: str


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None leaves a side open. For an instant, both are whole days."""

    low: Single | None
    high: Single | None


@dataclass(frozen=True, slots=True)
class Known:
    """There is a value."""


Question = Equals | Contains | Begins | Range | Known


def meaning(test: Test, *, today: date) -> tuple[bool, Question]:
    """The plain question of a validated test, and whether its answer is to be turned around."""
    op = Op(test.op)
    if op in (Op.KNOWN, Op.EMPTY):
        return op is Op.EMPTY, Known()
    if op in (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF):
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        return op in (Op.IS_NOT, Op.NONE_OF), Equals(tuple(_dated(cast(Single, one), today) for one in values))
    if op in (Op.CONTAINS, Op.BEGINS):
        return False, (Contains if op is Op.CONTAINS else Begins)(str(test.value))
    return False, _range(op, test, today)


def _dated(value: Single, today: date) -> Single:
    return value.on(today) if isinstance(value, Relative) else value


def _range(op: Op, test: Test, today: date) -> Range:
    if op in (Op.WITHIN, Op.OLDER, Op.AHEAD):
        days = cast(int, test.value)
        return {
            Op.WITHIN: Range(shifted(today, -days), today),
            Op.OLDER: Range(None, shifted(today, -days - 1)),
            Op.AHEAD: Range(today, shifted(today, days)),
        }[op]
    if op is Op.BETWEEN:
        low, high = cast(tuple[Single, Single], test.value)
        return Range(_dated(low, today), _dated(high, today))
    bound = _dated(cast(Single, test.value), today)
    if op is Op.BEFORE:
        return Range(None, shifted(cast(date, bound), -1))
    if op is Op.AFTER:
        return Range(shifted(cast(date, bound), 1), None)
    return Range(bound, None) if op is Op.AT_LEAST else Range(None, bound)
