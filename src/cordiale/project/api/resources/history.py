"""What a record held before: save by save, field by field, and a value taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.people.audit import history
from cordiale.people.audit.models import RecordChange
from cordiale.people.audit.refusals import NotRestorable
from cordiale.project.api import paging, replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources.changing import Touched, touched
from cordiale.project.api.resources.shapes import REFUSED, Pages, Shown, Text, Told

router = Router(tags=["history"])


class SaveShown(Shown):
    """One save: what changed, from what to what. Fields the key may not read are left out, or told as `•••`."""

    id: UUID
    at: datetime
    actor: UUID | None = None
    before: dict[str, Any]
    after: dict[str, Any]


class SavePage(Shown):
    rows: list[SaveShown]
    next: str


class FieldTold(Told):
    field: Annotated[Text, Field(min_length=1, max_length=80, description="A field of the save's `before`.")]


def _field(name: str) -> str:
    """The name the rights know a field of the history by."""
    return history.RIGHTS.get(name, "address" if name.startswith("address") else name)


@router.get(
    "/parties/{uuid:key}/history",
    response={200: SavePage, **REFUSED},
    operation_id="read_history",
    summary="Read the history of a party",
)
def listed(request: ProgramRequest, key: UUID, asked: Query[Pages]) -> HttpResponse:
    """The saves of a record, the latest first."""
    caller = request.caller
    party = caller.party(key, "history.read")
    order, rows = paging.Order(name="latest", column="pk", falling=True), RecordChange.objects.filter(party=party)
    question = {"of": f"history {party.key}"}
    page = paging.page(rows, order=order, question=question, cursor=asked.cursor, limit=asked.limit)
    allowances.rows(caller, 1)
    return replies.reply({"rows": [_told(one, caller=caller) for one in page.rows], "next": page.next})


def _told(one: RecordChange, *, caller: Principal) -> dict[str, Any]:
    levels = {name: caller.level(_field(name)) for name in one.after}
    seen = [name for name, level in levels.items() if level != "hidden"]

    def told(values: dict[str, Any]) -> dict[str, Any]:
        return {name: values[name] if levels[name] != "masked" else "•••" for name in seen}

    return {"id": one.key, "at": one.at, "actor": one.actor, "before": told(one.before), "after": told(one.after)}


@router.post(
    "/parties/{uuid:key}/history/{uuid:id}/restore",
    response={200: Touched, **REFUSED},
    operation_id="restore_value",
    summary="Take an earlier value back",
)
def restore(request: ProgramRequest, key: UUID, id: UUID, told: FieldTold) -> HttpResponse:  # noqa: PLR0917
    """Give a field the value it had before a save; a new save, which can itself be taken back."""
    caller = request.caller
    party = caller.party(key, "history.restore")
    caller.require_field(_field(told.field), level="write")
    if not RecordChange.objects.filter(key=id, party=party).exists():
        raise NotRestorable
    history.restore(id, field=told.field, by=caller.user)
    return touched(request, key)
