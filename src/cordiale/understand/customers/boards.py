"""The list as a board: a column for each value of a choice, forty cards at most in each, the rest one click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote, urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cordiale.core.conditions import All, Kind, Op, Test
from cordiale.people.fields import plans
from cordiale.people.fields.registry import Field, Fields
from cordiale.people.models import User
from cordiale.understand.customers import changing
from cordiale.understand.customers.look import Look
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.customers.rows import Row, fetch
from cordiale.web.tags import marks

CARDS = 40
_ANY = UUID(int=0)
MOST = 14
LEFT_OUT = ("territory",)  # it holds others: a card would stand in several columns


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: those who hold `value` (empty: those who hold none)."""

    value: str
    label: str | Promise
    number: int
    """How many cards it shows."""
    cards: SafeString
    more: str
    """The list of this column alone, when there are more than its cards."""
    count: str
    """The query string by which the column is counted, asked for later."""

    @property
    def exact(self) -> int | None:
        """How many there are, when all are shown."""
        return None if self.more else self.number


@dataclass(frozen=True, slots=True)
class Board:
    """All columns, and whether cards may be moved between them."""

    field: Field
    lanes: list[Lane]
    moves: bool
    cut: bool


def offered(fields: Fields) -> list[Field]:
    """The fields a board can be made by: a choice among known values."""
    return [
        one for one in fields if one.options and one.chosen and one.kind != Kind.CHOICES and one.name not in LEFT_OUT
    ]


def of(query: Query, *, user: User) -> Board | None:
    """The board of a list; none when its field cannot make one for this reader."""
    field = next((one for one in offered(query.fields) if one.name == query.look.by), None)
    if field is None or field.options is None:
        return None
    values = values_of(field, user)
    query.fields.learn(field, [(value, label) for value, label in values if value])
    shown, moves = dict(values[:MOST]), changing.may(user, field)
    found = {value: Result(_narrowed(query, field, value, user=user), user=user) for value in shown}
    pks = {value: result.walk(limit=CARDS + 1) for value, result in found.items()}
    known = {row.party.pk: row for row in fetch([pk for some in pks.values() for pk in some[:CARDS]], reader=user)}
    writer = Cards(query.address(), field=field.name if moves else "")
    lanes = []
    for value, label in shown.items():
        narrowed, more = found[value].query, len(pks[value]) > CARDS
        table = replace(narrowed, look=Look(columns=query.look.columns, dense=query.look.dense))
        cards = [known[pk] for pk in pks[value][:CARDS] if pk in known]
        written = writer.of(cards)
        lanes.append(Lane(value, label, len(cards), written, table.address() if more else "", narrowed.address()))
    return Board(field, lanes, moves, len(values) > MOST)


def values_of(field: Field, user: User) -> list[tuple[str, str | Promise]]:
    """The columns of a board by this field: what each holds, and its name."""
    listed = field.options(user) if field.options is not None else ()
    options = [(str(value), label) for value, label in listed if value not in ("me", "none")]
    if field.name == "owner":
        options.insert(0, (str(user.key), user.name))
    return [*options, ("", _("Sans valeur"))] if Op.EMPTY in field.operators else options


def _narrowed(query: Query, field: Field, value: str, *, user: User) -> Query:
    """The list with one condition more."""
    test = Test(field.name, "is", value) if value else Test(field.name, "empty")
    parts = plans.plan(All(test), actor=user, fields=query.fields).parts
    return replace(query, parts=(*query.parts, *parts))


class Cards:
    """Writes the cards of a board; what is the same in every card is worked out once."""

    def __init__(self, address: str, *, field: str) -> None:
        origin = f"?from={quote(address)}" if address else ""
        moving = "?" + urlencode({"moving": "1", "address": address})
        self._page = self._split(reverse("customers:page", args=[_ANY]) + origin)
        self._peek = self._split(reverse("customers:preview", args=[_ANY]) + origin)
        self._move = self._split(reverse("customers:cell", args=[_ANY, field]) + moving) if field else ()
        self._cell = self._split(reverse("customers:cell", args=[_ANY, field])) if field else ()
        self._look, self._eye, self._arrow = escape(_("Aperçu de")), marks.icon("eye"), marks.icon("arrow-right")

    @staticmethod
    def _split(address: str) -> tuple[str, ...]:
        return tuple(escape(address).split(str(_ANY)))

    def of(self, rows: Sequence[Row]) -> SafeString:
        """The cards of one column."""
        return mark_safe("".join([self._card(row) for row in rows]))  # each card escapes what it tells

    def _card(self, row: Row) -> str:
        party, key, name = row.party, str(row.party.key), escape(row.party.name)
        drawn = f' draggable="true" data-move="{key.join(self._cell)}"' if self._cell else ""
        rhythm = row.rhythm
        late = marks.status(rhythm.status, rhythm.words) if rhythm and rhythm.status in ("act", "watch") else ""
        mark = marks.avatar(party.name, kind=party.kind)
        return (
            f'<li class="board-card"{drawn} data-card="{key}"><div class="who">{mark}'
            f'<span><a class="row-link" href="{key.join(self._page)}">{name}</a>'
            f"<small>{escape(row.city or row.email)}</small></span>"
            f'<button class="icon-btn row-peek" type="button" hx-get="{key.join(self._peek)}" hx-target="#drawer"'
            f' aria-label="{self._look} {name}">{self._eye}</button>{self._mover(key, party.name)}</div>{late}</li>\n'
        )

    def _mover(self, key: str, name: str) -> str:
        """What moves a card without dragging it."""
        if not self._move:
            return ""
        place, said = key.join(self._move), escape(_("Déplacer %(name)s vers…") % {"name": name})
        return (
            f'<a class="icon-btn" href="{place}" hx-get="{place}" hx-target="#drawer" aria-label="{said}">'
            f"{self._arrow}</a>"
        )
