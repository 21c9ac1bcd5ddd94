"""Attaching files to a party, removing them, and forgetting them for good."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum

from cordiale.core import clock
from cordiale.core.errors import Refusal
from cordiale.core.event import Event
from cordiale.people import audit, parties, timeline
from cordiale.people.files import kinds, names
from cordiale.people.files.kinds import Kind
from cordiale.people.files.models import Attachment
from cordiale.people.files.refusals import (
    NoRoomLeft,
    NoSuchFile,
    NotAccepted,
    NothingInside,
    NotWhatItSays,
    TooLarge,
)
from cordiale.people.models import Party, User

MEGA = 1_000_000
KEPT_FOR = timedelta(days=30)


def of(party: Party) -> QuerySet[Attachment]:
    """What is attached to a party, the latest first."""
    return Attachment.objects.filter(party=party, removed_at=None).select_related("by").order_by("-at", "-pk")


def attach_all(party_key: UUID, uploads: Iterable[UploadedFile], *, by: User) -> tuple[list[Attachment], list[Refusal]]:
    """Attach each file by itself: one that is refused does not keep the others out."""
    taken: list[Attachment] = []
    refused: list[Refusal] = []
    for upload in uploads:
        try:
            taken.append(attach(party_key, upload, by=by))
        except (NotAccepted, NotWhatItSays, TooLarge, NothingInside, NoRoomLeft) as no:
            refused.append(no)
    return taken, refused


@transaction.atomic
def attach(party_key: UUID, upload: UploadedFile, *, by: User) -> Attachment:
    """Keep one file with a party, once it is known to be what its name says and one of the types we take."""
    name = names.clean(upload.name or "")
    kind = checked(upload, name=name)
    party = parties.lock(party_key)
    size = upload.size or 0
    held = Attachment.objects.filter(party=party).aggregate(total=Sum("size"))["total"] or 0
    if held + size > settings.PARTY_FILES_MB * MEGA:
        raise NoRoomLeft(name=name, most=settings.PARTY_FILES_MB)
    row = Attachment(party=party, name=name, kind=kind.media, size=size, sha256=_digest(upload), by=by)
    row.stored = default_storage.save(_place(), File(upload.file))
    row.save(force_insert=True)
    told = {"kind": kind.media, "size": size}
    event = Event(
        kind="file.attached", party=party.key, at=row.at, subject=str(row.key), data=told, personal={"name": name}
    )
    timeline.record(event, actor=by)
    audit.write(by, "file.attached", party=party, subject=str(row.key), detail=told)
    return row


def checked(upload: UploadedFile, *, name: str) -> Kind:
    """The type of a file, or the refusal that says why it is not taken."""
    size = upload.size or 0
    if not size:
        raise NothingInside(name=name)
    if size > settings.FILE_MB * MEGA:
        raise TooLarge(name=name, most=settings.FILE_MB)
    extension = names.extension(name)
    if extension not in kinds.EXTENSIONS:
        raise NotAccepted(name=name)
    content: Any = upload.file
    kind = kinds.of(content, extension=extension)
    if kind is None:
        raise NotAccepted(name=name)
    if extension not in kind.extensions:
        raise NotWhatItSays(name=name)
    return kind


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _place() -> str:
    """A name nobody can guess and nothing can run: no extension, folders of a few thousand files each."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token[2:]}"


def find(key: UUID, *, removed: bool = False) -> Attachment:
    """The file of that key, with its party."""
    found = Attachment.objects.select_related("party").filter(key=key, removed_at__isnull=not removed).first()
    if found is None:
        raise NoSuchFile
    return found


@transaction.atomic
def remove(key: UUID, *, by: User) -> Attachment:
    """Take a file away; its bytes wait thirty days, so that it can be put back."""
    row = find(key)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    timeline.record(Event(kind="file.removed", party=row.party.key, at=row.removed_at, subject=str(key)), actor=by)
    audit.write(by, "file.removed", party=row.party, subject=str(key))
    return row


@transaction.atomic
def put_back(key: UUID, *, by: User) -> Attachment:
    """Undo `remove`."""
    row = find(key, removed=True)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    audit.write(by, "file.put_back", party=row.party, subject=str(key))
    return row


@transaction.atomic
def erase(party: Party) -> int:
    """Forget every file of a party, bytes first; how many."""
    return erase_of([party.pk])


@transaction.atomic
def erase_of(pks: Iterable[int]) -> int:
    """The same for several parties, as erasing a person does: merged records are theirs too."""
    return _forget(Attachment.objects.filter(party_id__in=list(pks)))


@transaction.atomic
def forget_removed() -> int:
    """Forget what was removed more than thirty days ago."""
    return _forget(Attachment.objects.filter(removed_at__lt=clock.now() - KEPT_FOR).order_by("removed_at")[:500])


def _forget(rows: QuerySet[Attachment]) -> int:
    gone = list(rows)
    for row in gone:
        default_storage.delete(row.stored)
    Attachment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return len(gone)
