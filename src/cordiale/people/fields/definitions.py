"""Fields defined without code: define, revise, reorder, retire, restore. A name and a kind never change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.fields import values
from cordiale.people.fields.models import CustomField, ObjectType
from cordiale.people.fields.refusals import (
    BadName,
    FieldExists,
    LabelMissing,
    NoSuchField,
    OptionsMissing,
    TooManyFields,
)
from cordiale.people.models import User

MOST = 200
OPTIONS = 500
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
CHOSEN = (CustomField.Kind.CHOICE, CustomField.Kind.CHOICES)
REVISED = ("label_fr", "label_en", "help_fr", "help_en", "data_class", "required", "currency")


def named(label: str) -> str:
    """The name code uses for a label: `Taille du foyer` is `taille_du_foyer`."""
    name = naming.fold(label).replace(" ", "_")[:40].strip("_")
    if not NAME.fullmatch(name):
        raise BadName(name=label[:40])
    return name


def active(*, of: ObjectType | None = None) -> list[CustomField]:
    """The fields in use, in their order."""
    return list(CustomField.objects.filter(of=of, retired_at=None))


def field_of(key: UUID) -> CustomField:
    """One field, held until the end of the transaction."""
    found = CustomField.objects.select_for_update(of=("self",)).filter(key=key).first()
    if found is None:
        raise NoSuchField
    return found


@transaction.atomic
def define(
    *, by: User, kind: str, told: Mapping[str, Any], options: Sequence[Mapping[str, str]] = (),
    of: ObjectType | None = None,
) -> CustomField:  # fmt: skip
    """Make a field; `told` holds its labels, help, class, currency, whether it is required, its default."""
    label = told.get("label_fr") or told.get("label_en") or ""
    if not label:
        raise LabelMissing
    name = named(told.get("name") or label)
    known = CustomField.objects.filter(of=of)
    if known.filter(name=name).exists():
        raise FieldExists(name=name)
    if known.filter(retired_at=None).count() >= MOST:
        raise TooManyFields(most=MOST)
    last = known.aggregate(last=Max("place"))["last"] or 0
    field = CustomField(of=of, name=name, kind=CustomField.Kind(kind), place=last + 1)
    _revise(field, told, options)
    field.save()
    audit.write(by, "field.defined", subject=f"custom.{name}", detail={"kind": str(kind)})
    return field


@transaction.atomic
def revise(key: UUID, *, by: User, told: Mapping[str, Any], options: Sequence[Mapping[str, str]] = ()) -> CustomField:
    """Rename, describe, translate, require: everything but its name and kind."""
    field = field_of(key)
    _revise(field, told, options)
    field.save()
    audit.write(by, "field.revised", subject=f"custom.{field.name}")
    return field


def _revise(field: CustomField, told: Mapping[str, Any], options: Sequence[Mapping[str, str]]) -> None:
    for name in REVISED:
        if name in told:
            setattr(field, name, told[name])
    if not (field.label_fr or field.label_en):
        raise LabelMissing
    if field.kind in CHOSEN:
        field.options = _options(field, options)
    if "default" in told:
        field.default = starting(field, told["default"])


def starting(field: CustomField, typed: Any) -> Any:
    """The value a new record begins with, as it is stored; another party is nobody's default."""
    return None if field.kind == CustomField.Kind.REFERENCE else values.read(field, typed)


def options_of(field: CustomField, told: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The options a field would have."""
    return _options(field, told)


def _options(field: CustomField, told: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The options as told, in their order; one that is no longer told is retired, for values that hold it."""
    before = {one["key"]: one for one in field.options}
    kept: dict[str, dict[str, Any]] = {}
    for one in told[:OPTIONS]:
        french, english = one.get("fr", "").strip()[:80], one.get("en", "").strip()[:80]
        key = one.get("key") if one.get("key") in before else naming.fold(french or english).replace(" ", "_")[:40]
        if key and (french or english):
            kept[str(key)] = {"key": str(key), "fr": french or english, "en": english, "retired": False}
    if not kept:
        raise OptionsMissing
    return [*kept.values(), *({**one, "retired": True} for key, one in before.items() if key not in kept)]


@transaction.atomic
def reorder(keys: Sequence[UUID], *, by: User) -> None:
    """Put fields in this order."""
    for place, key in enumerate(keys, start=1):
        CustomField.objects.filter(key=key).update(place=place)
    audit.write(by, "field.reordered", rows=len(keys))


@transaction.atomic
def retire(key: UUID, *, by: User) -> CustomField:
    """Take a field out of forms, lists and filters; its values stay, and come back with it."""
    field = field_of(key)
    field.retired_at = field.retired_at or clock.now()
    field.save(update_fields=["retired_at"])
    audit.write(by, "field.retired", subject=f"custom.{field.name}")
    return field


@transaction.atomic
def restore(key: UUID, *, by: User) -> CustomField:
    """Take a retired field back into use."""
    field = field_of(key)
    field.retired_at = None
    field.save(update_fields=["retired_at"])
    audit.write(by, "field.restored", subject=f"custom.{field.name}")
    return field
