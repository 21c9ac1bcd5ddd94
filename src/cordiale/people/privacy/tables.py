"""What can be done with any declared table: count, give out, erase; the link decides how a row belongs to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.utils.translation import gettext as _

from cordiale.people.models import Party
from cordiale.people.privacy.map import Holding, Rows
from cordiale.people.privacy.subjects import Subject

ROWS_MOST = 100_000


def model_of(holding: Holding) -> type[Model]:
    """The model of a declared table; the table between two models is named as Django names it."""
    return apps.get_model(holding.name)


def rows_of(holding: Holding, subjects: Sequence[Subject]) -> QuerySet[Any]:
    """The rows that belong to these people, whichever of its links says so."""
    model = model_of(holding)
    pks = [pk for one in subjects for pk in one.pks]
    keys = [key for one in subjects for key in one.keys]
    mine = Q(pk__in=[])
    for link in holding.links:
        values: Sequence[Any] = pks if by_row(model, link) else keys
        mine |= Q(**{f"{link}__in": values})
    found = model._default_manager.filter(mine)
    far = any("__" in link for link in holding.links)
    return model._default_manager.filter(pk__in=found.values("pk")) if far else found


def by_row(model: type[Model], link: str) -> bool:
    """Whether a link leads to a party's row (its own, or by foreign keys), and not to its public key."""
    here = model
    *way, last = link.split("__")
    for step in way:
        here = here._meta.get_field(step).related_model  # type: ignore[assignment]
    field = here._meta.get_field(last)
    return model is Party or (isinstance(field, ForeignKey) and field.related_model is Party)


def count(holding: Holding, subjects: Sequence[Subject]) -> int:
    """How many rows of theirs would go."""
    return rows_of(holding, subjects).count() if holding.links else 0


def erase(holding: Holding, subjects: Sequence[Subject]) -> int:
    """Delete or unlink them; how many."""
    if holding.erase == "keep" or not holding.links:
        return 0
    rows = rows_of(holding, subjects)
    if holding.erase == "unlink":
        return rows.update(**dict.fromkeys(holding.links), **dict.fromkeys(holding.clears, ""))
    number = rows.count()
    rows.delete()
    return number


def export(holding: Holding, subject: Subject) -> Rows:
    """Each row as plain values, by column; what tells of somebody else is left out."""
    model = model_of(holding)
    own = {link.partition("__")[0] for link in holding.links} | {*holding.hidden}
    fields = [one for one in model._meta.concrete_fields if one.name not in own and not one.primary_key]
    found = rows_of(holding, [subject]).select_related(*(one.name for one in fields if one.is_relation))
    return [{one.name: value(getattr(row, one.name)) for one in fields} for row in found[:ROWS_MOST]]


def value(told: Any) -> Any:
    """A column's value as JSON tells it; a row of another table by its name, another person not at all."""
    if isinstance(told, Party):
        return _("(une autre personne)")
    if isinstance(told, Model):
        return str(told)
    if isinstance(told, datetime | date):
        return told.isoformat()
    if isinstance(told, UUID | Decimal):
        return str(told)
    return told
