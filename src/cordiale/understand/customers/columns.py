"""The columns of the list: the usual ones, written by hand, and any field of the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordiale.core.conditions import Kind
from cordiale.people.fields.registry import Field, Fields
from cordiale.people.models import User
from cordiale.people.rights.lens import Lens
from cordiale.understand.customers import changing
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.rows import Rhythm, Row
from cordiale.understand.customers.sorting import COLUMNS as SORTS
from cordiale.understand.customers.sorting import own as own_order
from cordiale.web import fmt
from cordiale.web.tags import marks, numbers

_ANY = UUID(int=0)
NOTHING = '<span class="muted">—</span>'
FIGURES = (Kind.NUMBER, Kind.MONEY)
SHORT = {"city": "row-city", "tags": "row-tags"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what it shows of a row."""

    name: str
    label: str | Promise
    show: Callable[[Row], str]
    figure: bool = False
    sort: str = ""
    text: Callable[[Row], str] | None = None
    """What is longer than what is shown, for a hint."""
    edited: bool = False
    """Whether it is changed in its place."""

    def place(self, key: str) -> str:
        """What names this cell in the page."""
        return place_of(self.name, key)


def place_of(name: str, key: str) -> str:
    """What names the cell of a field in the row of a party; no point, which selectors read otherwise."""
    return f"cell-{name.replace('.', '-')}-{key}"


class Painter:
    """Writes the cells of one column: what is the same in every row is worked out once, as they are most of the
    page."""

    def __init__(self, column: Column) -> None:
        self.column = column
        classes = f"num {SHORT.get(column.name, '')}".strip() if column.figure else SHORT.get(column.name, "")
        self._start = f'<td class="{classes}"' if classes else "<td"
        self._label = f' data-label="{escape(str(column.label))}"><span>'
        self._page = reverse("customers:cell", args=[_ANY, column.name]) if column.edited else ""
        self._word = escape(_("(changer\u00a0: %(field)s)") % {"field": column.label}) if column.edited else ""

    def cell(self, row: Row) -> str:
        """The whole `<td>`."""
        column, shown = self.column, _safe(self.column.show(row))
        hint = f' title="{escape(column.text(row))}"' if column.text else ""
        if not column.edited:
            return f"{self._start}{hint}{self._label}{shown}</span></td>"
        key = str(row.party.key)
        place = column.place(key)
        button = (
            f'<button class="cell-edit" type="button" hx-get="{self._page.replace(str(_ANY), key)}"'
            f' hx-target="#{place}" hx-swap="outerHTML">{shown or NOTHING}'
            f'<span class="sr"> {self._word}</span></button>'
        )
        return f'{self._start}{hint} id="{place}"{self._label}{button}</span></td>'


def _safe(text: str) -> str:
    """Text as markup; what is markup already stays."""
    return str(text) if isinstance(text, SafeString) else escape(text)


def _tags(row: Row) -> str:
    if not row.tags:
        return ""
    more = f"+{len(row.tags) - 1}" if len(row.tags) > 1 else ""
    return mark_safe(f'<span class="tag">{escape(row.tags[0])}</span> <span class="muted">{more}</span>')  # escaped


def _owner(row: Row) -> str:
    if row.party.owner is None:
        return ""
    name = row.party.owner.name
    mark = f'<span class="avatar tiny ours" aria-hidden="true">{escape(marks.initials(name))}</span>'
    return mark_safe(f'<span class="row-owner">{mark}<span>{escape(name)}</span></span>')  # both are escaped


def _last(row: Row) -> str:
    profile = row.profile
    return numbers.ago(profile.last_order_at) if profile is not None and profile.last_order_at else ""


def _orders(row: Row) -> str:
    return fmt.number(row.profile.order_count) if row.profile is not None and row.profile.order_count else ""


def _spent(row: Row) -> str:
    profile = row.profile
    return fmt.money(profile.spent, profile.currency) if profile is not None and profile.order_count else ""


def _rhythm(row: Row) -> str:
    """A pill for who is late, quiet words for the others."""
    rhythm: Rhythm | None = row.rhythm
    if rhythm is None:
        return ""
    why = escape(rhythm.why)
    if rhythm.status in ("act", "watch"):
        return mark_safe(f'<span title="{why}">{marks.status(rhythm.status, rhythm.words)}</span>')  # both are escaped
    return mark_safe(f'<span class="muted" title="{why}">{escape(rhythm.words)}</span>')  # both are escaped


