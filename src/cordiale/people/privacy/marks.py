"""Restriction and objection: verbs that set a mark every door respects, and lift it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import audit, consents, ledger, timeline
from cordiale.people.consents import Evidence
from cordiale.people.models import Consent, Party, User
from cordiale.people.privacy.models import Hold, Mark
from cordiale.people.privacy.refusals import AlreadyMarked, NotMarked, UnknownPurpose
from cordiale.people.refusals import NoSuchParty

OBJECTABLE = (Consent.Purpose.MARKETING, Consent.Purpose.PROFILING)


@transaction.atomic
def restrict(key: UUID, *, reason: str, by: User) -> Mark:
    """Keep the record, and do nothing with it: nothing is sent, counted for marketing, or computed (GDPR 18)."""
    party = _party(key)
    if restricted(party):
        raise AlreadyMarked
    mark = Mark.objects.create(party=party, kind=Mark.Kind.RESTRICTED, reason=reason[:300], by=by)
    timeline.record(Event(kind="processing.restricted", party=key, at=mark.at), actor=by)
    audit.write(by, "processing.restricted", party=party)
    return mark


@transaction.atomic
def lift(key: UUID, *, by: User) -> None:
    """End the restriction; the person is told beforehand."""
    party = _party(key)
    now = clock.now()
    if not standing(party).filter(kind=Mark.Kind.RESTRICTED).update(lifted_at=now):
        raise NotMarked
    timeline.record(Event(kind="restriction.lifted", party=key, at=now), actor=by)
    audit.write(by, "restriction.lifted", party=party)


@transaction.atomic
def object_to(key: UUID, *, purpose: str, reason: str = "", by: User) -> Mark:
    """Stop using their data for a purpose, on every channel, from now on (GDPR 21). Advertising needs no reason."""
    if purpose not in OBJECTABLE:
        raise UnknownPurpose(value=purpose[:40])
    party = _party(key)
    evidence = Evidence(source="objection", actor=by)
    for channel in sorted(ledger.CHANNELS):
        consents.withdraw(key, purpose=purpose, channel=channel, evidence=evidence)
    mark = Mark.objects.create(party=party, kind=Mark.Kind.OBJECTED, purpose=purpose, reason=reason[:300], by=by)
    audit.write(by, "objection.received", party=party, detail={"purpose": purpose})
    return mark


@transaction.atomic
def hold(key: UUID, *, reason: str, by: User) -> Hold:
    """Keep a record from being erased while a claim or an inspection needs it."""
    party = _party(key)
    held = Hold.objects.create(party=party, reason=reason[:300], by=by)
    audit.write(by, "hold.placed", party=party)
    return held


@transaction.atomic
def release(key: UUID, *, by: User) -> None:
    """Let the record go its way again."""
    party = _party(key)
    if not holds(party).update(lifted_at=clock.now()):
        raise NotMarked
    audit.write(by, "hold.lifted", party=party)


def standing(party: Party) -> QuerySet[Mark]:
    """The marks in force on a record."""
    return Mark.objects.filter(party=party, lifted_at=None).order_by("pk")


def holds(party: Party) -> QuerySet[Hold]:
    """The legal holds in force on a record."""
    return Hold.objects.filter(party=party, lifted_at=None).exclude(until_on__lt=clock.now().date())


def restricted(party: Party) -> bool:
    """Whether nothing may be done with this record."""
    return standing(party).filter(kind=Mark.Kind.RESTRICTED).exists()


def _party(key: UUID) -> Party:
    party = Party.objects.select_for_update().filter(key=key).first()
    if party is None:
        raise NoSuchParty
    return party
