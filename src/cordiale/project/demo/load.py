"""Take Rivage into the product through the doors everybody uses: intake, relations, notes, timeline, profiles."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from cordiale.core.event import Event
from cordiale.people import intake, parties, relations, timeline
from cordiale.people.models import Party, User
from cordiale.project.demo import belongings, notebook
from cordiale.project.demo.draws import instant, micros
from cordiale.project.demo.registry import ISSUER, Entrant
from cordiale.project.demo.simulate import Company
from cordiale.project.demo.staff import HOME_AGENCY, Staff
from cordiale.project.demo.stream import SOURCE, Row

RECENT = timedelta(days=30)
UNSEEN = frozenset({"assignment.made", "exposure.recorded"})  # for analysts, not for a customer's page


def occupied() -> bool:
    """Whether the product database holds anybody already."""
    return Party.objects.exists() or User.objects.exists()


def take_in(company: Company, *, on_progress: Callable[[int, int], None]) -> intake.IntakeReport:
    """The parties, by their reference at Rivage: a second time changes nothing."""
    total = company.size
    return intake.take_in(
        (draft(entrant) for entrant in company.entrants()),
        source=SOURCE,
        on_progress=lambda done: on_progress(done, total),
    )


def draft(entrant: Entrant) -> intake.PartyDraft:
    """An entrant as a row of a source."""
    names: dict[str, Any] = (
        {"name": entrant.name}
        if entrant.organisation
        else {"given_name": entrant.given_name, "family_name": entrant.family_name}
    )
    told = [("external", ISSUER, entrant.ref), ("email", "", entrant.email), ("phone", "", entrant.phone)]
    return intake.PartyDraft(
        ref=entrant.ref,
        key=entrant.key,
        known_since=entrant.joined_at,
        kind=Party.Kind.ORGANISATION if entrant.organisation else Party.Kind.PERSON,
        identifiers=[one for one in told if one[2]],
        addresses=[
            {
                "purpose": "work" if entrant.organisation else "home",
                "lines": entrant.street,
                "postcode": entrant.postcode,
                "city": entrant.city,
                "country": entrant.country,
            }
        ],
        tags=entrant.tags,
        consents=[
            {
                "purpose": purpose,
                "channel": channel,
                "state": "granted" if granted else "refused",
                "at": entrant.joined_at,
            }
            for purpose, channel, granted in entrant.consents
        ],
        born_on=entrant.born_on,
        language=entrant.language,
        **names,
    )


def settle(company: Company, *, people: Staff) -> None:
    """What stands around the records: ties, who cares for whom, notes, the last weeks on the timeline."""
    keys: dict[str, UUID] = {}
    by_agency: dict[str, list[UUID]] = defaultdict(list)
    for entrant in company.entrants():
        keys[entrant.ref] = entrant.key
        by_agency[entrant.agency].append(entrant.key)
    relations.relate_many((keys[tie.party], keys[tie.other], tie.kind) for tie in company.ties())
    for agency, members in by_agency.items():
        parties.entrust(members, owner=people.advisers[agency], team=people.teams[agency])
    as_of = company.calendar.as_of
    recent = list(_recent(company))
    timeline.keep(recent, spooled_at=as_of)
    nadia = company.hero.identities[0]
    notebook.write(nadia, people=people, as_of=as_of)
    neighbours = frozenset(by_agency[HOME_AGENCY]) - {nadia}
    notebook.follow_up(recent, among=neighbours, people=people, as_of=as_of)
    belongings.settle(nadia, among=neighbours, people=people, as_of=as_of)


def _recent(company: Company) -> Iterator[Event]:
    since = micros(company.calendar.as_of - RECENT)
    return (_event(row) for row in company.rows(since=since) if row.party >= 0 and row.kind not in UNSEEN)


def _event(row: Row) -> Event:
    told = json.loads(row.body)
    if lines := told["data"].pop("lines", None):
        told["data"]["line_count"] = len(lines)
    return Event(
        kind=row.kind,
        party=UUID(hex=told["party"]),
        at=instant(row.at),
        id=UUID(bytes=row.id),
        source=SOURCE,
        subject=told.get("subject", ""),
        amount=Decimal(told["amount"]) if "amount" in told else None,
        currency=told.get("currency", ""),
        data=told["data"],
        personal=told.get("personal", {}),
        received_at=instant(row.at),
    )


def understand() -> None:
    """Profiles of everybody and the shop's figures, from what is in the lake."""
    from cordiale.understand.profile import refresh, snapshots

    refresh.full()
    snapshots.take()