def _city(row: Row) -> str:
    return row.city


def _all_tags(row: Row) -> str:
    return ", ".join(row.tags)


OWN: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("tags", gettext_lazy("Étiquettes"), _tags, text=_all_tags),
        Column("city", gettext_lazy("Ville"), _city),
        Column("owner", gettext_lazy("Responsable"), _owner),
        Column("last", gettext_lazy("Dernier achat"), _last, sort="last"),
        Column("orders", gettext_lazy("Commandes"), _orders, figure=True, sort="orders"),
        Column("spent", gettext_lazy("Dépensé"), _spent, figure=True, sort="spent"),
        Column("late", gettext_lazy("Rythme"), _rhythm, sort="late"),
    )
}
LEFT_OUT = ("name", "tag", "archived", "email", *OWN)  # shown with the name, or by a column of its own


def offered(fields: Fields, lens: Lens) -> list[tuple[str, str | Promise]]:
    """Every column the reader may choose: its name and its label."""
    own: list[tuple[str, str | Promise]] = [(one.name, one.label) for one in OWN.values() if _open(one, lens)]
    return own + [(one.name, one.label) for one in fields if one.name not in LEFT_OUT]


def _open(column: Column, lens: Lens) -> bool:
    return column.name in ("tags", "city", "owner") or lens.reads(column.name)


def of(query: Query, lens: Lens, rows: Sequence[Row]) -> list[Column]:
    """The columns asked for that the reader may see, ready for these rows: one look-up for each that is not usual."""
    found = []
    for name in query.look.columns:
        own = OWN.get(name)
        if own is not None:
            found += [_edited(own, query.fields, lens)] if _open(own, lens) else []
            continue
        field = query.fields.field(name)
        if field is not None and name not in LEFT_OUT:
            found.append(_edited(_of_field(field, query.fields, rows), query.fields, lens))
    return found


def one(name: str, row: Row, *, fields: Fields, lens: Lens) -> SafeString:
    """One cell of one row, after it was changed."""
    field = fields.field(name)
    column = OWN[name] if name in OWN or field is None else _of_field(field, fields, [row])
    return mark_safe(Painter(_edited(column, fields, lens)).cell(row))  # a cell is escaped by itself


def _edited(column: Column, fields: Fields, lens: Lens) -> Column:
    reader = lens.reader
    may = isinstance(reader, User) and changing.may(reader, fields.field(column.name))
    return replace(column, edited=True) if may else column


def _of_field(field: Field, fields: Fields, rows: Sequence[Row]) -> Column:
    values = field.fetch([row.party.pk for row in rows])
    if field.words is not None:
        asked = sorted({str(value) for value in values.values() if value})
        fields.learn(field, field.words(asked, fields.actor).items() if asked else ())

    def show(row: Row) -> str:
        return shown(values.get(row.party.pk), field, fields)

    return Column(field.name, field.label, show, figure=field.kind in FIGURES, sort=field.sort)


def shown(value: object, field: Field, fields: Fields) -> str:
    """A value, or the values, as a cell writes them."""
    values = value if isinstance(value, tuple | list) else (value,)
    return ", ".join(_shown(one, field, fields) for one in values if one is not None and one != "")


def _shown(value: object, field: Field, fields: Fields) -> str:
    if field.chosen:
        return str(fields.word(field, str(value)) or "")
    match value:
        case bool():
            told = _("oui") if value else _("non")
        case datetime():
            told = fmt.ago(value)
        case date():
            told = fmt.day(value)
        case Decimal():
            told = field.say(value) if field.say is not None else fmt.number(value, 2)
        case int():
            told = fmt.number(value)
        case _:
            told = str(value)
    return told


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; `href` sorts by it."""

    label: str | Promise
    figure: bool
    href: str = ""
    sorting: str = ""
    icon: str = ""


def head(name: str, label: str | Promise, *, figure: bool, query: Query, lens: Lens) -> Head:
    """The heading of a column, which sorts where there is an index for it."""
    order = SORTS.get(name) or own_order(query.fields.field(name))
    if order is None or (order.order is None and not lens.reads(name)):
        return Head(label, figure)
    sorting = ("descending" if query.sort.falling else "ascending") if query.sort.column.name == name else ""
    icon = {"ascending": "arrow-up", "descending": "arrow-down"}.get(sorting, "chevrons-up-down")
    return Head(label, figure, f"?{query.sorted_by(order)}", sorting, icon)
