"""Which customers the list shows, page by page, from any row and in both directions, at the price of one index read.

Two ways to answer, both bounded. *Walk*: read the index of the order and test the filters on the way; quick when the
filters keep many. *Gather*: when an indexed filter keeps few, take these and sort them; quick when it keeps few.
By name, somebody who sees a part of the base walks the index of each of their reasons to see it, and the few first of
each are put together. Nothing is counted beyond `COUNT_LIMIT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, Field, OuterRef, Q, QuerySet, Value

from cordiale.people import access, naming, rights, search
from cordiale.people.fields.kept import Condition, Kept
from cordiale.people.models import Party, User
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.sorting import NAME, OWN, Beyond, Column, Loose
from cordiale.understand.profile.models import Profile

FEW = 5_000
MATCHES = 12_000  # of a search: like names stand together, so that a walk may meet none for long
MINE = 20_000  # up to so many that a person may see at all, theirs are gathered rather than looked for among all
MINE_ALONE = 8_000  # the same when nothing else is asked: among all, one of theirs is then soon met
COUNT_LIMIT = 10_001
PAGE = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the result that one index orders: rows that have a value, or those that have none. `rows` may be told
    in several parts, each with an index of its own, which may hold one row twice."""

    rows: Sequence[QuerySet]
    pk: str
    field: str
    output: Field | None = None

    def ids(self, *, anchor: tuple[object, int] | None, falling: bool, loose: bool, limit: int) -> list[int]:
        """The first ids, or the first beyond the anchor (its value and its pk)."""
        asked = [self._ordered(rows, anchor=anchor, falling=falling, loose=loose)[:limit] for rows in self.rows]
        if len(asked) == 1:
            return list(asked[0].values_list(self.pk, flat=True))
        found = {pair for rows in asked for pair in rows.values_list(self.field, self.pk)}
        return [pk for _value, pk in sorted(found, reverse=falling)[:limit]]

    def _ordered(
        self, rows: QuerySet, *, anchor: tuple[object, int] | None, falling: bool, loose: bool
    ) -> QuerySet:  # fmt: skip
        if anchor is not None:
            value, pk = anchor
            output = self.output or rows.model._meta.get_field(self.field)
            given = Value(value, output_field=output)
            rows = rows.filter(Beyond.row(field=self.field, tie=self.pk, value=given, pk=pk, falling=falling))
        by, sign = Loose(self.field) if loose else None, "-" if falling else ""
        order = sign + self.field if by is None else by.desc() if falling else by.asc()
        return rows.order_by(order, sign + self.pk)


def _elsewhere(kept: Kept) -> tuple[Condition, ...]:
    """What is said of rows beside the party that are not its profile."""
    return (Kept(beside=kept.beside).condition,) if kept.beside and kept.beside[0] is not Profile else ()


