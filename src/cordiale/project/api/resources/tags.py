"""Tags of a party."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from cordiale.people import tags
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.changing import Touched, touched
from cordiale.project.api.resources.shapes import REFUSED, Text, Told

router = Router(tags=["parts of a party"])


class TagTold(Told):
    name: Annotated[Text, Field(min_length=1, max_length=60)]


@router.post("/{uuid:key}/tags", response={200: Touched, **REFUSED}, operation_id="add_tag", summary="Add a tag")
def add_tag(request: ProgramRequest, key: UUID, told: TagTold) -> HttpResponse:
    """Stick a tag on a party; a second time changes nothing."""
    request.caller.party(key, "party.tag")
    request.caller.require_field("tags", level="write")
    tags.stick(key, name=told.name, by=request.caller.user)
    return touched(request, key)


@router.post(
    "/{uuid:key}/tags/remove", response={200: Touched, **REFUSED}, operation_id="remove_tag", summary="Remove a tag"
)
def remove_tag(request: ProgramRequest, key: UUID, told: TagTold) -> HttpResponse:
    """Take a tag off a party; the word itself stays for others."""
    request.caller.party(key, "party.tag")
    request.caller.require_field("tags", level="write")
    tags.peel(key, name=told.name, by=request.caller.user)
    return touched(request, key)
