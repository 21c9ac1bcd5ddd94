"""The second person: a deed on many records is asked for, somebody else agrees, and the yes holds for a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.models import User
from cordiale.people.rights import budget, deciding, verbs
from cordiale.people.rights.models import Approval
from cordiale.people.rights.refusals import NoSuchRequest, NotYourOwnRequest, ReasonMissing

VALID = timedelta(days=1)


def needed(user: User, verb: str, *, rows: int) -> bool:
    """Whether so many records need a second person; what left in files since yesterday counts, so slices add up."""
    bulk = verbs.of(verb).bulk
    before = budget.exported(user) if verb == "party.export" else 0
    return bulk is not None and rows + before > bulk


def held(user: User, verb: str, *, subject: str, rows: int) -> Approval | None:
    """A yes that covers this deed, on that many records, and still holds."""
    given = Approval.objects.filter(
        asked_by=user.pk, verb=verb, subject=subject, state=Approval.State.GIVEN, rows__gte=rows
    )
    return given.filter(until__gt=clock.now()).order_by("pk").first()


def is_asked(user: User, verb: str, *, subject: str) -> bool:
    """Whether the same was asked and nobody has answered yet."""
    asked = Approval.objects.filter(asked_by=user.pk, verb=verb, subject=subject, state=Approval.State.WAITING)
    return asked.filter(until__gt=clock.now()).exists()


@transaction.atomic
def ask(user: User, verb: str, *, subject: str, rows: int, reason: str) -> Approval:
    """Ask for a second person's yes."""
    deciding.require(user, verb)
    told = naming.clean(reason)[:300]
    if not told:
        raise ReasonMissing
    approval = Approval.objects.create(
        verb=verb, subject=subject[:2000], rows=rows, reason=told, asked_by=user, until=clock.now() + VALID
    )
    audit.write(user, "approval.asked", subject=verb, rows=rows)
    return approval


@transaction.atomic
def answer(key: UUID, *, by: User, yes: bool) -> Approval:
    """Say yes or no to somebody else's request. Whoever agrees must be allowed the deed themselves."""
    approval = Approval.objects.select_for_update().filter(key=key, state=Approval.State.WAITING).first()
    if approval is None or approval.until <= clock.now():
        raise NoSuchRequest
    if approval.asked_by_id == by.pk:
        raise NotYourOwnRequest
    deciding.require(by, "approval.give")
    if yes:
        deciding.require(by, approval.verb)
    approval.state = Approval.State.GIVEN if yes else Approval.State.REFUSED
    approval.decided_by, approval.decided_at = by, clock.now()
    approval.save(update_fields=["state", "decided_by", "decided_at"])
    audit.write(by, "approval.given" if yes else "approval.refused", subject=approval.verb, rows=approval.rows)
    return approval


def waiting() -> QuerySet[Approval]:
    """What nobody has answered yet, the oldest first."""
    open_ = Approval.objects.filter(state=Approval.State.WAITING, until__gt=clock.now())
    return open_.select_related("asked_by").order_by("pk")