class Result:
    """The customers of one query that `user` may see, or to whom they may do `verb`."""

    def __init__(self, query: Query, *, user: User, verb: str = "party.read") -> None:
        self.query = query
        self.user = user
        self.verb = verb

    @cached_property
    def _found(self) -> search.Found:
        return search.Found.of(self.query.text)

    @cached_property
    def _words(self) -> Sequence[QuerySet]:
        """What the index of words finds, when these are few enough to gather; else words are tested row by row."""
        if not self._found.looked_up:
            return ()
        hits = search.hits(self._found)
        return (hits,) if hits[: MATCHES + 1].count() <= MATCHES else ()

    @cached_property
    def _few(self) -> Sequence[QuerySet]:
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
        if self._words:
            yield self._words, MATCHES
        for part in self.query.parts:
            if part.kept.few:
                yield part.kept.few, FEW
        if (mine := rights.parts(self.user, self.verb)) and (self.query.narrowed or not self._by_name):
            yield mine, MINE if self.query.narrowed else MINE_ALONE

    @property
    def gathers(self) -> bool:
        return bool(self._few)

    @property
    def _by_name(self) -> bool:
        return self.query.sort.column == NAME

    @property
    def _first(self) -> str:
        """By name, those whose name begins like the text come first, which is one range of the index however common
        the word: the others may stand anywhere between a million names."""
        return search.beginning(self.query.text) if self._by_name else ""

    def _beginning(self) -> list[QuerySet[Party]]:
        """Those who come first: by their name, they are found by its first word."""
        text = self.query.text
        alone = naming.fold(text) == self._first
        rows = [one.filter(search.begins(self._first)) for one in self._slices()]
        if not alone:
            rows = [search.tested(one, text) if self._found.first_alone else self._matching(one) for one in rows]
        return [self._with_profile(one) for one in rows]

    def _slices(self) -> list[QuerySet[Party]]:
        """By the conditions that are the party's own, all that the user may see, reason by reason."""
        archived = self.query.archived
        return [self._kept(rows) for rows in access.slices_for(self.user, archived=archived, verb=self.verb)]

    def _kept(self, rows: QuerySet[Party]) -> QuerySet[Party]:
        for part in self.query.parts:
            rows = rows.filter(*part.kept.party, *_elsewhere(part.kept))
        return rows

    def _matching(self, rows: QuerySet[Party]) -> QuerySet[Party]:
        """With the words that are searched."""
        text, found = self.query.text, self._found
        if not text or not (found.looked_up or found.tested):
            return search.narrow(rows, text) if text else rows
        return search.among(rows, found) if self._words else search.tested(rows, text)

    def _parties(self) -> QuerySet[Party]:
        """Parties by the conditions that are theirs."""
        archived = self.query.archived
        rows = access.parties_for(self.user, archived=archived, verb=self.verb, loose=True)
        return self._matching(self._kept(rows))

    def _profile_conditions(self) -> Q:
        beside = [part.kept.beside for part in self.query.parts if part.kept.beside is not None]
        return Q(*[condition for model, condition in beside if model is Profile])

    def _gathered(self, pk: str) -> Q:
        """Told as one set: of several joined by *or*, PostgreSQL would read the whole table."""
        few = [rows.order_by() for rows in self._few]
        return Q(**{f"{pk}__in": few[0].union(*few[1:], all=True) if len(few) > 1 else few[0]}) if few else Q()

    def rows(self) -> QuerySet[Party]:
        """Every party of the result, in no order."""
        return self._with_profile(self._parties().filter(self._gathered("pk")))

    def _with_profile(self, rows: QuerySet[Party]) -> QuerySet[Party]:
        conditions = self._profile_conditions()
        return rows.filter(Exists(Profile.objects.filter(conditions, party=OuterRef("pk")))) if conditions else rows

    def _named(self) -> list[QuerySet[Party]]:
        """Every party of the result, in as many parts as serve the order of names."""
        if self.gathers:
            return [self.rows()]
        return [self._with_profile(self._matching(rows)) for rows in self._slices()]

    def _stretches(self) -> list[Callable[[], Stretch]]:
        """In their order; each is made when the one before is not enough."""
        column = self.query.sort.column
        if self._first:
            return [
                lambda: Stretch(self._beginning(), "id", column.field),
                lambda: Stretch([one.filter(~search.begins(self._first)) for one in self._named()], "id", column.field),
            ]
        if self._by_name:
            return [lambda: Stretch(self._named(), "id", column.field)]
        if column.order is not None:
            rows = self.rows().alias(**{OWN: column.order})
            told, empty = rows.filter(**{f"{OWN}__isnull": False}), rows.filter(**{f"{OWN}__isnull": True})
            output = column.order.output_field
            return [lambda: Stretch([told], "id", OWN, output), lambda: Stretch([empty], "id", "id")]
        if not column.of_profile:
            return [lambda: Stretch([self.rows()], "id", column.field)]
        return [lambda: self._valued(column), lambda: self._unvalued(column)]

    def _valued(self, column: Column) -> Stretch:
        """Those of whom the profile tells the value, walked by its index."""
        valued = {f"{column.field}__isnull": False}
        seen = Exists(self._parties().filter(pk=OuterRef("party_id")))
        profiles = Profile.objects.filter(self._profile_conditions(), self._gathered("party_id"), **valued)
        return Stretch([profiles.filter(seen)], "party_id", column.field)

    def _unvalued(self, column: Column) -> Stretch:
        has_value = Exists(Profile.objects.filter(party=OuterRef("pk"), **{f"{column.field}__isnull": False}))
        return Stretch([self.rows().filter(~has_value)], "id", "id")

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
            first = bool(self._first) and number == 0
            loose = not first and self.gathers
            found += stretch().ids(anchor=anchor, falling=falling, loose=loose, limit=limit - len(found))
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
