"""Objects defined without code, and their records: what a customer owns, rents or insures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import audit, naming, parties, timeline
from cordiale.people.fields import definitions, values
from cordiale.people.fields.models import ObjectType, Record
from cordiale.people.fields.refusals import LabelMissing, NoSuchObject, ObjectExists, OnlyOne
from cordiale.people.models import User

TOLD = ("label_fr", "label_en", "plural_fr", "plural_en", "icon", "many")


def active() -> list[ObjectType]:
    """The objects in use, by their name."""
    return list(ObjectType.objects.filter(retired_at=None).order_by("label_fr", "pk"))


def type_of(name: str) -> ObjectType:
    """One object in use."""
    found = ObjectType.objects.filter(name=name, retired_at=None).first()
    if found is None:
        raise NoSuchObject
    return found


@transaction.atomic
def define(*, by: User, told: Mapping[str, Any]) -> ObjectType:
    """Make an object; its fields are defined one by one, as those of parties are."""
    label = told.get("label_fr") or told.get("label_en") or ""
    if not label:
        raise LabelMissing
    name = definitions.named(label)
    if ObjectType.objects.filter(name=name).exists():
        raise ObjectExists(name=name)
    made = ObjectType.objects.create(name=name, **{key: told[key] for key in TOLD if key in told})
    audit.write(by, "object.defined", subject=name)
    return made


@transaction.atomic
def revise(name: str, *, by: User, told: Mapping[str, Any]) -> ObjectType:
    """Rename, translate, show otherwise."""
    found = type_of(name)
    for key in TOLD:
        if key in told:
            setattr(found, key, told[key])
    if not (found.label_fr or found.label_en):
        raise LabelMissing
    found.save()
    audit.write(by, "object.revised", subject=name)
    return found


@transaction.atomic
def retire(name: str, *, by: User) -> ObjectType:
    """Take an object out of use; its records stay, and come back with it."""
    found = type_of(name)
    found.retired_at = clock.now()
    found.save(update_fields=["retired_at"])
    audit.write(by, "object.retired", subject=name)
    return found


@transaction.atomic
def restore(name: str, *, by: User) -> ObjectType:
    """Take a retired object back into use."""
    found = ObjectType.objects.filter(name=name).first()
    if found is None:
        raise NoSuchObject
    found.retired_at = None
    found.save(update_fields=["retired_at"])
    audit.write(by, "object.restored", subject=name)
    return found


@transaction.atomic
def add(name: str, *, party: UUID, title: str, told: Mapping[str, object], by: User) -> Record:
    """Keep one more of these about a party."""
    of, holder = type_of(name), parties.lock(party)
    if not of.many and Record.objects.filter(of=of, party=holder, archived_at=None).exists():
        raise OnlyOne(name=of.label)
    clean = naming.clean(title)[:200]
    if not clean:
        raise LabelMissing
    record = Record.objects.create(of=of, party=holder, title=clean, values=_read(of, told, {}))
    kept = Event(kind="record.added", party=holder.key, subject=of.name, data={"object": of.name})
    timeline.record(kept, actor=by)
    return record


@transaction.atomic
def correct(key: UUID, *, title: str, told: Mapping[str, object], by: User) -> Record:
    """Write a record anew; what is not told stays."""
    record = record_of(key)
    clean = naming.clean(title)[:200]
    if not clean:
        raise LabelMissing
    record.title, record.values = clean, _read(record.of, told, record.values)
    record.version, record.updated_at = record.version + 1, clock.now()
    record.save()
    audit.write(by, "record.corrected", party=record.party, subject=record.of.name)
    return record


def _read(of: ObjectType, told: Mapping[str, object], before: Mapping[str, Any]) -> dict[str, Any]:
    known, held = definitions.active(of=of), dict(before)
    for one in known:
        if one.name in told:
            value = values.demanded(one, values.read(one, told[one.name]))
            held.pop(one.name, None)
            if value is not None:
                held[one.name] = value
    return held


def record_of(key: UUID) -> Record:
    """One record with its object and its party."""
    found = Record.objects.select_related("of", "party").filter(key=key).first()
    if found is None:
        raise NoSuchObject
    return found


@transaction.atomic
def archive(key: UUID, *, by: User, back: bool = False) -> Record:
    """Put a record aside, or take it back."""
    record = record_of(key)
    record.archived_at = None if back else clock.now()
    record.save(update_fields=["archived_at"])
    audit.write(by, "record.restored" if back else "record.archived", party=record.party, subject=record.of.name)
    return record
