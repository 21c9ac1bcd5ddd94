"""Which customers the list shows, page by page, from any row and in both directions, at the price of one index read.

Two ways to answer, both bounded. *Walk*: read the index of the order and test the filters on the way; quick when the
filters keep many. *Gather*: when an indexed filter keeps few, take these and sort them; quick when it keeps few.
Nothing is counted beyond `COUNT_LIMIT`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Field, OuterRef, Q, QuerySet, Value

from cordiale.people import access, rights, search
from cordiale.people.fields.kept import Condition, Kept
from cordiale.people.models import Party, User
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.sorting import NAME, OWN, Beyond, Loose
from cordiale.understand.profile.models import Profile

FEW = 5_000
MINE = 20_000  # up to so many that a person may see at all, theirs are gathered rather than looked for among all
COUNT_LIMIT = 10_001
PAGE = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the result that one index orders: rows that have a value, or those that have none."""

    rows: QuerySet
    pk: str
    field: str
    output: Field | None = None

    def ids(self, *, anchor: tuple[object, int] | None, falling: bool, loose: bool, limit: int) -> list[int]:
        """The first ids, or the first beyond the anchor (its value and its pk)."""
        rows = self.rows
        if anchor is not None:
            value, pk = anchor
            output = self.output or rows.model._meta.get_field(self.field)
            given = Value(value, output_field=output)
            rows = rows.filter(Beyond.row(field=self.field, tie=self.pk, value=given, pk=pk, falling=falling))
        by, sign = Loose(self.field) if loose else None, "-" if falling else ""
        order = sign + self.field if by is None else by.desc() if falling else by.asc()
        return list(rows.order_by(order, sign + self.pk).values_list(self.pk, flat=True)[:limit])


def _found(text: str) -> QuerySet[Party, Any]:
    return search.narrow(Party.objects.all(), text, most=FEW + 1).values("pk")


def _elsewhere(kept: Kept) -> tuple[Condition, ...]:
    """What is said of rows beside the party that are not its profile."""
    return (Kept(beside=kept.beside).condition,) if kept.beside and kept.beside[0] is not Profile else ()


