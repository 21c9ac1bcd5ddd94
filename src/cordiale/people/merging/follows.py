"""What hangs on a party and how it follows a merge: by moving to the survivor, unless its room says otherwise.

Nothing needs to be registered for a table that points to parties: its rows move; a row that would stand twice on the
survivor goes, and what pointed to it points to the one that stands. A room registers what is different:

    follows.stay("people.TimelineEntry", "Facts keep whom they were told of; readers follow `merged_into`.")
    follows.by("people.Relation", move_relations)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Model

from cordiale.people.merging.journal import Journal
from cordiale.people.merging.unique import sets_of, twin_of
from cordiale.people.models import Party

Rule = Callable[[Journal, Party, Sequence[Party]], None]
_staying: dict[str, str] = {}
_rules: dict[str, Rule] = {}


def stay(label: str, reason: str) -> None:
    """Rows of this table stay where they are; the reason is read by people."""
    if not reason.strip():
        raise ValueError(f"{label} stays without a reason")
    _staying[label] = reason


def by(label: str, rule: Rule) -> None:
    """Rows of this table follow by a rule of their own."""
    _rules[label] = rule


def tables() -> Iterator[tuple[type[Model], str]]:
    """Every (model, column) that points to parties, those of many-to-many tables too."""
    for relation in Party._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            yield model, relation.field.attname  # type: ignore[union-attr]


def stays(model: type[Model]) -> bool:
    """Whether this table's rows stay: its room said so, or it only repeats what is known and is computed again."""
    return model._meta.label in _staying or bool(getattr(model, "derived_from_party", False))


def move_all(journal: Journal, *, survivor: Party, merged: Sequence[Party]) -> None:
    """Let everything follow."""
    for rule in _rules.values():
        rule(journal, survivor, merged)
    for model, column in tables():
        if model is not Party and model._meta.label not in _rules and not stays(model):
            move(journal, model, column, survivor=survivor, merged=merged)


def move(journal: Journal, model: Any, column: str, *, survivor: Party, merged: Sequence[Party]) -> None:
    """Point every row of a table to the survivor; one that would stand twice goes."""
    alone = any(column in columns for columns in sets_of(model))
    for row in model._base_manager.filter(**{f"{column}__in": [one.pk for one in merged]}).order_by("pk"):
        standing = _standing(row, column, survivor) if alone else None
        if standing is None:
            journal.update(row, **{column: survivor.pk})
        else:
            _point_to(journal, row, standing)
            journal.delete(row)


def _standing(row: Any, column: str, survivor: Party) -> Model | None:
    own = getattr(row, column)
    setattr(row, column, survivor.pk)
    standing = twin_of(row)
    setattr(row, column, own)
    return standing


def _point_to(journal: Journal, row: Model, standing: Model) -> None:
    """What pointed to the row that goes points to the one that stands."""
    for relation in row._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            column = relation.field.attname  # type: ignore[union-attr]
            for other in model._base_manager.filter(**{column: row.pk}).order_by("pk"):
                journal.update(other, **{column: standing.pk})
