"""The tree itself: frozen, comparable, without any knowledge of where the rows are."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ANCHORS = ("today", "month", "year")


@dataclass(frozen=True, slots=True)
class Relative:
    """A day told from the day it is asked: today, the first of this month or of this year, and so many days more."""

    anchor: str = "today"
    days: int = 0

    def on(self, today: date) -> date:
        """The day itself, kept within what a calendar can hold."""
        start = {"today": today, "month": today.replace(day=1), "year": today.replace(month=1, day=1)}[self.anchor]
        return shifted(start, self.days)

    def __str__(self) -> str:
        return f"{self.anchor}{self.days:+d}" if self.days else self.anchor


def shifted(day: date, days: int) -> date:
    """So many days later; the first or the last day of the calendar when there is no such day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


Single = str | bool | int | Decimal | date | Relative
Value = typing.Union[Single, "tuple[Single, ...]", None]


@dataclass(frozen=True, slots=True)
class Test:
    """One question to one field: `Test("city", "is", "Paris")`."""

    __test__: typing.ClassVar[bool] = False  # not a test of ours, whatever its name says to pytest

    field: str
    op: str
    value: Value = None


@dataclass(frozen=True, slots=True, init=False)
class All:
    """Every one of these; without any, everything."""

    nodes: tuple[Node, ...]

    def __init__(self, *nodes: Node) -> None:
        object.__setattr__(self, "nodes", nodes)


@dataclass(frozen=True, slots=True, init=False)
class Any:
    """At least one of these; without any, nothing."""

    nodes: tuple[Node, ...]

    def __init__(self, *nodes: Node) -> None:
        object.__setattr__(self, "nodes", nodes)


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    node: Node


@dataclass(frozen=True, slots=True)
class Has:
    """At least one record of an object answers a tree of its own fields: `Has("car", All(Test("brand", "is", "…")))`.

    With nothing asked, there is a record. The tests inside are of the record's fields, all of the same record.
    """

    object: str
    node: All = All()


Node = All | Any | Not | Has | Test


def nodes_of(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order they are written; what is asked of records stays inside its `Has`."""
    yield node
    for one in (node.node,) if isinstance(node, Not) else node.nodes if isinstance(node, All | Any) else ():
        yield from nodes_of(one)


def tests_of(node: Node) -> Iterator[Test]:
    """Every test of the tree, in the order it is written."""
    return (one for one in nodes_of(node) if isinstance(one, Test))


def things_of(node: Node) -> Iterator[Has]:
    """Every question about records, in the order they are written."""
    return (one for one in nodes_of(node) if isinstance(one, Has))


def fields_of(node: Node) -> set[str]:
    """The names of the fields the tree asks about."""
    return {test.field for test in tests_of(node)}
