"""Requests by people about their data: noted when they come, answered within a month."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cordiale.core import clock
from cordiale.people import audit, rights
from cordiale.people.models import Party, User
from cordiale.people.privacy.models import Request
from cordiale.people.privacy.refusals import NoSuchRequest
from cordiale.people.refusals import NoSuchParty, UnknownChoice


@transaction.atomic
def note(key: UUID, *, kind: str, identity: str = "", by: User) -> Request:
    """Write down that somebody used a right, and how we know that it was them."""
    if kind not in Request.Kind.values:
        raise UnknownChoice(value=kind[:40])
    party = Party.objects.filter(key=key).first()
    if party is None:
        raise NoSuchParty
    made = Request.objects.create(kind=kind, party=party, identity=identity.strip()[:200], handled_by=by)
    audit.write(by, "request.noted", party=party, subject=str(made.key), detail={"kind": kind})
    return made


@transaction.atomic
def answer(key: UUID, *, outcome: str, refused: bool = False, by: User) -> Request:
    """Close a request: what was done, or why it was refused."""
    found = Request.objects.select_for_update().filter(key=key, state=Request.State.OPEN).first()
    if found is None or (found.party is not None and not rights.covers(by, found.party, "request.record")):
        raise NoSuchRequest
    found.state = Request.State.REFUSED if refused else Request.State.DONE
    found.answered_at, found.outcome, found.handled_by = clock.now(), outcome.strip()[:300], by
    found.save(update_fields=["state", "answered_at", "outcome", "handled_by"])
    audit.write(by, "request.answered", party=found.party, subject=str(key), detail={"state": found.state})
    return found


def waiting(reader: User) -> QuerySet[Request]:
    """What is to be answered about those the reader may see, the oldest first."""
    visible = rights.visible(Party.objects.filter(pk=OuterRef("party_id")), reader, "privacy.read")
    rows = Request.objects.filter(Q(party=None) | Exists(visible), state=Request.State.OPEN)
    return rows.select_related("party").order_by("received_at", "pk")
