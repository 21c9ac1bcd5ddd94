"""What the team writes about a customer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import timeline
from cordiale.people.models import Note, Party, User
from cordiale.people.refusals import EmptyNote, NoSuchNote, NoSuchParty, NotYourNote

MOST = 20_000


@transaction.atomic
def write(party_key: UUID, *, body: str, by: User, at: datetime | None = None) -> Note:
    """Add a note to a party; the timeline tells that there is one, the text stays in the database.

    `at` is for notes carried over from elsewhere.
    """
    party = Party.objects.filter(key=party_key).first()
    if party is None:
        raise NoSuchParty
    note = Note.objects.create(party=party, author=by, body=_checked(body), created_at=at or clock.now())
    event = Event(kind="note.written", party=party.key, at=note.created_at, subject=str(note.key))
    timeline.record(event, actor=by)
    _mention(note, by=by)
    return note


@transaction.atomic
def rewrite(key: UUID, *, body: str, by: User) -> Note:
    """Correct one's own note; what it said before is kept."""
    from cordiale.people.notebook import versions

    note = _own(key, by=by)
    before = note.body
    note.body, note.edited_at = _checked(body), clock.now()
    versions.keep(note, body=before, by=by)
    note.save(update_fields=["body", "edited_at"])
    _mention(note, by=by)
    return note


def _mention(note: Note, *, by: User) -> None:
    from cordiale.people.notebook import mentions

    mentions.tell(note, by=by)


@transaction.atomic
def remove(key: UUID, *, by: User) -> None:
    """Take one's own note away."""
    _own(key, by=by).delete()


@transaction.atomic
def put_back(party_key: UUID, *, key: UUID, body: str, written_at: datetime, by: User) -> Note:
    """Undo `remove`: the same note as it was, with its place in the timeline."""
    party = Party.objects.filter(key=party_key).first()
    if party is None:
        raise NoSuchParty
    kept = {"party": party, "author": by, "body": _checked(body), "created_at": written_at}
    return Note.objects.get_or_create(key=key, defaults=kept)[0]


def _own(key: UUID, *, by: User) -> Note:
    note = Note.objects.select_for_update().filter(key=key).first()
    if note is None:
        raise NoSuchNote
    if note.author_id != by.pk:
        raise NotYourNote
    return note


def _checked(body: str) -> str:
    text = body.strip().replace("\x00", "")
    if not text or len(text) > MOST:
        raise EmptyNote
    return text
