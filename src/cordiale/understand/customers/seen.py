"""The customers somebody opened lately, kept in their session: for Today and for nobody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from cordiale.people.models import Party

KEPT = 8
NAME = "customers_seen"


def remember(request: HttpRequest, party: Party) -> None:
    """Put a customer first among those seen; the session is written only when the order changes."""
    before = list(request.session.get(NAME, []))
    after = [str(party.key), *[key for key in before if key != str(party.key)]][:KEPT]
    if after != before:
        request.session[NAME] = after


def lately(request: HttpRequest) -> list[UUID]:
    """The keys, the latest first."""
    return [UUID(key) for key in request.session.get(NAME, [])]
