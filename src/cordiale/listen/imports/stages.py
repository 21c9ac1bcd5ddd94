"""The stages every pass over a file goes through: stage, check, prepare, take customers in, compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from cordiale import jobs
from cordiale.listen.imports import checking, customers, inspection, mapping, refused, staging, workbench
from cordiale.listen.imports.kinds import kind_of
from cordiale.listen.imports.kinds.base import Kind
from cordiale.listen.imports.kinds.streams import Prepared
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.staging import Staged
from cordiale.listen.imports.workbench import Workbench


@dataclass(slots=True, kw_only=True)
class Pass:
    """One pass over a run's file, at the point where everything is known and nothing is written."""

    run: ImportRun
    kind: Kind
    plan: Plan
    staged: Staged
    bench: Workbench
    prepared: Prepared
    parties: dict[str, int]


def plan_of(run: ImportRun) -> tuple[Kind, Plan, dict[str, str]]:
    """The run's plan settled against its file: every column found, every format known."""
    plan = Plan.from_json(run.plan)
    kind = kind_of(run.kind)
    look = inspection.inspect(Path(run.path), chosen=plan.reading, day_first=plan.options.day_first)
    plan = mapping.settled(plan, kind=kind, columns=look.columns)
    from dataclasses import replace

    return kind, replace(plan, reading=look.reading), look.evidence


@contextmanager
def passing(run: ImportRun, *, progress: jobs.Progress, dry_run: bool) -> Iterator[Pass]:
    """Read, check and prepare the file; customers are taken in unless it is a dry run."""
    kind, plan, evidence = plan_of(run)
    run.plan, run.evidence = plan.to_json(), evidence
    staged = staging.stage(
        Path(run.path),
        reading=plan.reading,
        folder=run.folder / "staging",
        evidence=evidence,
        on_rows=lambda rows: _step(run, progress, done=rows, text=_("Lecture du fichier")),
    )
    with workbench.opened(run.folder) as bench:
        _step(run, progress, done=0, total=staged.rows, text=_("Vérification des lignes"))
        checking.check(bench, staged=staged, kind=kind, plan=plan)
        prepared = kind.prepare(bench, plan)
        parties = customers.take_in(bench, prepared, run=run, dry_run=dry_run, progress=progress)
        if kind.refuse_parties(bench):
            prepared = kind.prepare(bench, plan)
        refused.keep(bench, staged=staged, kind=kind, run=run)
        yield Pass(run=run, kind=kind, plan=plan, staged=staged, bench=bench, prepared=prepared, parties=parties)


def _step(run: ImportRun, progress: jobs.Progress, *, done: int, total: int | None = None, text: str = "") -> None:
    progress.step(done, total, text)
    stop_if_asked(run, progress)


def stop_if_asked(run: ImportRun, progress: jobs.Progress) -> None:
    """Raise `Cancelled` when somebody asked, `PutBack` when the worker is stopping."""
    from cordiale.jobs.progress import PutBack
    from cordiale.listen.imports import refusals

    if progress.stopping:
        raise PutBack
    if progress.cancelled or ImportRun.objects.filter(pk=run.pk, cancel_asked=True).exists():
        raise refusals.Cancelled
