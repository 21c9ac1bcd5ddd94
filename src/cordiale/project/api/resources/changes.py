"""The feed: what changed since a place, in an order that hides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.channels.feed import reading
from cordiale.channels.feed.models import Change
from cordiale.channels.feed.reading import Place
from cordiale.people.models import Party
from cordiale.project.api import paging, replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Problem, Shown, Text, Told

router = Router(tags=["changes"])
GONE = "party.erased"
NOW = "now"


class ChangeShown(Shown):
    """`other` is the record that stays after a merge, or the event's id."""

    what: str
    party: UUID
    at: datetime
    kind: str = ""
    other: UUID | None = None


class Changes(Shown):
    """What changed; `next` asks for what comes later, also when nothing came; `more` says there is more by now."""

    rows: list[ChangeShown]
    next: str
    more: bool


class Asked(Told):
    after: Annotated[Text, Field(max_length=300, description="`next` of the call before; `now`; empty: all kept.")] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


@router.get(
    "/changes", response={200: Changes, 410: Problem, **REFUSED}, operation_id="list_changes", summary="Follow changes"
)
def changes(request: ProgramRequest, asked: Query[Asked]) -> HttpResponse:
    """Parties created, updated, archived, restored, merged, erased, and events recorded, the oldest first.

    Ask again with `next`. Of records the key may not see nothing is told; of an erased one its key, which by then means
    nothing to anybody who did not know the record. A place older than a month is gone (410): read everything again.
    """
    caller = request.caller
    caller.require("change.read")
    if asked.after == NOW:
        end = reading.end()
        return replies.reply({"rows": [], "next": _cursor(end), "more": False})
    place = Place(*map(int, paging.opened(asked.after, asked="changes", length=2))) if asked.after else None
    found = reading.after(place, limit=asked.limit + 1)
    kept = found[: asked.limit]
    last = reading.place_of(kept[-1]) if kept else place or reading.begin()
    rows = [_told(one) for one in _open(kept, caller=caller)]
    return replies.reply({"rows": rows, "next": _cursor(last), "more": len(found) > asked.limit})


def _open(found: list[Change], *, caller: Principal) -> list[Change]:
    """The changes of records the caller may see; the same record changed again counts once, where it did last."""
    keys = {one.party for one in found if one.what != GONE}
    seen = set(caller.visible(Party.objects.filter(key__in=keys)).values_list("key", flat=True))
    last = {one.party: one.pk for one in found if one.what == "party.updated"}
    events = caller.level("timeline") in ("read", "write")
    return [
        one
        for one in found
        if (one.what == GONE or one.party in seen)
        and (one.what != "party.updated" or last[one.party] == one.pk)
        and (events or one.what != "event.recorded")
    ]


def _cursor(place: Place) -> str:
    return paging.sealed([place.turn, place.number], asked="changes")


def _told(one: Change) -> dict[str, Any]:
    return {"what": one.what, "party": one.party, "at": one.at, "kind": one.kind, "other": one.other}
