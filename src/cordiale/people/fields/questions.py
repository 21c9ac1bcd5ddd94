"""Plain questions to columns, as Django asks them. The names of columns are written in code, never told by anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from cordiale.core.conditions import Begins, Contains, Equals, Known, Question, Range
from cordiale.people.fields.kept import Kept
from cordiale.people.fields.registry import Asking
from cordiale.people.models import Party

Ask = Callable[[Question], Q]
Keep = Callable[[Question, Asking], Kept]
ANYBODY = Q(pk__isnull=False)
NOBODY = Q(pk__in=[])


def text(column: str) -> Ask:
    """Text in a column that is empty when unknown, whatever the case."""

    def ask(question: Question) -> Q:
        match question:
            case Equals(values):
                return _any(column, "iexact", map(str, values))
            case Contains(part):
                return Q(**{f"{column}__icontains": part})
            case Begins(part):
                return Q(**{f"{column}__istartswith": part})
            case _:
                return ~Q(**{column: ""})

    return ask


def _any(column: str, lookup: str, values: Sequence[object] | map[str]) -> Q:
    whole = Q()
    for value in values:
        whole |= Q(**{f"{column}__{lookup}": value})
    return whole


def choice(column: str, *, unknown: object = "") -> Ask:
    """One of a few codes."""

    def ask(question: Question) -> Q:
        if isinstance(question, Equals):
            return Q(**{f"{column}__in": list(question.values)})
        return Q(**{f"{column}__isnull": False}) if unknown is None else ~Q(**{column: unknown})

    return ask


def ordered(column: str) -> Ask:
    """A number, an amount or a day, null when unknown."""

    def ask(question: Question) -> Q:
        match question:
            case Equals(values):
                return Q(**{f"{column}__in": list(values)})
            case Range(low, high):
                return _between(column, low, high)
            case _:
                return Q(**{f"{column}__isnull": False})

    return ask


def _between(column: str, low: object | None, high: object | None, *, below: str = "lte") -> Q:
    given = {f"{column}__gte": low, f"{column}__{below}": high}
    bounds = {name: value for name, value in given.items() if value is not None}
    return Q(**bounds) if bounds else Q(**{f"{column}__isnull": False})


def instant(column: str) -> Ask:
    """A moment, asked by its day where the house stands."""

    def ask(question: Question) -> Q:
        match question:
            case Equals(values):
                whole = Q()
                for value in values:
                    if isinstance(value, date):
                        whole |= _between(column, start(value), end(value), below="lt")
                return whole
            case Range(low, high):
                after = start(low) if isinstance(low, date) else None
                before = end(high) if isinstance(high, date) else None
                return _between(column, after, before, below="lt")
            case _:
                return Q(**{f"{column}__isnull": False})

    return ask


def start(day: date) -> datetime:
    """The first moment of a day; the calendar's own ends stay within what a database holds."""
    day = min(max(day, date(2, 1, 1)), date(9998, 12, 30))
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def end(day: date) -> datetime:
    """The first moment of the day after."""
    return start(min(max(day, date(2, 1, 1)), date(9998, 12, 30)) + timedelta(days=1))


def flag(column: str) -> Ask:
    """Yes or no, always known."""

    def ask(question: Question) -> Q:
        return Q(**{f"{column}__in": list(question.values)}) if isinstance(question, Equals) else ANYBODY

    return ask


def on_party(ask: Ask, *, indexed: tuple[type[Question], ...] = ()) -> Keep:
    """Of the party's own columns; the questions that an index answers are told by their type."""

    def keep(question: Question, asking: Asking) -> Kept:
        condition = ask(question)
        few = (Party.objects.filter(condition).values("pk"),) if isinstance(question, indexed) else ()
        return Kept(party=(condition,), few=few)

    return keep


def on_rows(rows: Callable[[], QuerySet], ask: Ask, *, indexed: tuple[type[Question], ...] = ()) -> Keep:
    """Of rows that point at the party (`party`): at least one answers."""

    def keep(question: Question, asking: Asking) -> Kept:
        found = rows() if isinstance(question, Known) else rows().filter(ask(question))
        return among(found, indexed=isinstance(question, indexed))

    return keep


def among(rows: QuerySet, *, indexed: bool) -> Kept:
    """The parties these rows point at."""
    few = (rows.values("party_id"),) if indexed else ()
    return Kept(party=(Exists(rows.filter(party=OuterRef("pk"))),), few=few)


def beside(model: type[Model], ask: Ask, *, indexed: bool = True) -> Keep:
    """Of a row kept beside each party."""

    def keep(question: Question, asking: Asking) -> Kept:
        condition = ask(question)
        few = (model._default_manager.filter(condition).values("party_id"),) if indexed else ()
        return Kept(beside=(model, condition), few=few)

    return keep
