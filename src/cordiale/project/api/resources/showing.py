"""One party as the answer to a call."""

from __future__ import annotations

from django.http import HttpResponse

from cordiale.people.models import Party
from cordiale.project.api import policy, replies
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.resources import records
from cordiale.project.api.resources.records import Parts


def shown(
    party: Party, *, caller: Principal, fields: str = "", status: int = 200, parts: Parts | None = None
) -> HttpResponse:  # fmt: skip
    """The record with its ETag, and its place when it is new."""
    asked = policy.wanted(fields, known=records.FIELDS)
    headers = {"ETag": records.etag(party)}
    if status == 201:
        headers["Location"] = f"/api/v1/parties/{party.key}"
    return replies.reply(records.record(party, asked, caller=caller, parts=parts), status=status, headers=headers)
