"""The kinds of field, and what may be asked of each."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    INSTANT = "instant"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    REFERENCE = "reference"
    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"


class Op(StrEnum):
    """What is asked."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    BEGINS = "begins"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    WITHIN = "within"  # in the last N days, today included
    OLDER = "older"  # more than N days ago
    AHEAD = "ahead"  # in the next N days, today included
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    KNOWN = "known"
    EMPTY = "empty"


class Shape(StrEnum):
    """How many values an operator takes, and which."""

    NOTHING = "nothing"
    ONE = "one"
    TWO = "two"
    MANY = "many"
    DAYS = "days"


_SHAPES = {
    Op.KNOWN: Shape.NOTHING,
    Op.EMPTY: Shape.NOTHING,
    Op.BETWEEN: Shape.TWO,
    Op.ONE_OF: Shape.MANY,
    Op.NONE_OF: Shape.MANY,
    Op.WITHIN: Shape.DAYS,
    Op.OLDER: Shape.DAYS,
    Op.AHEAD: Shape.DAYS,
}

_PRESENCE = (Op.KNOWN, Op.EMPTY)
_WORDS = (Op.IS, Op.IS_NOT, Op.CONTAINS, Op.BEGINS, Op.ONE_OF, Op.NONE_OF, *_PRESENCE)
_FIGURES = (Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN, Op.IS, Op.IS_NOT, *_PRESENCE)
_DAYS = (
    Op.WITHIN, Op.OLDER, Op.AHEAD, Op.IS, Op.BEFORE, Op.AFTER, Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN, *_PRESENCE,
)  # fmt: skip
_CHOSEN = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF, *_PRESENCE)

OPERATORS: dict[Kind, tuple[Op, ...]] = {
    Kind.TEXT: _WORDS,
    Kind.LONG_TEXT: (Op.CONTAINS, *_PRESENCE),
    Kind.NUMBER: _FIGURES,
    Kind.MONEY: _FIGURES,
    Kind.DAY: _DAYS,
    Kind.INSTANT: _DAYS,
    Kind.CHOICE: _CHOSEN,
    Kind.CHOICES: _CHOSEN,
    Kind.FLAG: (Op.IS, *_PRESENCE),
    Kind.REFERENCE: _CHOSEN,
    Kind.EMAIL: _WORDS,
    Kind.PHONE: _WORDS,
    Kind.WEB: _WORDS,
}


def operators(kind: Kind) -> tuple[Op, ...]:
    """What may be asked of a field of this kind, the most asked first."""
    return OPERATORS[kind]


def shape(op: Op) -> Shape:
    """The values an operator takes."""
    return _SHAPES.get(op, Shape.ONE)
