"""The audit log, read only."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.people.audit.models import Entry
from cordiale.project.api import paging, replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Cursor, Limit, Shown, Text, Told

router = Router(tags=["audit"])


class EntryShown(Shown):
    """One deed, with its place in its lane and its hash."""

    lane: int
    position: int
    at: datetime
    actor: UUID | None = None
    deed: str
    party: UUID | None = None
    subject: str
    rows: int | None = None
    detail: Any = None
    hash: str


class EntryPage(Shown):
    rows: list[EntryShown]
    next: str


class Question(Told):
    deed: Annotated[Text, Field(max_length=60)] = ""
    actor: UUID | None = None
    party: UUID | None = None
    limit: Limit = 50
    cursor: Cursor = ""


@router.get("/audit", response={200: EntryPage, **REFUSED}, operation_id="list_audit", summary="Read the audit log")
def listed(request: ProgramRequest, asked: Query[Question]) -> HttpResponse:
    """Who did what, the latest first. Ids and counts only, never a name."""
    request.caller.require("audit.read")
    rows = Entry.objects.all()
    for name in ("deed", "actor", "party"):
        if getattr(asked, name):
            rows = rows.filter(**{name: getattr(asked, name)})
    order = paging.Order(name="latest", column="pk", falling=True)
    question = asked.model_dump(exclude={"limit", "cursor"})
    page = paging.page(rows, order=order, question=question, cursor=asked.cursor, limit=asked.limit)
    allowances.rows(request.caller, len(page.rows))
    return replies.reply({"rows": [_told(one) for one in page.rows], "next": page.next})


def _told(one: Entry) -> dict[str, Any]:
    return {
        "lane": one.lane, "position": one.position, "at": one.at, "actor": one.actor, "deed": one.deed,
        "party": one.party, "subject": one.subject, "rows": one.rows,
        "detail": json.loads(one.detail) if one.detail else None, "hash": one.hash,
    }  # fmt: skip
