"""One deed on many parties: asked for, carried out in the background, cancelled, undone within a day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Router
from pydantic import Field

from cordiale.core import conditions
from cordiale.people.fields import registry
from cordiale.project.api import replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import asking
from cordiale.project.api.resources.shapes import REFUSED, Filter, Shown, Text, Told
from cordiale.understand.bulk import deeds, runs
from cordiale.understand.bulk.models import BulkRun
from cordiale.understand.bulk.refusals import NobodyChosen

router = Router(tags=["runs"])


class RunTold(Told):
    """The deed, its value (a colleague's or team's key, `none`, or a tag), and whom: keys, or what a filter keeps."""

    deed: Literal["owner", "team", "tag", "untag", "archive"]
    value: Annotated[Text, Field(max_length=60)] = ""
    keys: Annotated[list[UUID], Field(max_length=500)] = []
    filter: Filter = ""


class RunShown(Shown):
    key: UUID
    deed: str
    value: str
    state: str
    total: int | None = None
    seen: int
    changed: int
    restored: int
    error: str
    created_at: datetime
    ended_at: datetime | None = None


def _told(one: BulkRun) -> dict[str, Any]:
    return {
        "key": one.key, "deed": one.deed, "value": one.value, "state": one.state, "total": one.total, "seen": one.seen,
        "changed": one.changed, "restored": one.restored, "error": one.error, "created_at": one.created_at,
        "ended_at": one.ended_at,
    }  # fmt: skip


@router.post("/runs", response={202: RunShown, **REFUSED}, operation_id="begin_run", summary="Do it to many")
def begin(request: ProgramRequest, told: RunTold) -> HttpResponse:
    """Ask for a deed on many parties: those of them to which the account may do it. Over the house's threshold a second
    person is asked first."""
    caller = request.caller
    caller.require(deeds.named(told.deed).verb)
    caller.require("party.read")
    address = _address(told.filter, caller=caller) if told.filter else ""
    if not told.keys and not address:
        raise NobodyChosen
    run = runs.begin(
        deed=told.deed, value=told.value, address="" if told.keys else address, keys=[str(one) for one in told.keys],
        language=get_language() or "fr", by=caller.user,
    )  # fmt: skip
    return replies.reply(_told(run), status=202)


def _address(text: str, *, caller: Principal) -> str:
    """The filter as the list's address; refused when it is not understood, or asks of what is shut."""
    fields = registry.Fields(caller.user)
    tree = asking.tree(text)
    asking.require(tree, fields=fields, caller=caller)
    checked = conditions.validate(tree, fields)
    whole = checked if isinstance(checked, conditions.All) else conditions.All(checked)
    return urlencode({"f": conditions.write(whole)}) if whole.nodes else ""


def _mine(request: ProgramRequest, id: UUID) -> BulkRun:
    caller = request.caller
    caller.require("party.read")
    run = runs.run_of(id, user=caller.user)
    caller.require(deeds.named(run.deed).verb)
    return run


@router.get("/runs/{uuid:id}", response={200: RunShown, **REFUSED}, operation_id="get_run", summary="How far it is")
def one(request: ProgramRequest, id: UUID) -> HttpResponse:
    """How far a run of the account's is."""
    return replies.reply(_told(_mine(request, id)))


@router.post(
    "/runs/{uuid:id}/cancel", response={200: RunShown, **REFUSED}, operation_id="cancel_run", summary="Stop it"
)
def cancel(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Stop at the next step; what is done stays and can be undone."""
    return replies.reply(_told(runs.cancel(_mine(request, id).key, by=request.caller.user)))


@router.post("/runs/{uuid:id}/undo", response={202: RunShown, **REFUSED}, operation_id="undo_run", summary="Undo it")
def undo(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Within a day: every record that nobody changed since gets back what it held."""
    return replies.reply(_told(runs.undo(_mine(request, id).key, by=request.caller.user)), status=202)
