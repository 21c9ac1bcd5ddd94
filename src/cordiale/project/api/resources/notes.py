"""Notes about a party; who is mentioned in one is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from cordiale.people import notes
from cordiale.people.models import Note
from cordiale.people.notebook import versions
from cordiale.people.notebook.models import Pin
from cordiale.people.refusals import NoSuchNote
from cordiale.project.api import replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Shown, Text, Told

router = Router(tags=["parts of a party"])


class NoteTold(Told):
    body: Annotated[Text, Field(min_length=1, max_length=20_000)]


class NoteShown(Shown):
    key: UUID
    author: UUID | None
    body: str
    created_at: datetime
    edited_at: datetime | None
    pinned: bool = False


class Notes(Shown):
    rows: list[NoteShown]


@router.get("/{uuid:key}/notes", response={200: Notes, **REFUSED}, operation_id="list_notes", summary="List notes")
def list_notes(request: ProgramRequest, key: UUID) -> HttpResponse:
    """The latest two hundred notes about a party."""
    party = request.caller.party(key)
    request.caller.require_field("note")
    found = _rows().filter(party=party).order_by("-created_at", "-pk")[:200]
    return replies.reply({"rows": [_note(one) for one in found]})


def _rows() -> QuerySet[Note]:
    return Note.objects.select_related("author").annotate(on_top=Exists(Pin.objects.filter(note=OuterRef("pk"))))


def _note(one: Note) -> dict[str, Any]:
    author = one.author.key if one.author else None
    return {
        "key": one.key, "author": author, "body": one.body, "created_at": one.created_at, "edited_at": one.edited_at,
        "pinned": getattr(one, "on_top", False),
    }  # fmt: skip


@router.post(
    "/{uuid:key}/notes", response={201: NoteShown, **REFUSED}, operation_id="write_note", summary="Write a note"
)
def write_note(request: ProgramRequest, key: UUID, told: NoteTold) -> HttpResponse:
    """Add a note in the account's name. A colleague named after an @ is told, if they may see the party."""
    request.caller.party(key, "note.write")
    request.caller.require_field("note", level="write")
    return replies.reply(_note(notes.write(key, body=told.body, by=request.caller.user)), status=201)


@router.patch(
    "/{uuid:key}/notes/{uuid:note}",
    response={200: NoteShown, **REFUSED},
    operation_id="rewrite_note",
    summary="Correct a note",
)
def rewrite_note(  # noqa: PLR0917  called by name
    request: ProgramRequest, key: UUID, note: UUID, told: NoteTold
) -> HttpResponse:
    """Correct a note that the account wrote."""
    _own(request.caller, key, note)
    return replies.reply(_note(notes.rewrite(note, body=told.body, by=request.caller.user)))


@router.delete(
    "/{uuid:key}/notes/{uuid:note}",
    response={204: None, **REFUSED},
    operation_id="remove_note",
    summary="Remove a note",
)
def remove_note(request: ProgramRequest, key: UUID, note: UUID) -> HttpResponse:
    """Take away a note that the account wrote."""
    _own(request.caller, key, note)
    notes.remove(note, by=request.caller.user)
    return replies.nothing()


def _own(caller: Principal, key: UUID, note: UUID) -> None:
    party = caller.party(key, "note.write")
    caller.require_field("note", level="write")
    if not Note.objects.filter(key=note, party=party).exists():
        raise NoSuchNote


@router.post(
    "/{uuid:key}/notes/{uuid:note}/pin",
    response={200: NoteShown, **REFUSED},
    operation_id="pin_note",
    summary="Keep a note on top",
)
def pin_note(request: ProgramRequest, key: UUID, note: UUID) -> HttpResponse:
    """Keep a note on top of the party's page; of more than three the oldest makes room."""
    _own(request.caller, key, note)
    versions.pin(note, by=request.caller.user)
    return replies.reply(_note(_rows().get(key=note)))


@router.post(
    "/{uuid:key}/notes/{uuid:note}/unpin",
    response={200: NoteShown, **REFUSED},
    operation_id="unpin_note",
    summary="Let a note go back",
)
def unpin_note(request: ProgramRequest, key: UUID, note: UUID) -> HttpResponse:
    """Let a note go back among the others."""
    _own(request.caller, key, note)
    versions.unpin(note, by=request.caller.user)
    return replies.reply(_note(_rows().get(key=note)))
