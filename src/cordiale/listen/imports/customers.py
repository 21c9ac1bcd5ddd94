"""Customers and people through the intake; their keys come back as a table to join facts with."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from cordiale import jobs
from cordiale.listen.imports.kinds.streams import Prepared
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.workbench import Workbench
from cordiale.people import intake

AT_ONCE = 50_000


def take_in(
    bench: Workbench, prepared: Prepared, *, run: ImportRun, dry_run: bool, progress: jobs.Progress
) -> dict[str, int]:
    """Tables `parties` (ref, key) and `refused_parties` (ref, reason); how many were created, updated, unchanged."""
    bench.run("create or replace table parties (ref varchar, key varchar)")
    bench.run("create or replace table refused_parties (ref varchar, reason varchar)")
    if prepared.drafts is None:
        return {}
    with intake.take_in(
        prepared.drafts,
        source=run.source,
        dry_run=dry_run,
        region=settings.REGION,
        on_progress=lambda done: progress.step(done, prepared.draft_count, _("Clients")),
    ) as report:
        _fill(bench, "parties", names=("ref", "key"), rows=((ref, key.hex) for ref, key in report.keys))
        refused = ((row.ref, f"intake|{run.kind}|{row.sentence}") for row in report.refused)
        _fill(bench, "refused_parties", names=("ref", "reason"), rows=refused)
        return {"created": report.created, "updated": report.updated, "unchanged": report.unchanged}


def _fill(bench: Workbench, table: str, *, names: tuple[str, str], rows: Iterable[tuple[str, str]]) -> None:
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        columns = dict(zip(names, zip(*some, strict=True), strict=True))
        bench.connection.register("some_rows", pa.table({k: pa.array(v, pa.string()) for k, v in columns.items()}))
        bench.run(f"insert into {table} select * from some_rows")
        bench.connection.unregister("some_rows")
