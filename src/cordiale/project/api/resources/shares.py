"""A record shown to a colleague or a team beyond their scope."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from cordiale.people.rights import sharing
from cordiale.people.rights.models import Share
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.changing import team_of, user_of
from cordiale.project.api.resources.shapes import REFUSED, Day, Shown, Text, Told

router = Router(tags=["shares"])
VERB = "party.share"


class ShareTold(Told):
    """With a colleague or a team, one of both; until the end of a day, or for good."""

    user: UUID | None = None
    team: UUID | None = None
    may_change: bool = False
    last_day: Day | None = None
    reason: Annotated[Text, Field(max_length=200)] = ""


class ShareShown(Shown):
    key: UUID
    user: UUID | None = None
    team: UUID | None = None
    may_change: bool
    until: datetime | None = None
    reason: str


class Shares(Shown):
    rows: list[ShareShown]


def _told(one: Share) -> dict[str, Any]:
    return {
        "key": one.key, "user": one.user.key if one.user else None, "team": one.team.key if one.team else None,
        "may_change": one.may_change, "until": one.until, "reason": one.reason,
    }  # fmt: skip


@router.get(
    "/parties/{uuid:key}/shares", response={200: Shares, **REFUSED}, operation_id="list_shares", summary="List shares"
)
def listed(request: ProgramRequest, key: UUID) -> HttpResponse:
    """With whom the party is shared now."""
    party = request.caller.party(key, VERB)
    return replies.reply({"rows": [_told(one) for one in sharing.held(party)]})


@router.post(
    "/parties/{uuid:key}/shares", response={201: ShareShown, **REFUSED}, operation_id="share_party", summary="Share"
)
def share(request: ProgramRequest, key: UUID, told: ShareTold) -> HttpResponse:
    """Show a party to a colleague or a team; told again, with the new terms."""
    party, by = request.caller.party(key, VERB), request.caller.user
    given = sharing.share(
        party, user=user_of(told.user), team=team_of(told.team), may_change=told.may_change, last_day=told.last_day,
        reason=told.reason, by=by,
    )  # fmt: skip
    return replies.reply(_told(given), status=201)


@router.delete(
    "/parties/{uuid:key}/shares/{uuid:id}",
    response={204: None, **REFUSED},
    operation_id="end_share",
    summary="End a share",
)
def end(request: ProgramRequest, key: UUID, id: UUID) -> HttpResponse:
    """Stop showing a party to somebody."""
    sharing.end(request.caller.party(key, VERB), key=id, by=request.caller.user)
    return replies.nothing()
