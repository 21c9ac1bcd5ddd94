"""The reference: the answer for one row held in memory. Slow, plain, and what every other engine is tested against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from cordiale.core.conditions.meaning import Begins, Contains, Equals, Question, Range, meaning
from cordiale.core.conditions.tree import All, Any, Has, Node, Not, Single, Test


def evaluate(tree: Node, row: Mapping[str, object], *, today: date) -> bool:
    """Whether a validated tree keeps a row.

    The row maps field names to values: None or "" is unknown, a tuple holds several values, an instant is a datetime
    in the house's own zone (its days are the house's). `has.car` holds the rows of the party's cars.
    """
    match tree:
        case All(nodes):
            return all(evaluate(one, row, today=today) for one in nodes)
        case Any(nodes):
            return any(evaluate(one, row, today=today) for one in nodes)
        case Not(node):
            return not evaluate(node, row, today=today)
        case Has(name, node):
            records = cast(Sequence[Mapping[str, object]], row.get(f"has.{name}") or ())
            return any(evaluate(node, one, today=today) for one in records)
        case _:
            return _answered(tree, row, today)


def _answered(test: Test, row: Mapping[str, object], today: date) -> bool:
    turned, question = meaning(test, today=today)
    return turned is not any(_holds(value, question) for value in _values(row.get(test.field)))


def _values(given: object) -> tuple[object, ...]:
    several = given if isinstance(given, tuple | list | set | frozenset) else (given,)
    return tuple(one for one in several if one is not None and one != "")


def _holds(value: object, question: Question) -> bool:
    """Whether one known value answers the question."""
    match question:
        case Equals(values):
            return _plain(value) in {_plain(one) for one in values}
        case Contains(text):
            return text.casefold() in str(value).casefold()
        case Begins(text):
            return str(value).casefold().startswith(text.casefold())
        case Range(low, high):
            return _between(value, low, high)
        case _:
            return True


def _plain(value: object) -> object:
    """As compared: text without its case, an instant by its day."""
    if isinstance(value, str):
        return value.casefold()
    return value.date() if isinstance(value, datetime) else value


def _between(value: object, low: Single | None, high: Single | None) -> bool:
    if isinstance(value, bool | str):
        return False
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float):
        value = Decimal(str(value))
    known = cast(Decimal, value)  # or a date, or an int: of one type with the bounds
    return (low is None or known >= cast(Decimal, low)) and (high is None or known <= cast(Decimal, high))
