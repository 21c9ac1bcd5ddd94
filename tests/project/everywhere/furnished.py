"""A house with one row in every table, made from the models: what a room adds is furnished by itself.

All rows have the same key, the one that `routes.every` puts into addresses: each page finds something to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from tests.people.rights.routes import NOBODY

from cordiale.core import clock

ONE = NOBODY
Text = Callable[[models.Field], str]
Said = Mapping[str, Any]
NO_ROW = {"audit.Entry", "audit.Cut", "people.SearchEntry"}  # written by doors of their own: the log, the search
CODES: Said = {
    # Columns that hold what the house itself writes and reads again, never what somebody typed.
    "agenda.Task.repeat": "",
    "bulk.BulkRun.address": "kind=person",
    "bulk.BulkRun.deed": "give",
    "merging.RowChange.after": {"name": "Après"},
    "merging.RowChange.before": {"name": "Avant"},
    "merging.RowChange.row": "1",
    "merging.RowChange.table": "people.Party",
    "people.Party.language": "fr",
    "people.Territory.path": "/1/",
}


def tables() -> list[type[models.Model]]:
    """Every table of ours."""
    ours = [one for one in apps.get_app_configs() if one.name.startswith("cordiale.")]
    return [model for app in ours for model in app.get_models(include_auto_created=True) if model._meta.managed]


class House:
    """Makes the rows; `text` says what stands in a column of text, `said` what stands in some columns by name."""

    def __init__(self, *, text: Text, said: Said, rows: Mapping[type[models.Model], models.Model]) -> None:
        self.text, self.said, self.rows = text, {**CODES, **said}, dict(rows)
        self.written: list[str] = []

    def furnish(self) -> None:
        for model in tables():
            if model._meta.label not in NO_ROW:
                self.row(model)

    def row(self, model: type[models.Model]) -> models.Model:
        if model not in self.rows:
            made = model(**dict(self._values(model)))
            made.save(force_insert=True)
            self.rows[model] = made
        return self.rows[model]

    def _values(self, model: type[models.Model]) -> Iterator[tuple[str, Any]]:
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            if name in self.said:
                told = self.said[name]
                yield field.name, told() if callable(told) else told
            elif not isinstance(field, models.AutoField):
                value = self._value(field)
                if value is not None:
                    yield field.name, value

    def _value(self, field: models.Field) -> Any:
        if isinstance(field, models.ForeignKey):
            return None if field.related_model is field.model else self.row(field.related_model)
        if isinstance(field, models.UUIDField):
            return ONE
        if field.choices:
            return None if field.has_default() else field.choices[0][0]
        if isinstance(field, models.CharField | models.TextField):
            self.written.append(f"{field.model._meta.label}.{field.name}")
            return self.text(field)
        if isinstance(field, models.JSONField):
            self.written.append(f"{field.model._meta.label}.{field.name}")
            empty = field.get_default()
            return [self.text(field)] if isinstance(empty, list) else {"zq": self.text(field)}
        return None if field.null or field.has_default() else self._plain(field)

    @staticmethod
    def _plain(field: models.Field) -> Any:
        now = clock.now()
        by_type: tuple[tuple[type[models.Field], Any], ...] = (
            (models.DateTimeField, now), (models.DateField, date(2026, 3, 1)), (models.TimeField, time(9)),
            (models.DecimalField, Decimal(1)), (models.FloatField, 1.0), (models.BooleanField, False),
            (models.IntegerField, 1), (models.BinaryField, b"x"),
        )  # fmt: skip
        return next(value for kind, value in by_type if isinstance(field, kind))
