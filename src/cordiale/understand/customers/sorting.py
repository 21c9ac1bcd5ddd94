"""The orders of the customer list: each is one index read, (value, id), from any row, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.fields.registry import Field, Fields
from cordiale.people.rights.lens import Lens


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column the list can be ordered by; `field` is on the party, or on the profile when `of_profile`."""

    name: str
    label: str | Promise
    field: str
    of_profile: bool = False
    falls_first: bool = False
    figure: bool = False
    order: Func | None = None
    """The value itself, when it stands in no column: a field of the company's own that an index serves."""


OWN = "own_value"


def own(field: Field | None) -> Column | None:
    """A column for a field of the registry that brings its own order."""
    if field is None or field.order is None:
        return None
    return Column(name=field.name, label=field.label, field=OWN, order=field.order)


NAME = Column(name="name", label=_("Nom"), field="sort_name")
CREATED = Column(name="created", label=_("Ajouté"), field="created_at", falls_first=True)
LAST = Column(name="last", label=_("Dernier achat"), field="last_order_at", of_profile=True, falls_first=True)
SPENT = Column(name="spent", label=_("Dépensé"), field="spent", of_profile=True, falls_first=True, figure=True)
ORDERS = Column(
    name="orders", label=_("Commandes"), field="order_count", of_profile=True, falls_first=True, figure=True
)
LATE = Column(name="late", label=_("Rythme"), field="late_at", of_profile=True)
COLUMNS = {column.name: column for column in (NAME, LAST, SPENT, ORDERS, LATE, CREATED)}


@dataclass(frozen=True, slots=True)
class Sort:
    """A column and a direction; rows without a value always come last."""

    column: Column = NAME
    falling: bool = False

    @classmethod
    def read(cls, text: str, *, fields: Fields) -> Sort:
        """The order an address asks for (`spent`, `-spent`), of the columns open to the reader; else by name, or
        the latest first for those who see no names."""
        name, open_to = text.removeprefix("-"), Lens(fields.actor).reads
        column = COLUMNS.get(name) or own(fields.field(name))
        if column is not None and (column.order is not None or open_to(column.name)):
            return cls(column, text.startswith("-"))
        return cls() if open_to(NAME.name) else cls(CREATED, CREATED.falls_first)

    @property
    def param(self) -> str:
        return ("-" if self.falling else "") + self.column.name

    @property
    def is_default(self) -> bool:
        return self == Sort()

    def toggled(self, column: Column) -> Sort:
        """What a click on the header of `column` asks for."""
        return Sort(column, not self.falling if column.name == self.column.name else column.falls_first)


class Beyond(Func):
    """`(value, id) < (given value, given id)`, a row comparison that both databases serve from one index range."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *parts: object, falling: bool) -> None:
        super().__init__(*parts)
        self.falling = falling

    @classmethod
    def row(cls, *, field: str, tie: str, value: Value, pk: int, falling: bool) -> Beyond:
        return cls(F(field), F(tie), value, Value(pk), falling=falling)

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        half = len(self.source_expressions) // 2
        parts: list[str] = []
        params: list[Any] = []
        for expression in self.source_expressions:
            sql, values = compiler.compile(expression)
            parts.append(sql)
            params.extend(values)
        operator = "<" if self.falling else ">"
        return f"({', '.join(parts[:half])}) {operator} ({', '.join(parts[half:])})", tuple(params)


class Loose(Func):
    """The same value without its index: tells the database to sort the few rows it has rather than walk them all."""

    function = "COALESCE"

    def __init__(self, field: str) -> None:
        super().__init__(F(field), Value(None))
