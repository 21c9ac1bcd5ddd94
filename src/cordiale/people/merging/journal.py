"""The journal of a merge: rows are changed through it, and it can take every change back.

Taking back is exact where nobody came by since. Where somebody did, the later word stands: a field changed again keeps
its new value, a row removed stays removed, and what was added to the survivor stays with the survivor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from cordiale.people.merging.models import Merge, RowChange
from cordiale.people.merging.unique import twin_of

Values = Mapping[str, Any]


def told(row: Model, names: list[str]) -> dict[str, Any]:
    """These columns of a row as JSON keeps them."""
    return {name: plain(_field(row, name), getattr(row, name)) for name in names}


def plain(field: Field, value: Any) -> Any:
    """One value as JSON keeps it; `field.to_python` reads it again."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    holder: Any = _Holder(field.attname, value)
    return field.value_to_string(holder)


class _Holder:
    """What `value_to_string` asks its value from."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def _field(row: Model | type[Model], name: str) -> Any:
    return next(field for field in row._meta.concrete_fields if field.attname == name)


def _read(model: type[Model], stored: Values) -> dict[str, Any]:
    return {name: _field(model, name).to_python(value) for name, value in stored.items()}


class Journal:
    """Writes down each change of a merge while making it."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self._changes: list[RowChange] = []

    def update(self, row: Model, **values: Any) -> None:
        """Give columns (by their column names) new values; those that are the same already are left out."""
        names = [name for name, value in values.items() if getattr(row, name) != value]
        if not names:
            return
        before = told(row, names)
        for name in names:
            setattr(row, name, values[name])
        self._all(row).filter(pk=row.pk).update(**{name: values[name] for name in names})
        self._note(row, before=before, after=told(row, names))

    def delete(self, row: Model) -> None:
        """Take a row away, remembering all of it."""
        self._note(row, before=told(row, [field.attname for field in row._meta.concrete_fields]), after=None)
        self._all(row).filter(pk=row.pk).delete()

    def insert(self, row: Model) -> None:
        """Add a row."""
        row.save(force_insert=True)
        self._note(row, before=None, after=told(row, [field.attname for field in row._meta.concrete_fields]))

    def close(self) -> None:
        """Keep what was written down, in the transaction of the merge."""
        RowChange.objects.bulk_create(self._changes)
        self._changes = []

    def moved(self, model: type[Model]) -> list[RowChange]:
        """The rows of a table that came to the survivor from somebody else."""
        label = model._meta.label
        return [one for one in self._changes if one.table == label and one.after and "party_id" in one.after]

    @staticmethod
    def _all(row: Model | type[Model]) -> Any:
        model: Any = type(row) if isinstance(row, Model) else row
        return model._base_manager

    def _note(self, row: Model, *, before: Values | None, after: Values | None) -> None:
        place, table = len(self._changes), row._meta.label
        kept = RowChange(merge=self.merge, place=place, table=table, row=str(row.pk), before=before, after=after)
        self._changes.append(kept)


def take_back(merge: Merge) -> None:
    """Undo every change of a merge, the last one first."""
    for change in merge.changes.order_by("-place"):
        model: Any = apps.get_model(change.table)
        row = model._base_manager.filter(pk=change.row).first()
        if change.before is None:
            if row is not None:
                row.delete()
        elif change.after is None:
            if row is None:
                _bring_back(model, change.before)
        elif row is not None:
            _restore(row, change)


def _bring_back(model: Any, stored: Values) -> None:
    row = model(**_read(model, stored))
    if twin_of(row) is None:
        row.save(force_insert=True)


def _restore(row: Model, change: RowChange) -> None:
    before, after = dict(change.before or {}), dict(change.after or {})
    now = told(row, list(after))
    values: dict[str, Any] = {}
    for name, value in after.items():
        if isinstance(value, dict) and isinstance(before[name], dict) and isinstance(now[name], dict):
            values[name] = _each(before[name], value, now[name])
        elif now[name] == value:
            values[name] = before[name]
        _forward(change, name=name, was=value, is_now=before[name])
    model: Any = type(row)
    restored = _read(model, {name: value for name, value in values.items() if value != now[name]})
    for name, value in restored.items():
        setattr(row, name, value)
    if restored and twin_of(row) is None:
        model._base_manager.filter(pk=row.pk).update(**restored)


def _each(before: Values, after: Values, now: Values) -> dict[str, Any]:
    """The same rule for each value of a field that holds many, such as the company's own fields."""
    back = dict(now)
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name) and now.get(name) == after.get(name):
            back.pop(name, None)
            if name in before:
                back[name] = before[name]
    return dict(before) if back == before else back  # in the order it had


def _forward(change: RowChange, *, name: str, was: Any, is_now: Any) -> None:
    """A later merge that found our value and replaced it must bring back what was there before ours."""
    later = RowChange.objects.filter(
        table=change.table, row=change.row, merge__at__gt=change.merge.at, merge__undone_at=None
    ).order_by("merge__at", "place")
    for other in later:
        if other.before is not None and name in other.before:
            if other.before[name] == was:
                other.before[name] = is_now
                other.save(update_fields=["before"])
            return
