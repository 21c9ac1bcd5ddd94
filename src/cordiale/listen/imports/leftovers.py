"""What imports leave on the disk: files and refused rows go after some days, and with the people they name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cordiale import jobs
from cordiale.core import clock
from cordiale.core.errors import Refusal
from cordiale.people.privacy.subjects import Words

if TYPE_CHECKING:
    from cordiale.listen.imports.models import ImportRun
    from cordiale.people.privacy.subjects import Subject

WORKING = ("checking", "running", "reverting")
UNWRITTEN = ("draft", "checked", "refused")


@jobs.every(name="imports.sweep", at=time(3, 30))
def sweep() -> None:
    """Remove the folders of runs that ended some days ago, forget those that were never carried out, and strays."""
    from cordiale.listen.imports.models import ImportRun

    horizon = clock.now() - timedelta(days=settings.IMPORT_DAYS)
    for run in ImportRun.objects.filter(created_at__lt=horizon, state__in=UNWRITTEN):
        shutil.rmtree(run.folder, ignore_errors=True)
        run.delete()
    kept = {str(key) for key in ImportRun.objects.exclude(finished_at__lt=horizon).values_list("key", flat=True)}
    kept |= {str(key) for key in ImportRun.objects.filter(state__in=WORKING).values_list("key", flat=True)}
    for run in ImportRun.objects.filter(finished_at__lt=horizon, finished_at__gte=horizon - timedelta(days=7)):
        _forget_examples(run)
    for folder in _folders():
        if folder.name not in kept and folder.stat().st_mtime < horizon.timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    place = Path(settings.DATA) / "imports"
    return [one for one in place.iterdir() if one.is_dir()] if place.is_dir() else []


def naming(subjects: Sequence[Subject]) -> Iterator[ImportRun]:
    """The runs whose files name one of these people, or brought what we know of them."""
    from cordiale.listen.imports.models import ImportRun

    kept = {folder.name for folder in _folders()}
    for run in ImportRun.objects.exclude(state__in=WORKING).iterator(chunk_size=200):
        brought = any(run.source in one.sources for one in subjects)
        if brought or (str(run.key) in kept and _named_in(run, subjects)):
            yield run


def _named_in(run: ImportRun, subjects: Sequence[Subject]) -> bool:
    known = Words(subjects)
    return any(known.in_text(text) for text in _texts(run))


def _texts(run: ImportRun) -> Iterator[str]:
    """The text of a run's files, piece by piece: the upload as it is read, the refused rows."""
    from cordiale.listen.imports import refused
    from cordiale.listen.imports.plans import Plan
    from cordiale.listen.imports.sources import opening

    path = Path(run.path)
    if path.exists() and run.folder in path.parents:
        try:
            with closing(opening.open_source(path, Plan.from_json(run.plan).reading)) as source:
                for table in source.batches():
                    yield from (" ".join(map(str, column.to_pylist())) for column in table.columns)
        except Refusal:
            yield path.read_bytes().decode("utf-8", "replace")
    for _line, cells, _reasons in refused.rows_of(run):
        yield " ".join(cells)


def count(subjects: Sequence[Subject]) -> int:
    """How many runs keep a file that names them."""
    return sum(1 for _ in naming(subjects))


def erase(subjects: Sequence[Subject]) -> int:
    """Delete those files; of the refused rows, only theirs. A run that was never carried out goes whole."""
    found = list(naming(subjects))
    for run in found:
        if run.state in UNWRITTEN:
            shutil.rmtree(run.folder, ignore_errors=True)
            run.delete()
            continue
        path = Path(run.path)
        if run.folder in path.parents:
            path.unlink(missing_ok=True)
        for name in ("staging", "spill"):
            shutil.rmtree(run.folder / name, ignore_errors=True)
        for name in ("work.duckdb", "work.duckdb.wal"):
            (run.folder / name).unlink(missing_ok=True)
        _without(run, subjects)
        _forget_examples(run)
    return len(found)


def _forget_examples(run: ImportRun) -> None:
    """The plan says by which values each column was recognised: they served their purpose."""
    run.plan = _without_examples(run.plan)
    run.save(update_fields=["plan"])


def _without_examples(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: "" if name == "evidence" else _without_examples(value) for name, value in told.items()}
    return [_without_examples(one) for one in told] if isinstance(told, list) else told


def _without(run: ImportRun, subjects: Sequence[Subject]) -> None:
    """Write the refused rows anew without those that name one of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from cordiale.listen.imports import refused

    path = run.folder / refused.FILE
    if not path.exists():
        return
    table = pq.read_table(path)
    texts = [" ".join(str(cell) for cell in row.values() if cell) for row in table.to_pylist()]
    known = Words(subjects)
    kept = [not known.in_text(text) for text in texts]
    if all(kept):
        return
    draft = path.with_suffix(".draft")
    pq.write_table(table.filter(pa.array(kept)), draft)
    draft.replace(path)


def given(subject: Subject) -> list[dict[str, object]]:
    """The refused rows that name the person: what stands in the others is in their record."""
    from cordiale.listen.imports import refused

    told: list[dict[str, object]] = []
    for run in naming([subject]):
        columns = run.report.get("columns", [])
        for line, cells, _reasons in refused.rows_of(run):
            if subject.in_text(" ".join(cells)):
                named = dict(zip(columns, cells, strict=False))
                told.append({"file": run.file_name, "line": line, **named})
    return told
