"""Reading the values of many parties at once: one query a field, whatever the number of parties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from cordiale.people.models import Party

Fetch = Callable[[Sequence[int]], Mapping[int, object]]


def column(name: str) -> Fetch:
    """A column of the party."""
    return lambda pks: dict(Party.objects.filter(pk__in=pks).values_list("pk", name))


def keyed(name: str) -> Fetch:
    """A row the party points at, by its public key, as text."""

    def fetch(pks: Sequence[int]) -> dict[int, object]:
        rows = Party.objects.filter(pk__in=pks).values_list("pk", f"{name}__key")
        return {pk: str(key) if key else None for pk, key in rows}

    return fetch


def rows(found: Callable[[], QuerySet], name: str) -> Fetch:
    """A column of the rows that point at the party: all of its values, in their order."""

    def fetch(pks: Sequence[int]) -> dict[int, object]:
        values: dict[int, list[Any]] = {}
        for pk, value in found().filter(party__in=pks).values_list("party_id", name):
            values.setdefault(pk, []).append(value)
        return {pk: tuple(many) for pk, many in values.items()}

    return fetch


def beside(model: type[Model], name: str) -> Fetch:
    """A column of the row kept beside each party."""
    return lambda pks: dict(model._default_manager.filter(party__in=pks).values_list("party_id", name))