class Result:
    """The customers of one query that `user` may see, or to whom they may do `verb`."""

    def __init__(self, query: Query, *, user: User, verb: str = "party.read") -> None:
        self.query = query
        self.user = user
        self.verb = verb
        self._few = self._shortest()

    def _shortest(self) -> Sequence[QuerySet]:
        """The indexed filter that keeps the fewest, when it keeps few enough to gather."""
        best: tuple[int, Sequence[QuerySet]] = (MINE + 1, ())
        for few, most in self._indexed():
            size = 0
            for rows in few:
                size += rows.order_by()[: most + 1].count() if size <= most else 0
            if size <= most:
                best = min(best, (size, few), key=lambda pair: pair[0])
        return best[1]

    def _indexed(self) -> Iterator[tuple[Sequence[QuerySet], int]]:
        """What may be gathered, and up to how many: what the filters keep, and all that the user may see."""
        if self.query.text:
            yield (_found(self.query.text),), FEW
        for part in self.query.parts:
            if part.kept.few:
                yield part.kept.few, FEW
        if mine := rights.parts(self.user, self.verb):
            yield mine, MINE

    @property
    def gathers(self) -> bool:
        return bool(self._few)

    @property
    def _first(self) -> str:
        """By name, those whose name begins like the text come first, which is one range of the index however common
        the word: the others may stand anywhere between a million names."""
        return search.beginning(self.query.text) if self.query.sort.column == NAME else ""

    def _beginning(self) -> QuerySet[Party]:
        """Those who come first: by their name, they are found by the text."""
        rows = self._filtered().filter(search.begins(self._first), self._gathered("pk"))
        return self._with_profile(rows)

    def _parties(self) -> QuerySet[Party]:
        """Parties by the conditions that are theirs."""
        return search.narrow(self._filtered(), self.query.text) if self.query.text else self._filtered()

    def _filtered(self) -> QuerySet[Party]:
        rows = access.parties_for(self.user, archived=self.query.archived, verb=self.verb, loose=True)
        for part in self.query.parts:
            rows = rows.filter(*part.kept.party, *_elsewhere(part.kept))
        return rows

    def _profile_conditions(self) -> Q:
        beside = [part.kept.beside for part in self.query.parts if part.kept.beside is not None]
        return Q(*[condition for model, condition in beside if model is Profile])

    def _gathered(self, pk: str) -> Q:
        condition = Q()
        for rows in self._few:
            condition |= Q(**{f"{pk}__in": rows.order_by()[: MINE + 1]})
        return condition

    def rows(self) -> QuerySet[Party]:
        """Every party of the result, in no order."""
        return self._with_profile(self._parties().filter(self._gathered("pk")))

    def _with_profile(self, rows: QuerySet[Party]) -> QuerySet[Party]:
        conditions = self._profile_conditions()
        return rows.filter(Exists(Profile.objects.filter(conditions, party=OuterRef("pk")))) if conditions else rows

    def _stretches(self) -> list[Stretch]:
        column = self.query.sort.column
        if self._first:
            others = self.rows().filter(~search.begins(self._first))
            return [Stretch(self._beginning(), "id", column.field), Stretch(others, "id", column.field)]
        if column.order is not None:
            rows = self.rows().alias(**{OWN: column.order})
            told, empty = rows.filter(**{f"{OWN}__isnull": False}), rows.filter(**{f"{OWN}__isnull": True})
            return [Stretch(told, "id", OWN, column.order.output_field), Stretch(empty, "id", "id")]
        if not column.of_profile:
            return [Stretch(self.rows(), "id", column.field)]
        valued = {f"{column.field}__isnull": False}
        seen = Exists(self._parties().filter(pk=OuterRef("party_id")))
        profiles = Profile.objects.filter(self._profile_conditions(), self._gathered("party_id"), **valued).filter(seen)
        has_value = Exists(Profile.objects.filter(party=OuterRef("pk"), **valued))
        return [Stretch(profiles, "party_id", column.field), Stretch(self.rows().filter(~has_value), "id", "id")]

    def _place(self, key: UUID) -> tuple[int, object, int] | None:
        """Where a row stands: its stretch, its value and its pk."""
        column = self.query.sort.column
        if column.order is not None:
            told = Party.objects.filter(key=key).annotate(**{OWN: column.order}).values_list("pk", OWN).first()
            return None if told is None else (1, told[0], told[0]) if told[1] is None else (0, told[1], told[0])
        party = Party.objects.filter(key=key).values("pk", *(() if column.of_profile else (column.field,))).first()
        if party is None:
            return None
        if not column.of_profile:
            later = bool(self._first) and not party[column.field].startswith(self._first)
            return int(later), party[column.field], party["pk"]
        value = Profile.objects.filter(party=party["pk"]).values_list(column.field, flat=True).first()
        return (1, party["pk"], party["pk"]) if value is None else (0, value, party["pk"])

    def walk(self, *, beyond: UUID | None = None, back: bool = False, limit: int = PAGE) -> list[int]:
        """The pks that follow a row (or precede it, nearest first); from the start or the end without one."""
        return self._walk(None if beyond is None else self._place(beyond), back=back, limit=limit)

    def around(self, key: UUID) -> tuple[int | None, int | None]:
        """The pks just before and just after a row."""
        place = self._place(key)
        if place is None:
            return None, None
        before, after = self._walk(place, back=True, limit=1), self._walk(place, back=False, limit=1)
        return next(iter(before), None), next(iter(after), None)

    def _walk(self, place: tuple[int, object, int] | None, *, back: bool, limit: int) -> list[int]:
        stretches = list(enumerate(self._stretches()))
        if place is not None:
            stretches = [pair for pair in stretches if (pair[0] <= place[0] if back else pair[0] >= place[0])]
        falling = self.query.sort.falling is not back
        found: list[int] = []
        for number, stretch in reversed(stretches) if back else stretches:
            anchor = place[1:] if place is not None and number == place[0] else None
            found += stretch.ids(anchor=anchor, falling=falling, loose=self.gathers, limit=limit - len(found))
            if len(found) == limit:
                break
        return found

    def position(self, key: UUID, *, most: int = 1_000) -> int | None:
        """The rank of a row from the first, counted no further than `most`."""
        before = len(self.walk(beyond=key, back=True, limit=most))
        return before + 1 if before < most else None

    def count(self) -> int:
        """How many there are, counted no further than `COUNT_LIMIT`."""
        return self.rows()[:COUNT_LIMIT].count()

    def __contains__(self, party: Party) -> bool:
        return self.rows().filter(pk=party.pk).exists()
