"""Consents: grant, refuse, withdraw, and the only door that says whether something may be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import ledger, timeline
from cordiale.people.models import Consent, Identifier, Party, User, Wording
from cordiale.people.refusals import NoSuchIdentifier, NoSuchParty, UnknownConsent


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How we know: the source, the exact text shown, the form or call, who noted it."""

    source: str = "manual"
    wording: str = ""
    language: str = "fr"
    proof: Mapping[str, object] = field(default_factory=dict)
    jurisdiction: str = "FR"
    actor: User | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be done, by which rule, and the ledger lines that say so: copied onto what is sent."""

    allowed: bool
    rule: str
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """The present state of one purpose and channel, for screens."""

    purpose: str
    channel: str
    state: str
    at: datetime
    identifier: int | None


MANUAL = Evidence()


def grant(
    party_key: UUID, *, purpose: str, channel: str, at: datetime | None = None, identifier: int | None = None,
    evidence: Evidence = MANUAL,
) -> Consent:  # fmt: skip
    """The person agreed."""
    return _append(party_key, Consent.State.GRANTED, purpose, channel, at, identifier, evidence)


def refuse(
    party_key: UUID, *, purpose: str, channel: str, at: datetime | None = None, identifier: int | None = None,
    evidence: Evidence = MANUAL,
) -> Consent:  # fmt: skip
    """The person said no when asked."""
    return _append(party_key, Consent.State.REFUSED, purpose, channel, at, identifier, evidence)


def withdraw(
    party_key: UUID, *, purpose: str, channel: str, at: datetime | None = None, identifier: int | None = None,
    evidence: Evidence = MANUAL,
) -> Consent:  # fmt: skip
    """The person took consent back or objected: in force from that moment, also for what is already on its way."""
    return _append(party_key, Consent.State.WITHDRAWN, purpose, channel, at, identifier, evidence)


@transaction.atomic
def _append(  # noqa: PLR0913, PLR0917  the three doors above are keyword-only; this is their common end
    party_key: UUID,
    state: Consent.State,
    purpose: str,
    channel: str,
    at: datetime | None,
    identifier: int | None,
    evidence: Evidence,
) -> Consent:
    if purpose not in Consent.Purpose.values or channel not in ledger.CHANNELS:
        raise UnknownConsent(value=f"{purpose} {channel}"[:60])
    party = Party.objects.filter(key=party_key).first()
    if party is None:
        raise NoSuchParty
    if identifier is not None and not Identifier.objects.filter(pk=identifier, party=party).exists():
        raise NoSuchIdentifier
    line = Consent.objects.create(
        party=party, identifier_id=identifier, purpose=purpose, channel=channel, state=state,
        at=(at or clock.now()).astimezone(UTC), source=evidence.source, wording=_wording(evidence),
        proof=dict(evidence.proof), actor=evidence.actor, jurisdiction=evidence.jurisdiction,
    )  # fmt: skip
    told = {"purpose": purpose, "channel": channel, "line": str(line.key)}
    event = Event(kind=f"consent.{state}", party=party.key, at=line.at, source=evidence.source, data=told)
    timeline.record(event, actor=evidence.actor)
    return line


def _wording(evidence: Evidence) -> Wording | None:
    if not evidence.wording:
        return None
    digest = hashlib.sha256(f"{evidence.language}\x00{evidence.wording}".encode()).hexdigest()
    text, _ = Wording.objects.get_or_create(
        hash=digest, defaults={"text": evidence.wording, "language": evidence.language}
    )
    return text


def may(
    party: Party, *, purpose: str, channel: str, at: datetime | None = None, identifier: int | None = None
) -> Answer:
    """Whether that may be done to this party by that channel (to that address), at that moment: two queries.

    The only door to sending, calling, exporting for marketing and recording opens. Who is archived, not to be
    contacted, or restricted, is left alone.
    """
    moment = at or clock.now()
    rule = ledger.rule_for(purpose=purpose, channel=channel, on=moment.date())
    if party.archived_at is not None:
        return Answer(False, "party.archived")
    if party.do_not_contact:
        return Answer(False, "party.do_not_contact")
    if party.privacy_marks.filter(kind="restricted", lifted_at=None).exists():
        return Answer(False, "privacy.restriction")
    lines = [
        line for line in _lines(party, purpose=purpose) if ledger.concerns(line, channel=channel, identifier=identifier)
    ]  # fmt: skip
    standing = ledger.fold(lines, at=moment)
    if standing is None:
        return Answer(not rule.needs_grant, rule.id)
    return Answer(standing.state == Consent.State.GRANTED, rule.id, (standing.key,))


def _lines(party: Party, *, purpose: str) -> list[ledger.Line]:
    rows = Consent.objects.filter(party=party, purpose=purpose)
    return [ledger.Line(*row) for row in rows.values_list("key", "channel", "state", "at", "identifier_id")]


def standings(party: Party, *, at: datetime | None = None) -> list[Standing]:
    """What the person said, per purpose, channel and address, as it stands now: one query."""
    moment = at or clock.now()
    groups: dict[tuple[str, str, int | None], list[ledger.Line]] = {}
    columns = ("purpose", "key", "channel", "state", "at", "identifier_id")
    for purpose, key, channel, state, said_at, identifier in Consent.objects.filter(party=party).values_list(*columns):
        told = ledger.Line(key, channel, state, said_at, identifier)
        groups.setdefault((purpose, channel, identifier), []).append(told)
    found = []
    for (purpose, channel, identifier), lines in groups.items():
        standing = ledger.fold(lines, at=moment)
        if standing is not None:
            found.append(Standing(purpose, channel, standing.state, standing.at, identifier))
    return sorted(found, key=lambda one: (one.purpose, one.channel, one.identifier or 0))
