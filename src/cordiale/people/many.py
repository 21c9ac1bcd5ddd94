"""Deeds on many parties at once: a few statements whatever their number, each record's history kept.

Each tells what the records it changed held before; those that were so already are left out. The caller has chosen
parties that `by` may change (`rights.visible`), and few enough for one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people.audit import changes
from cordiale.people.models import Party, Tag, Team, TimelineEntry, User

Holder = User | Team | None


@transaction.atomic
def assign(pks: Collection[int], *, field: str, to: Holder, by: User) -> dict[int, int | None]:
    """Entrust to an owner or a team (`field`); the primary key of whoever had it, by party."""
    after = to.pk if to else None
    held = dict(_held(pks).values_list("pk", field))
    before = {pk: had for pk, had in held.items() if had != after}
    _set(before, **{field: to})
    names = _keys(type(to) if to else _model(field), {after, *before.values()})
    _told(by, {pk: ({field: names.get(had)}, {field: names.get(after)}) for pk, had in before.items()})
    return before


@transaction.atomic
def give_back(before: Mapping[int, int | None], *, field: str, since: Holder, by: User) -> int:
    """Undo `assign` where nobody changed it since; how many."""
    given = since.pk if since else None
    untouched = set(_held(before).filter(**{field: given}).values_list("pk", flat=True))
    model = _model(field)
    alive = set(model._default_manager.filter(pk__in=set(before.values()) - {None}).values_list("pk", flat=True))
    had = {pk: before[pk] if before[pk] in alive else None for pk in untouched}
    for holder in set(had.values()):
        _set([pk for pk, one in had.items() if one == holder], **{f"{field}_id": holder})
    names = _keys(model, {given, *had.values()})
    _told(by, {pk: ({field: names.get(given)}, {field: names.get(one)}) for pk, one in had.items()})
    return len(had)


@transaction.atomic
def stick(pks: Collection[int], *, tag: Tag, by: User) -> list[int]:
    """Stick a tag; who did not have it."""
    held = set(_held(pks).values_list("pk", flat=True))
    new = sorted(held - set(_stuck(tag, held).values_list("party_id", flat=True)))
    through = Tag.parties.through
    through._default_manager.bulk_create([through(tag_id=tag.pk, party_id=pk) for pk in new])
    _set(new)
    words = _words(new)
    _told(by, {pk: ({"tags": sorted(words[pk] - {tag.name})}, {"tags": sorted(words[pk])}) for pk in new})
    return new


@transaction.atomic
def peel(pks: Collection[int], *, tag: Tag, by: User) -> list[int]:
    """Take a tag off; who had it."""
    had = sorted(_stuck(tag, set(_held(pks).values_list("pk", flat=True))).values_list("party_id", flat=True))
    words = _words(had)
    _stuck(tag, had).delete()
    _set(had)
    _told(by, {pk: ({"tags": sorted(words[pk])}, {"tags": sorted(words[pk] - {tag.name})}) for pk in had})
    return had


@transaction.atomic
def archive(pks: Collection[int], *, at: datetime, by: User) -> list[int]:
    """Put records aside, all at the moment `at`; who was not aside yet."""
    here = list(_held(pks).filter(archived_at=None).values_list("pk", flat=True))
    _set(here, archived_at=at)
    _record("party.archived", here, by=by)
    _told(by, dict.fromkeys(here, ({"archived": False}, {"archived": True})))
    return here


@transaction.atomic
def restore(pks: Collection[int], *, archived_at: datetime, by: User) -> int:
    """Take back the records put aside at that very moment; how many."""
    aside = _held(pks).filter(archived_at=archived_at, merged_into=None)
    gone = list(aside.values_list("pk", flat=True))
    _set(gone, archived_at=None)
    _record("party.restored", gone, by=by)
    _told(by, dict.fromkeys(gone, ({"archived": True}, {"archived": False})))
    return len(gone)


def _held(pks: Iterable[int]) -> QuerySet[Party]:
    """These parties, held until the end of the transaction."""
    return Party.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")


def _set(pks: Iterable[int], **values: Any) -> None:
    rows = Party.objects.filter(pk__in=list(pks))
    rows.update(**values, version=F("version") + 1, updated_at=clock.now())


def _stuck(tag: Tag, pks: Collection[int]) -> QuerySet[Any]:
    return Tag.parties.through._default_manager.filter(tag_id=tag.pk, party_id__in=list(pks))


def _words(pks: Collection[int]) -> dict[int, set[str]]:
    """The tags of each party."""
    told: dict[int, set[str]] = {pk: set() for pk in pks}
    rows = Tag.parties.through._default_manager.filter(party_id__in=list(pks))
    for pk, name in rows.values_list("party_id", "tag__name"):
        told[pk].add(name)
    return told


def _model(field: str) -> type[Model]:
    return {"owner": User, "team": Team}[field]


def _keys(model: type[Model], pks: Iterable[int | None]) -> dict[int | None, str]:
    """Public keys by primary key: the history tells rows by their key."""
    found = model._default_manager.filter(pk__in=[pk for pk in pks if pk is not None])
    return {pk: str(key) for pk, key in found.values_list("pk", "key")}


def _record(kind: str, pks: list[int], *, by: User) -> None:
    keys = Party.objects.filter(pk__in=pks).values_list("pk", "key")
    events = [(pk, Event(kind=kind, party=key)) for pk, key in keys]
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            id=event.id, party_id=pk, kind=kind, at=event.at, received_at=event.received_at, data={"actor": str(by.key)}
        )
        for pk, event in events
    )


def _told(by: User, rows: Mapping[int, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    if rows:
        changes.keep_many(by, rows)
