"""Merging records that are one person, and separating them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import audit, search, timeline
from cordiale.people.merging import choices, follows, journal, telling
from cordiale.people.merging.journal import Journal
from cordiale.people.merging.models import Merge, Merged
from cordiale.people.merging.refusals import (
    AlreadyMerged,
    AlreadySeparated,
    DifferentKinds,
    MergedFurther,
    NoSuchMerge,
    SurvivorArchived,
    TooFew,
)
from cordiale.people.models import Address, Identifier, Party, User
from cordiale.people.refusals import NoSuchParty
from cordiale.people.rights.lens import name_for

MOST = 10
Keep = Mapping[str, UUID]


@transaction.atomic
def merge(survivor: UUID, *, others: Sequence[UUID], keep: Keep | None = None, by: User) -> Merge:
    """Make one record of several. `keep` says, field by field, whose value stays (`choices.lines` names them).

    Everything that hangs on the others moves to the survivor; they stay as archived rows that lead to it.
    """
    stays, merged = _locked(survivor, others, by=by)
    before = _fields(stays)
    chosen = choices.chosen([stays, *merged], survivor=stays, keep=keep or {})
    made = Merge.objects.create(survivor=stays, by=by)
    Merged.objects.bulk_create(Merged(merge=made, party=one) for one in merged)
    written = Journal(made)
    follows.move_all(written, survivor=stays, merged=merged)
    _make_main(written, stays, chosen.mains)
    written.update(stays, **chosen.columns, version=stays.version + 1, updated_at=made.at)
    for one in Party.objects.filter(merged_into__in=merged):
        written.update(one, merged_into_id=stays.pk)
    for one in merged:
        archived = one.archived_at or made.at
        written.update(one, merged_into_id=stays.pk, archived_at=archived, version=one.version + 1, updated_at=made.at)
    written.close()
    _index(stays, *merged)
    keys = [str(one.key) for one in merged]
    told = {"merge": str(made.key), "parties": keys}
    timeline.record(Event(kind="party.merged", party=stays.key, at=made.at, data=told), actor=by)
    audit.write(by, "party.merged", party=stays, rows=len(merged), detail=told)
    audit.changed(by, stays, before=before, after=_fields(stays))
    telling.tell.enqueue(merge=str(made.key))
    return made


@transaction.atomic
def separate(key: UUID, *, by: User) -> Merge:
    """Take a merge back: each record is as it was, later additions stay with the survivor."""
    made = Merge.objects.select_for_update(of=("self",)).select_related("survivor").filter(key=key).first()
    if made is None:
        raise NoSuchMerge
    if made.undone_at:
        raise AlreadySeparated
    if made.survivor.merged_into_id is not None:
        raise MergedFurther(name=name_for(by, made.survivor))
    before = _fields(made.survivor)
    journal.take_back(made)
    made.undone_at, made.undone_by = clock.now(), by
    made.save(update_fields=["undone_at", "undone_by"])
    merged = list(Party.objects.filter(pk__in=made.parties.values("party_id")).order_by("pk"))
    stays = Party.objects.get(pk=made.survivor_id)
    _index(stays, *merged)
    told = {"merge": str(made.key), "parties": [str(one.key) for one in merged]}
    timeline.record(Event(kind="party.separated", party=stays.key, at=made.undone_at, data=told), actor=by)
    audit.write(by, "party.separated", party=stays, rows=len(merged), detail=told)
    audit.changed(by, stays, before=before, after=_fields(stays))
    telling.tell.enqueue(merge=str(made.key))
    return made


def _locked(survivor: UUID, others: Sequence[UUID], *, by: User) -> tuple[Party, list[Party]]:
    """The rows, held in the order of their keys, the survivor apart; refused when they do not go together."""
    wanted = {survivor, *others}
    if not 2 <= len(wanted) <= MOST:
        raise TooFew
    rows = {one.key: one for one in Party.objects.select_for_update().filter(key__in=wanted).order_by("pk")}
    if len(rows) != len(wanted):
        raise NoSuchParty
    for one in rows.values():
        if one.merged_into_id is not None:
            raise AlreadyMerged(name=name_for(by, one))
    if len({one.kind for one in rows.values()}) > 1:
        raise DifferentKinds
    stays = rows.pop(survivor)
    if stays.archived_at:
        raise SurvivorArchived(name=name_for(by, stays))
    return stays, list(rows.values())


def _make_main(written: Journal, survivor: Party, rows: Sequence[Identifier | Address]) -> None:
    """Let the chosen e-mail, phone and address be the main ones; one that went as a double stands as its twin."""
    for row in rows:
        mine: QuerySet[Any]
        if isinstance(row, Identifier):
            mine = survivor.identifiers.filter(kind=row.kind)
            same = {"issuer": row.issuer, "normal": row.normal}
        else:
            mine = survivor.addresses.all()
            same = {"purpose": row.purpose, "lines__iexact": row.lines, "postcode": row.postcode}
        kept = mine.filter(**same).first()
        if kept is None:
            continue
        for other in mine.filter(main=True).exclude(pk=kept.pk):
            written.update(other, main=False)
        written.update(kept, main=True)


def _fields(party: Party) -> dict[str, object]:
    """The columns that a merge may change, for the record's history."""
    return {
        "name": party.name, "born_on": party.born_on, "language": party.language, "owner": party.owner,
        "team": party.team, "territory": party.territory, "do_not_contact": party.do_not_contact,
        "custom": party.custom,
    }  # fmt: skip


def _index(*parties: Party) -> None:
    for party in parties:
        search.index(party)


def of(party: Party) -> list[Merge]:
    """The merges in force that made this record, the latest first."""
    return list(Merge.objects.filter(survivor=party, undone_at=None).select_related("by").order_by("-at"))


def surviving(party: Party) -> Party:
    """The record that an old link leads to: the survivor of a merged one, else the party itself."""
    return party.merged_into if party.merged_into is not None else party
