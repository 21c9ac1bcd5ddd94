"""Imports: a file comes in, is checked, and is carried out in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from cordiale.listen.imports import runs, tasks, uploads
from cordiale.listen.imports.models import ImportRun
from cordiale.project.api import paging, replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Pages, Shown, Text

router = Router(tags=["imports"])
VERB = "import.run"


class ImportShown(Shown):
    """Where an import stands. `counts` says by stream what was created, updated, left and refused."""

    key: UUID
    state: str
    kind: str
    template: str
    file_name: str
    size: int
    counts: dict[str, Any] = {}
    refusal: dict[str, Any] = {}
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


class ImportPage(Shown):
    rows: list[ImportShown]
    next: str


def _told(run: ImportRun) -> dict[str, Any]:
    return {
        "key": run.key, "state": run.state, "kind": run.kind, "template": run.template, "file_name": run.file_name,
        "size": run.size, "counts": run.counts, "refusal": run.refusal, "created_at": run.created_at,
        "started_at": run.started_at, "finished_at": run.finished_at,
    }  # fmt: skip


@router.get("/imports", response={200: ImportPage, **REFUSED}, operation_id="list_imports", summary="List imports")
def listed(request: ProgramRequest, asked: Query[Pages]) -> HttpResponse:
    """Imports, the latest first."""
    request.caller.require(VERB)
    order = paging.Order(name="latest", column="pk", falling=True)
    rows = ImportRun.objects.all()
    page = paging.page(rows, order=order, question={"of": "imports"}, cursor=asked.cursor, limit=asked.limit)
    return replies.reply({"rows": [_told(one) for one in page.rows], "next": page.next})


@router.post("/imports", response={201: ImportShown, **REFUSED}, operation_id="send_import", summary="Send a file")
def send(
    request: ProgramRequest, file: File[UploadedFile], template: Annotated[Form[Text], Field(max_length=60)] = ""
) -> HttpResponse:
    """Keep a file, read with a template or as it looks. Nothing is written before `start`."""
    request.caller.require(VERB)
    return replies.reply(_told(uploads.receive(file, template=template, by=request.caller.user)), status=201)


@router.get(
    "/imports/{uuid:key}", response={200: ImportShown, **REFUSED}, operation_id="get_import", summary="Read a state"
)
def one(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Where an import stands."""
    request.caller.require(VERB)
    return replies.reply(_told(runs.run_of(key)))


@router.post(
    "/imports/{uuid:key}/check",
    response={202: ImportShown, **REFUSED},
    operation_id="check_import",
    summary="Check a file",
)
def check(request: ProgramRequest, key: UUID) -> HttpResponse:
    """A dry run, in the background: `counts` tells what would be done."""
    request.caller.require(VERB)
    run = runs.run_of(key)
    tasks.check.enqueue(key=str(run.key))
    return replies.reply(_told(run), status=202)


@router.post(
    "/imports/{uuid:key}/start",
    response={202: ImportShown, **REFUSED},
    operation_id="start_import",
    summary="Carry it out",
)
def start(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Import for good, in the background; ask for the state to follow it."""
    request.caller.require(VERB)
    run = runs.run_of(key)
    tasks.carry_out.enqueue(key=str(run.key))
    return replies.reply(_told(run), status=202)
