"""What operations that change one party share: the verb, the field, the record held and still as it was read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse

from cordiale.people import parties
from cordiale.people.models import Party, Team, User
from cordiale.people.refusals import UnknownChoice
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.refusals import Changed
from cordiale.project.api.resources import records
from cordiale.project.api.resources.shapes import Shown


class Touched(Shown):
    """The party's record after the change; read it again for the rest."""

    key: UUID
    version: int


@contextmanager
def changing(request: ProgramRequest, key: UUID, *, verb: str = "party.change", field: str = "") -> Iterator[Party]:
    """The party, to do `verb` to and to write `field` of: held, and unchanged since the caller read it."""
    request.caller.party(key, verb)
    if field:
        request.caller.require_field(field, level="write")
    with transaction.atomic():
        yield held(request, key)


def held(request: ProgramRequest, key: UUID) -> Party:
    """The party, locked until the end of the transaction, and still as the caller read it."""
    party = parties.lock(key)
    unchanged(request, current=records.etag(party))
    return party


def unchanged(request: ProgramRequest, *, current: str) -> None:
    """Refuse when the caller says what it read and somebody has changed it since."""
    match = request.headers.get("If-Match", "*")
    if match != "*" and current not in [one.strip() for one in match.split(",")]:
        raise Changed(yours=match[:100], current=current)


def touched(request: ProgramRequest, key: UUID, *, status: int = 200) -> HttpResponse:
    """What the record is after a change to a part of it."""
    party = request.caller.party(key)
    told = {"key": party.key, "version": party.version}
    return replies.reply(told, status=status, headers={"ETag": records.etag(party)})


def user_of(key: UUID | None) -> User | None:
    """The colleague of that key."""
    if key is None:
        return None
    found = User.objects.filter(key=key, is_active=True).first()
    if found is None:
        raise UnknownChoice(value=str(key))
    return found


def team_of(key: UUID | None) -> Team | None:
    """The team of that key."""
    if key is None:
        return None
    found = Team.objects.filter(key=key).first()
    if found is None:
        raise UnknownChoice(value=str(key))
    return found
