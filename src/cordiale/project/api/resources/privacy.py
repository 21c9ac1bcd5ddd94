"""The rights of people about their data: what they asked, restriction, objection, holds.

Handing data over and erasing ask for a fresh second factor, so they belong to people at a screen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.people.privacy import marks, requests
from cordiale.people.privacy.models import Request
from cordiale.people.privacy.refusals import NoSuchRequest
from cordiale.project.api import paging, replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Pages, Shown, Text, Told

router = Router(tags=["privacy"])
Why = Annotated[Text, Field(min_length=1, max_length=300)]


class RequestTold(Told):
    """Which right somebody used, and how we know that it was them."""

    kind: Literal["access", "portability", "rectification", "restriction", "objection", "erasure"]
    identity: Annotated[Text, Field(max_length=200)] = ""


class RequestShown(Shown):
    """A request, to be answered within a month; `party` is empty once the person was erased."""

    key: UUID
    kind: str
    state: str
    party: UUID | None = None
    received_at: datetime
    due_at: datetime
    answered_at: datetime | None = None
    outcome: str = ""


class RequestPage(Shown):
    rows: list[RequestShown]
    next: str


class Answer(Told):
    outcome: Why
    refused: bool = False


class Reason(Told):
    reason: Why


class Objection(Told):
    """Advertising needs no reason."""

    purpose: Literal["marketing", "profiling"]
    reason: Annotated[Text, Field(max_length=300)] = ""


class InForce(Shown):
    """What is in force for a person."""

    restricted: bool
    objections: list[str]
    held: bool


def _told(one: Request) -> dict[str, Any]:
    return {
        "key": one.key, "kind": one.kind, "state": one.state, "party": one.party.key if one.party else None,
        "received_at": one.received_at, "due_at": one.due_at, "answered_at": one.answered_at, "outcome": one.outcome,
    }  # fmt: skip


@router.get(
    "/requests", response={200: RequestPage, **REFUSED}, operation_id="list_requests", summary="List what people asked"
)
def listed(request: ProgramRequest, asked: Query[Pages]) -> HttpResponse:
    """What is to be answered, the oldest first."""
    request.caller.require("privacy.read")
    rows = Request.objects.filter(state=Request.State.OPEN).select_related("party")
    order, question = paging.Order(name="oldest", column="pk"), {"of": "requests"}
    page = paging.page(rows, order=order, question=question, cursor=asked.cursor, limit=asked.limit)
    return replies.reply({"rows": [_told(one) for one in page.rows], "next": page.next})


@router.post(
    "/parties/{uuid:key}/requests",
    response={201: RequestShown, **REFUSED},
    operation_id="note_request",
    summary="Note a request",
)
def note(request: ProgramRequest, key: UUID, told: RequestTold) -> HttpResponse:
    """Write down that somebody used a right; the month begins."""
    request.caller.party(key, "request.record")
    made = requests.note(key, kind=told.kind, identity=told.identity, by=request.caller.user)
    return replies.reply(_told(made), status=201)


@router.post(
    "/requests/{uuid:id}/answer",
    response={200: RequestShown, **REFUSED},
    operation_id="answer_request",
    summary="Answer a request",
)
def answer(request: ProgramRequest, id: UUID, told: Answer) -> HttpResponse:
    """Close a request: what was done, or why it was refused."""
    caller = request.caller
    caller.require("request.record")
    found = Request.objects.select_related("party").filter(key=id).first()
    if found is None:
        raise NoSuchRequest
    if found.party is not None:
        caller.party(found.party.key, "request.record")
    return replies.reply(_told(requests.answer(id, outcome=told.outcome, refused=told.refused, by=caller.user)))


@router.get(
    "/parties/{uuid:key}/privacy", response={200: InForce, **REFUSED}, operation_id="get_privacy", summary="In force"
)
def in_force(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Whether processing is restricted, what was objected to, whether the record is held."""
    return _in_force(request.caller, key, "privacy.read")


def _in_force(caller: Principal, key: UUID, verb: str) -> HttpResponse:
    party = caller.party(key, verb)
    standing = list(marks.standing(party))
    objections = sorted({one.purpose for one in standing if one.purpose})
    told = {"restricted": marks.restricted(party), "objections": objections, "held": bool(list(marks.holds(party)))}
    return replies.reply(told)


@router.post(
    "/parties/{uuid:key}/restrict",
    response={200: InForce, **REFUSED},
    operation_id="restrict_processing",
    summary="Restrict",
)
def restrict(request: ProgramRequest, key: UUID, told: Reason) -> HttpResponse:
    """Keep the record, and do nothing with it."""
    request.caller.party(key, "person.restrict")
    marks.restrict(key, reason=told.reason, by=request.caller.user)
    return _in_force(request.caller, key, "person.restrict")


@router.post(
    "/parties/{uuid:key}/lift", response={200: InForce, **REFUSED}, operation_id="lift_restriction", summary="Lift"
)
def lift(request: ProgramRequest, key: UUID) -> HttpResponse:
    """End the restriction."""
    request.caller.party(key, "person.restrict")
    marks.lift(key, by=request.caller.user)
    return _in_force(request.caller, key, "person.restrict")


@router.post(
    "/parties/{uuid:key}/objections",
    response={200: InForce, **REFUSED},
    operation_id="note_objection",
    summary="Object",
)
def objected(request: ProgramRequest, key: UUID, told: Objection) -> HttpResponse:
    """Stop using their data for a purpose, on every channel."""
    request.caller.party(key, "person.restrict")
    marks.object_to(key, purpose=told.purpose, reason=told.reason, by=request.caller.user)
    return _in_force(request.caller, key, "person.restrict")
