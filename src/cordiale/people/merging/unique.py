"""Rows that may stand once: which one already stands where another is to go."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, UniqueConstraint


def sets_of(model: type[Model]) -> list[tuple[str, ...]]:
    """The sets of columns whose values may occur once, as the model declares them (the primary key apart)."""
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    found: list[tuple[str, ...]] = [
        (field.attname,) for field in model._meta.concrete_fields if field.unique and not field.primary_key
    ]
    found += [tuple(columns[name] for name in names) for names in model._meta.unique_together]
    found += [
        tuple(columns[name] for name in one.fields)
        for one in model._meta.constraints
        if isinstance(one, UniqueConstraint) and one.fields and one.condition is None
    ]
    return found


def twin_of(row: Model) -> Model | None:
    """Another row that already holds a set of values of this one, so that both cannot stand."""
    wanted = Q()
    for columns in sets_of(type(row)):
        values = {name: getattr(row, name) for name in columns}
        if None not in values.values():
            wanted |= Q(**values)
    if not wanted:
        return None
    model: Any = type(row)
    twin: Model | None = model._base_manager.filter(wanted).exclude(pk=row.pk).first()
    return twin
