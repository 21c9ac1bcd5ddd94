"""What a condition keeps, in the shapes a list can answer quickly at a million parties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

Condition = Q | Combinable
Turn = Callable[[Q], Q]


@dataclass(frozen=True, slots=True)
class Kept:
    """Conditions on the party, on a row kept beside it, or a set of ids when it may be small.

    `beside` is a model whose key is its `party` (the profile) and the condition on its rows; a party without such a
    row is not kept. `few` are queries of party ids served by an index (their union is what is kept): a list starts
    from them when they are short, which keeps a rare condition fast under any order. They say the same as the rest.
    """

    party: tuple[Condition, ...] = ()
    beside: tuple[type[Model], Q] | None = None
    few: tuple[QuerySet, ...] = ()

    @property
    def condition(self) -> Q:
        """The whole of it as one condition on the party."""
        if self.beside is None:
            return Q(*self.party)
        model, condition = self.beside
        rows = model._default_manager.filter(condition, party=OuterRef("pk"))
        return Q(*self.party, Exists(rows))


EVERYTHING = Kept()


def both(parts: Sequence[Kept]) -> Kept:
    """What every part keeps."""
    beside, party = _together(parts), tuple(one for part in parts for one in part.party)
    few = next((part.few for part in parts if part.few), ())
    if beside is None:
        return Kept(party=(*party, *_rows_beside(parts)), few=few)
    model, conditions = beside
    return Kept(party=party, beside=(model, Q(*conditions)), few=few)


def either(parts: Sequence[Kept]) -> Kept:
    """What at least one part keeps."""
    few = tuple(rows for part in parts for rows in part.few) if all(part.few for part in parts) else ()
    beside = _together(parts)
    if beside is not None and not any(part.party for part in parts) and len(beside[1]) == len(parts):
        return Kept(beside=(beside[0], _joined(beside[1])), few=few)
    return Kept(party=(_joined(part.condition for part in parts),), few=few)


def _joined(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= _row_by_row(condition)
    return whole


def _row_by_row(condition: Q) -> Q:
    """The same, with rows elsewhere looked up for each party: joined by *or*, PostgreSQL would rather gather all of
    them first, which is quick for none of the few parties a list needs."""
    told = copy(condition)
    told.children = [_asked(child) for child in condition.children]
    return told


def _asked(child: Any) -> Any:
    if isinstance(child, Q):
        return _row_by_row(child)
    if not isinstance(child, Exists):
        return child
    single = child.copy()
    single.template = "((%(subquery)s) IS NOT NULL)"
    return single


def _together(parts: Sequence[Kept]) -> tuple[type[Model], list[Q]] | None:
    """The conditions on rows beside, when they all speak of the same rows."""
    told = [part.beside for part in parts if part.beside is not None]
    models = {model for model, _condition in told}
    return (told[0][0], [condition for _model, condition in told]) if len(models) == 1 else None


def _rows_beside(parts: Sequence[Kept]) -> tuple[Q, ...]:
    return tuple(Kept(beside=part.beside).condition for part in parts if part.beside is not None)


def contrary(kept: Kept, *, turn: Turn) -> Kept:
    """Everything else: those of unknown value included."""
    return Kept(party=(turn(kept.condition),))


def turned(condition: Q) -> Q:
    """The contrary of a condition on columns, which Django tells rightly of unknown values too."""
    return ~condition


def turned_surely(condition: Q) -> Q:
    """The contrary of a condition that may be neither true nor false."""
    return Q(Case(When(condition, then=Value(value=False)), default=Value(value=True)))
