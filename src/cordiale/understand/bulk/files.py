"""The file of an export run: kept a day, handed to whoever asked for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation

from cordiale import jobs
from cordiale.people import audit
from cordiale.understand.bulk.models import BulkRun
from cordiale.understand.customers import export
from cordiale.understand.customers.query import Query


def path(key: UUID) -> Path:
    """Where the file of a run lies."""
    return Path(settings.DATA) / "exports" / f"{key}.csv"


def write(run: BulkRun, *, progress: jobs.Progress) -> None:
    """Write the file from the beginning: a run that was interrupted leaves no half of it."""
    file = path(run.key)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = -1  # the first piece is the head
    with (
        translation.override(run.language),
        timezone.override(run.by.zone),
        open(file, "w", encoding="utf-8", newline="", opener=_private) as out,
    ):
        for piece in _pieces(run):
            if progress.cancelled:
                break
            if progress.stopping:
                raise jobs.PutBack
            out.write(piece)
            rows += piece.count("\n")
            progress.step(max(rows, 0), run.total)
    if progress.cancelled:
        file.unlink()
    run.seen = run.changed = max(rows, 0)
    run.save(update_fields=["seen", "changed"])
    audit.write(run.by, "party.exported", subject=str(run.key), rows=run.changed)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _pieces(run: BulkRun) -> Iterator[str]:
    query = Query.within(run.address, user=run.by)
    return export.chosen(run.chosen, user=run.by) if run.chosen else export.pieces(query, user=run.by)


def forget(keys: Iterable[UUID]) -> None:
    """Delete the files of these runs."""
    for key in keys:
        path(key).unlink(missing_ok=True)
