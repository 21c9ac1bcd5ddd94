"""Questions to the JSON column of parties, written once for both databases so that an index can answer them.

An index of an expression is only used when the query writes the same expression, so the name of the field stands in
the statement itself; it is a name this house gave (`definitions.NAME`), checked again here, never one that was asked.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.db.models import BooleanField, DecimalField, F, Field, FloatField, Func, Q, TextField

from cordiale.core.conditions import Begins, Contains, Equals, Question, Range
from cordiale.people.fields.models import CustomField

Kind = CustomField.Kind
FIGURES = (Kind.NUMBER, Kind.MONEY)
WORDS = (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.WEB)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_WILD = re.compile(r"[%_!]")


def _literally(text: str) -> str:
    """A text that means itself in a LIKE."""
    return _WILD.sub(lambda found: f"!{found[0]}", text)


def value_sql(vendor: str, *, column: str, name: str, kind: str) -> str:
    """The value of a field as its database compares it; text without its case."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name of a field")
    if vendor == "sqlite":
        found = f"json_extract({column}, '$.\"{name}\"')"
    elif kind in FIGURES:
        found = f"(CASE WHEN jsonb_typeof({column} -> '{name}') = 'number' THEN ({column} ->> '{name}')::numeric END)"
    else:
        found = f"({column} ->> '{name}')"
    return f"lower({found})" if kind in WORDS else found


class Holds(Func):
    """Whether the value answers one plain question."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, field: CustomField, question: Question, *, column: str = "custom") -> None:
        super().__init__(F(column))
        self.name, self.kind, self.question = field.name, str(field.kind), question

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        vendor = connection.vendor
        if self.kind == Kind.CHOICES:
            sql, given = self._among(vendor, column)
        else:
            sql, given = self._compared(vendor, value_sql(vendor, column=column, name=self.name, kind=self.kind))
        return sql, (*params, *given)

    def _compared(self, vendor: str, value: str) -> tuple[str, tuple[Any, ...]]:
        match self.question:
            case Equals(values):
                given = tuple(self._given(vendor, one) for one in values)
                return f"{value} IN ({', '.join([self._place()] * len(given))})", given
            case Contains(text):
                return f"{value} LIKE lower(%s) ESCAPE '!'", (f"%{_literally(text)}%",)
            case Begins(text):
                return f"{value} LIKE lower(%s) ESCAPE '!'", (f"{_literally(text)}%",)
            case Range(low, high):
                bounds = [(f"{value} {sign} %s", one) for sign, one in ((">=", low), ("<=", high)) if one is not None]
                given = tuple(self._given(vendor, one) for _sql, one in bounds)
                return " AND ".join(sql for sql, _one in bounds) or f"{value} IS NOT NULL", given
            case _:
                return f"{value} IS NOT NULL", ()

    def _place(self) -> str:
        return "lower(%s)" if self.kind in WORDS else "%s"

    def _given(self, vendor: str, value: object) -> object:
        """A value as the expression gives it: a number on SQLite is no text, a flag is a number there, a word here."""
        if self.kind == Kind.FLAG:
            return int(bool(value)) if vendor == "sqlite" else str(bool(value)).lower()
        if self.kind in FIGURES:
            return float(str(value)) if vendor == "sqlite" else value
        return str(value)

    def _among(self, vendor: str, column: str) -> tuple[str, tuple[Any, ...]]:
        """Of several choices, at least one; `value_sql` has checked the name."""
        value = value_sql(vendor, column=column, name=self.name, kind=self.kind)
        if not isinstance(self.question, Equals):
            return f"{value} IS NOT NULL", ()
        given = tuple(str(one) for one in self.question.values)
        if vendor == "sqlite":
            each = f"json_each({column}, '$.\"{self.name}\"')"
            return f"EXISTS (SELECT 1 FROM {each} WHERE value IN ({', '.join(['%s'] * len(given))}))", given
        one = f"({column} -> '{self.name}') @> to_jsonb(%s::text)"
        return f"({' OR '.join([one] * len(given))})", given


class Stored(Func):
    """The value itself, word for word as its index has it: what a list is ordered by."""

    def __init__(self, field: CustomField) -> None:
        super().__init__(F("custom"), output_field=_output(field))
        self.name, self.kind = field.name, str(field.kind)

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        return value_sql(connection.vendor, column=column, name=self.name, kind=self.kind), tuple(params)


def _output(field: CustomField) -> Field:
    if field.kind not in FIGURES:
        return TextField()
    return FloatField() if connection.vendor == "sqlite" else DecimalField(max_digits=30, decimal_places=10)


def holds(field: CustomField, question: Question, *, column: str = "custom") -> Q:
    """The same as a condition on parties, or on the rows whose values stand in that column."""
    return Q(Holds(field, question, column=column))
