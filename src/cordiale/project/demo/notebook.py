"""What Rivage's team noted lately: Nadia's three notes, and a word after some of the week's calls and answers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from cordiale.core.event import Event
from cordiale.people import notes
from cordiale.people.models import Note
from cordiale.project.demo.staff import HOME_AGENCY, Staff
from cordiale.project.demo.story import NOTES
from cordiale.project.demo.words import FOLLOW_UPS

LATELY = timedelta(days=6)
ANSWERED = ("call.received", "survey.answered", "ticket.opened")


def write(nadia: UUID, *, people: Staff, as_of: datetime) -> None:
    """Nadia's notes, once."""
    if Note.objects.filter(party__key=nadia).exists():
        return
    authors = {"adviser": people.advisers[HOME_AGENCY], "colleague": people.colleague}
    for days, author, body in NOTES:
        notes.write(nadia, body=body, by=authors[author], at=as_of - timedelta(days=days))


def follow_up(recent: Iterable[Event], *, among: frozenset[UUID], people: Staff, as_of: datetime) -> None:
    """One note for each of the first customers among those that called, wrote or answered this week, once."""
    authors = (people.advisers[HOME_AGENCY], people.colleague)
    seen: set[UUID] = set()
    for event in recent:
        if event.party in among and event.kind in ANSWERED and as_of - event.at < LATELY and event.party not in seen:
            seen.add(event.party)
            at = min(event.at + timedelta(minutes=25), as_of)
            if not Note.objects.filter(party__key=event.party).exists():
                body, author = FOLLOW_UPS[len(seen) - 1], authors[len(seen) % 2]
                notes.write(event.party, body=body, by=author, at=at)
        if len(seen) == len(FOLLOW_UPS):
            return
