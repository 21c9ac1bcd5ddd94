"""What happened with parties: read a timeline, record events, one or a thousand."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from cordiale.core import clock, keys
from cordiale.core.event import BadEvent, Event
from cordiale.people import timeline
from cordiale.people.models import Party
from cordiale.people.refusals import NoSuchParty
from cordiale.project.api import replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.refusals import BadFact, ReservedKind
from cordiale.project.api.resources.shapes import REFUSED, Shown, Text, Told

router = Router(tags=["events"])
# What the house says of its own deeds; nobody else may.
RESERVED = frozenset({"party", "consent", "note", "tag", "assignment", "exposure", "decision", "cost"})
MOST = 1_000
FUTURE_S = 86_400


class EventTold(Told):
    """A fact. `data` identifies nobody; names, addresses and free text belong to `personal`. `id` makes it one fact."""

    kind: Annotated[Text, Field(pattern=r"^[a-z][a-z_]{1,30}\.[a-z][a-z_]{1,30}$")]
    at: AwareDatetime | None = None
    id: UUID | None = None
    subject: Annotated[Text, Field(max_length=300)] = ""
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=2)] | None = None
    currency: Annotated[Text, Field(pattern="^([A-Z]{3})?$")] = ""
    data: Annotated[dict[str, Text | int | float | bool | None], Field(max_length=50)] = {}
    personal: Annotated[dict[str, Text | int | float | bool | None], Field(max_length=50)] = {}


class EventOf(EventTold):
    """A fact and whom it is about."""

    party: UUID


class Events(Told):
    """Up to a thousand facts."""

    events: Annotated[list[EventOf], Field(min_length=1, max_length=MOST)]


class EventShown(Shown):
    id: UUID
    kind: str
    at: datetime
    source: str = ""
    subject: str = ""
    amount: str | None = None
    currency: str = ""
    data: dict[str, Any] = {}
    personal: dict[str, Any] = {}


class Timeline(Shown):
    """Events, the latest first; `next` asks for those before, empty at the end."""

    rows: list[EventShown]
    next: str


class Recorded(Shown):
    """How many facts were taken, and those that were not: their place in the list and why."""

    recorded: int
    refused: list[dict[str, Any]] = []


class Asked(Told):
    kinds: Annotated[Text, Field(max_length=400, description="Kinds separated by commas; all when empty.")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[Text, Field(max_length=100)] = ""


@router.get(
    "/parties/{uuid:key}/timeline",
    response={200: Timeline, **REFUSED},
    operation_id="read_timeline",
    summary="Read the timeline of a party",
)
def read(request: ProgramRequest, key: UUID, asked: Query[Asked]) -> HttpResponse:
    """Recent events and the lake's years as one stream."""
    caller = request.caller
    party = caller.party(key)
    caller.require_field("timeline")
    kinds = [kind for part in asked.kinds.split(",") if (kind := part.strip())] or None
    page = timeline.of(party, before=asked.cursor or None, limit=asked.limit, kinds=kinds)
    allowances.rows(caller, 1)
    open_to = caller.level("note") in ("read", "write")
    return replies.reply({"rows": [_event(one, personal=open_to) for one in page.events], "next": page.next or ""})


def _event(one: Event, *, personal: bool) -> dict[str, Any]:
    told = {
        "id": one.id, "kind": one.kind, "at": one.at, "source": one.source, "subject": one.subject,
        "amount": one.amount, "currency": one.currency, "data": dict(one.data),
    }  # fmt: skip
    return told | {"personal": dict(one.personal)} if personal else told


@router.post(
    "/parties/{uuid:key}/events",
    response={201: EventShown, **REFUSED},
    operation_id="record_event",
    summary="Record an event",
)
def record(request: ProgramRequest, key: UUID, told: EventTold) -> HttpResponse:
    """Say that something happened with a party. The same `id` again is the same fact."""
    caller = request.caller
    party = caller.party(key, "event.record")
    event = _made(told, party=party.key, caller=caller)
    with transaction.atomic():
        timeline.record(event, actor=caller.user)
    return replies.reply(_event(event, personal=True), status=201)


@router.post(
    "/events",
    response={200: Recorded, **REFUSED},
    operation_id="record_events",
    summary="Record up to a thousand events",
)
def record_many(request: ProgramRequest, told: Events) -> HttpResponse:
    """Facts of many parties at once; a fact that cannot be taken is told with its place, the others stand."""
    caller = request.caller
    caller.require("event.record")
    wanted = {one.party for one in told.events}
    mine = set(caller.visible(Party.objects.filter(key__in=wanted), "event.record").values_list("key", flat=True))
    events, refused = [], []
    for place, one in enumerate(told.events):
        if one.party not in mine:
            refused.append({"place": place, "code": NoSuchParty.code})
            continue
        try:
            events.append(_made(one, party=one.party, caller=caller))
        except (ReservedKind, BadFact) as refusal:
            refused.append({"place": place, "code": refusal.code})
    with transaction.atomic():
        timeline.record_many(events, actor=caller.user)
    return replies.reply({"recorded": len(events), "refused": refused})


def _made(told: EventTold, *, party: UUID, caller: Principal) -> Event:
    noun = told.kind.partition(".")[0]
    if noun in RESERVED:
        raise ReservedKind(kind=told.kind)
    at = told.at or clock.now()
    if not 1970 <= at.year <= 9998 or (at - clock.now()).total_seconds() > FUTURE_S:
        raise BadFact(why="at")
    try:
        return Event(
            kind=told.kind, party=party, at=at, id=_id(told, caller=caller), source=f"api:{caller.name}"[:80],
            subject=told.subject, amount=told.amount, currency=told.currency, data=told.data, personal=told.personal,
        )  # fmt: skip
    except BadEvent as bad:
        raise BadFact(why=str(bad)) from bad


def _id(told: EventTold, *, caller: Principal) -> UUID:
    """A caller's id names a fact among its own: nobody can take the place of a fact of somebody else."""
    return keys.derived("api-event", str(caller.user.key), str(told.id)) if told.id else keys.new()
