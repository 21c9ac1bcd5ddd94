"""The ledger of consents of a party."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from cordiale.people import consents
from cordiale.people.models import Consent
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Shown, Text, Told

router = Router(tags=["parts of a party"])


class ConsentTold(Told):
    """A line for the ledger: what the person said, when, and how we know."""

    purpose: Literal["marketing", "profiling", "survey", "open_tracking"]
    channel: Literal["email", "sms", "push", "phone", "letter", "web", "all"]
    state: Literal["granted", "refused", "withdrawn"]
    at: AwareDatetime | None = None
    wording: Annotated[Text, Field(max_length=20_000)] = ""
    language: Annotated[Text, Field(max_length=5)] = "fr"
    proof: dict[str, Text] = {}


class ConsentShown(Shown):
    key: UUID
    purpose: str
    channel: str
    state: str
    at: datetime


class Standing(Shown):
    """What stands now for a purpose and a channel."""

    purpose: str
    channel: str
    state: str
    at: datetime


class Consents(Shown):
    rows: list[Standing]


@router.get(
    "/{uuid:key}/consents", response={200: Consents, **REFUSED}, operation_id="list_consents", summary="List consents"
)
def list_consents(request: ProgramRequest, key: UUID) -> HttpResponse:
    """What the person said, as it stands now."""
    party = request.caller.party(key)
    request.caller.require_field("consent")
    rows = [
        {"purpose": one.purpose, "channel": one.channel, "state": one.state, "at": one.at}
        for one in consents.standings(party)
    ]
    return replies.reply({"rows": rows})


@router.post(
    "/{uuid:key}/consents",
    response={201: ConsentShown, **REFUSED},
    operation_id="record_consent",
    summary="Record a consent",
)
def record_consent(request: ProgramRequest, key: UUID, told: ConsentTold) -> HttpResponse:
    """Add a line to the ledger; nothing in it is ever overwritten."""
    caller = request.caller
    caller.party(key, "consent.record")
    caller.require_field("consent", level="write")
    evidence = consents.Evidence(
        source=f"api:{caller.name}"[:80],
        wording=told.wording,
        language=told.language,
        proof=told.proof,
        actor=caller.user,
    )
    deed = {"granted": consents.grant, "refused": consents.refuse, "withdrawn": consents.withdraw}[told.state]
    line = deed(key, purpose=told.purpose, channel=told.channel, at=told.at, evidence=evidence)
    return replies.reply(_line(line), status=201)


def _line(line: Consent) -> dict[str, Any]:
    return {"key": line.key, "purpose": line.purpose, "channel": line.channel, "state": line.state, "at": line.at}
