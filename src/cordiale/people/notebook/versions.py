"""What notes said before, and which one stays on top."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cordiale.people import audit
from cordiale.people.models import Note, Party, User
from cordiale.people.notebook.models import NoteVersion, Pin
from cordiale.people.refusals import NoSuchNote

MOST_PINS = 3


def keep(note: Note, *, body: str, by: User) -> None:
    """Keep the text a note had until now; called by the verb that corrects it."""
    if body != note.body:
        NoteVersion.objects.create(note=note, body=body, by=by)


def of(note: Note) -> list[NoteVersion]:
    """The earlier texts, the latest first."""
    return list(note.versions.select_related("by").order_by("-until", "-pk")[:50])


@transaction.atomic
def pin(key: UUID, *, by: User) -> Pin:
    """Keep a note on top of its party's page; the oldest of three others makes room."""
    note = Note.objects.select_related("party").filter(key=key).first()
    if note is None:
        raise NoSuchNote
    made, _ = Pin.objects.get_or_create(note=note, defaults={"party": note.party, "by": by})
    for old in Pin.objects.filter(party=note.party).order_by("-at")[MOST_PINS:]:
        old.delete()
    audit.write(by, "note.pinned", party=note.party, subject=str(note.key))
    return made


@transaction.atomic
def unpin(key: UUID, *, by: User) -> None:
    """Let it go back among the others."""
    pin = Pin.objects.select_related("party").filter(note__key=key).first()
    if pin is not None:
        pin.delete()
        audit.write(by, "note.unpinned", party=pin.party, subject=str(key))


def pinned(party: Party) -> list[Note]:
    """The notes on top, the latest pinned first."""
    return list(Note.objects.filter(pin__party=party).select_related("author").order_by("-pin__at"))
