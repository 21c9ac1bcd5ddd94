"""What this is, and who you are to it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from cordiale.people import rights
from cordiale.project.api import replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Shown

router = Router(tags=["about"])


class Me(Shown):
    """The key that calls and the account behind it."""

    name: str
    account: UUID
    verbs: list[str]
    levels: dict[str, str]
    calls_per_minute: int
    rows_per_day: int


@router.get("/me", response={200: Me, **REFUSED}, operation_id="who_am_i", summary="Who am I?")
def me(request: ProgramRequest) -> HttpResponse:
    """What the key may do now: its own bounds within the rights of its account."""
    caller = request.caller
    allowances.rows(caller, 1)
    levels = {name: caller.level_of_class(name) for name in rights.classes.CLASSES}
    allowed = sorted(verb for verb in caller.verbs if rights.allow(caller.user, verb))
    return replies.reply(
        {
            "name": caller.name, "account": caller.user.key, "verbs": allowed, "levels": levels,
            "calls_per_minute": caller.calls_per_minute, "rows_per_day": caller.rows_per_day,
        }
    )  # fmt: skip
