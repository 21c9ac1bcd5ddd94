"""Files attached to a party."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from cordiale.people.files import attachments
from cordiale.people.files.models import Attachment
from cordiale.people.files.refusals import NoSuchFile
from cordiale.people.models import Party
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Shown

router = Router(tags=["files"])


class FileShown(Shown):
    key: UUID
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime


class Files(Shown):
    rows: list[FileShown]


def _told(row: Attachment) -> dict[str, Any]:
    return {
        "key": row.key, "name": row.name, "kind": row.kind, "size": row.size, "sha256": row.sha256, "at": row.at,
    }  # fmt: skip


def _of(party: Party, key: UUID) -> Attachment:
    row = attachments.find(key)
    if row.party_id != party.pk:
        raise NoSuchFile
    return row


@router.get(
    "/parties/{uuid:key}/files", response={200: Files, **REFUSED}, operation_id="list_files", summary="List files"
)
def listed(request: ProgramRequest, key: UUID) -> HttpResponse:
    """What is attached to a party, the latest first."""
    party = request.caller.party(key, "file.read")
    return replies.reply({"rows": [_told(row) for row in attachments.of(party)]})


@router.post(
    "/parties/{uuid:key}/files",
    response={201: FileShown, **REFUSED},
    operation_id="attach_file",
    summary="Attach a file",
)
def attach(request: ProgramRequest, key: UUID, file: File[UploadedFile]) -> HttpResponse:
    """Keep a file with a party, once it is known to be what its name says."""
    request.caller.party(key, "file.attach")
    return replies.reply(_told(attachments.attach(key, file, by=request.caller.user)), status=201)


@router.get(
    "/parties/{uuid:key}/files/{uuid:file}",
    response={200: bytes, **REFUSED},
    operation_id="read_file",
    summary="Read a file",
)
def content(request: ProgramRequest, key: UUID, file: UUID) -> HttpResponse | FileResponse:
    """The bytes of a file, always as a download."""
    row = _of(request.caller.party(key, "file.read"), file)
    return FileResponse(
        default_storage.open(row.stored), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )


@router.delete(
    "/parties/{uuid:key}/files/{uuid:file}",
    response={204: None, **REFUSED},
    operation_id="remove_file",
    summary="Remove",
)
def remove(request: ProgramRequest, key: UUID, file: UUID) -> HttpResponse:
    """Take a file away."""
    row = _of(request.caller.party(key, "file.remove"), file)
    attachments.remove(row.key, by=request.caller.user)
    return replies.nothing()
