"""Writing values of defined fields, one party at a time; imports write theirs set by set (`intake`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import parties, rights, timeline
from cordiale.people.audit.following import following
from cordiale.people.fields import definitions, values
from cordiale.people.fields.models import CustomField
from cordiale.people.fields.refusals import NoSuchField
from cordiale.people.models import Party, User


def writable(actor: User) -> list[CustomField]:
    """The fields in use this person may write."""
    return [one for one in definitions.active() if rights.level_of_class(actor, one.data_class) == "write"]


def readable(actor: User) -> list[CustomField]:
    """The fields in use this person may read."""
    return [one for one in definitions.active() if rights.level_of_class(actor, one.data_class) in ("read", "write")]


def starting() -> dict[str, Any]:
    """The values a new party has before anybody fills it in."""
    return {one.name: one.default for one in definitions.active() if one.default is not None}


@transaction.atomic
def fill(key: UUID, *, told: Mapping[str, object], by: User) -> Party:
    """Write what was typed into some fields, by their names; an empty value takes the old one away."""
    known = {one.name: one for one in writable(by)}
    if set(told) - set(known):
        raise NoSuchField
    read = {name: values.demanded(known[name], values.read(known[name], typed)) for name, typed in told.items()}
    with following(by, key):
        party = parties.lock(key)
        before = dict(party.custom)
        for name, value in read.items():
            party.custom.pop(name, None)
            if value is not None:
                party.custom[name] = value
        changed = sorted(name for name in read if before.get(name) != party.custom.get(name))
        if changed:
            party.version += 1
            party.updated_at = clock.now()
            party.save(update_fields=["custom", "version", "updated_at"])
            described = Event(kind="party.described", party=party.key, at=party.updated_at, data={"fields": changed})
            timeline.record(described, actor=by)
    return party
