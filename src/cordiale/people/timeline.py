"""What happened with a party: told once with the deed, copied to the lake, read as one stream."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from django.db.models import Q

from cordiale.core.event import Event
from cordiale.people import lakehouse
from cordiale.people.models import Party, TimelineEntry, User
from cordiale.people.refusals import NoSuchParty, UnknownChoice

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Page:
    """Events, the latest first; `next` asks for the page after (opaque, fit for an address), None at the end."""

    events: list[Event]
    next: str | None


def record(event: Event, *, actor: User | None = None, party: Party | None = None) -> None:
    """Tell the house what happened, in the transaction of the deed. The same event id twice is one event.

    `party` is the record the event is about, when the deed has it at hand.
    """
    pk = _pk_of(event) if party is None else party.pk
    data = dict(event.data) | ({"actor": str(actor.key)} if actor else {})
    entry = TimelineEntry(
        id=event.id, party_id=pk, kind=event.kind, at=event.at, received_at=event.received_at, source=event.source,
        subject=event.subject, amount=event.amount, currency=event.currency, data=data, personal=dict(event.personal),
    )  # fmt: skip
    TimelineEntry.objects.bulk_create([entry], ignore_conflicts=True)


def _pk_of(event: Event) -> int:
    pk = Party.objects.filter(key=event.party).values_list("pk", flat=True).first() if event.party else None
    if pk is None:
        raise NoSuchParty
    return pk


def record_many(events: Sequence[Event], *, actor: User | None = None) -> None:
    """Tell of many events at once, in the transaction of the deed; those of strangers are refused."""
    found: dict[UUID | None, int] = {}
    wanted = list({event.party for event in events if event.party})
    for start in range(0, len(wanted), AT_ONCE):
        found |= dict(Party.objects.filter(key__in=wanted[start : start + AT_ONCE]).values_list("key", "pk"))
    if any(event.party not in found for event in events):
        raise NoSuchParty
    told = {"actor": str(actor.key)} if actor else {}
    rows = [
        TimelineEntry(
            id=event.id, party_id=found[event.party], kind=event.kind, at=event.at, received_at=event.received_at,
            source=event.source, subject=event.subject, amount=event.amount, currency=event.currency,
            data=dict(event.data) | told, personal=dict(event.personal),
        )
        for event in events
    ]  # fmt: skip
    TimelineEntry.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def keep(events: Iterable[Event], *, spooled_at: datetime) -> int:
    """Show recent events that the spool or the lake holds already beside those told here; how many were written.

    The same event id twice is one event; events of strangers are passed over.
    """
    wanted = iter(events)
    written = 0
    while some := list(islice(wanted, AT_ONCE)):
        found = dict(Party.objects.filter(key__in={event.party for event in some}).values_list("key", "pk"))
        rows = [
            TimelineEntry(
                id=event.id, party_id=found[event.party], kind=event.kind, at=event.at, received_at=event.received_at,
                source=event.source, subject=event.subject, amount=event.amount, currency=event.currency,
                data=dict(event.data), personal=dict(event.personal), spooled_at=spooled_at,
            )
            for event in some
            if event.party in found
        ]  # fmt: skip
        TimelineEntry.objects.bulk_create(rows, ignore_conflicts=True)
        written += len(rows)
    return written


def family(party: Party) -> dict[int, UUID]:
    """The party and those that were merged into it, by primary key: whose events are its own."""
    merged = Party.objects.filter(merged_into=party).values_list("pk", "key")
    return {party.pk: party.key, **dict(merged)}


def of(party: Party, *, before: str | None = None, limit: int = 30, kinds: Collection[str] | None = None) -> Page:
    """The party's events before a point, the latest first: recent rows and the lake's years as one stream.

    What stands in both (a deed that was copied) appears once.
    """
    edge = _read(before) if before else None
    wanted = limit + 1
    whose = family(party)
    found = {event.id: event for event in _years(party, whose, edge=edge, limit=wanted, kinds=kinds)}
    found |= {event.id: event for event in _recent(party, whose, edge=edge, limit=wanted, kinds=kinds)}
    events = sorted(found.values(), key=_place, reverse=True)
    following = place_of(events[limit - 1]) if len(events) > limit else None
    return Page(events[:limit], following)


def _place(event: Event) -> tuple[datetime, UUID]:
    return event.at, event.id


Edge = tuple[datetime, UUID] | None


def _recent(
    party: Party, whose: Mapping[int, UUID], *, edge: Edge, limit: int, kinds: Collection[str] | None
) -> list[Event]:
    rows = TimelineEntry.objects.filter(party_id__in=list(whose)) if len(whose) > 1 else party.timeline.all()
    if edge is not None:
        rows = rows.filter(Q(at__lt=edge[0]) | Q(at=edge[0], id__lt=edge[1]))
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    return [as_event(row, party.key) for row in rows.order_by("-at", "-id")[:limit]]


def _years(
    party: Party, whose: Mapping[int, UUID], *, edge: Edge, limit: int, kinds: Collection[str] | None
) -> Iterable[Event]:
    from cordiale.lake import history

    before = history.Before(*edge) if edge else None
    also = [key for key in whose.values() if key != party.key]
    return history.of_party(lakehouse.lake(), party.key, before=before, limit=limit, kinds=kinds, also=also)


def as_event(row: TimelineEntry, party_key: UUID) -> Event:
    """The row as the event it was."""
    return Event(
        kind=row.kind, party=party_key, at=row.at, id=row.id, source=row.source, subject=row.subject, amount=row.amount,
        currency=row.currency, data=row.data, personal=row.personal, received_at=row.received_at,
    )  # fmt: skip


def place_of(event: Event) -> str:
    """What asks for the events before this one (`before=`)."""
    return f"{event.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{event.id.hex}"


def _read(text: str) -> tuple[datetime, UUID]:
    time, _, key = text.partition("-")
    try:
        return datetime.strptime(time, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), UUID(key)
    except ValueError as unreadable:
        raise UnknownChoice(value=text[:40]) from unreadable
