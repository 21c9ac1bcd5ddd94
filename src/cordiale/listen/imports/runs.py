"""The deeds on an import: create, check (dry run), carry out, cancel, resume, revert."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cordiale import jobs
from cordiale.core import clock
from cordiale.core.errors import Refusal
from cordiale.listen.imports import hooks, limits, recording, refusals, reverting, stages, templates, writing
from cordiale.listen.imports.kinds import kind_of
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.stages import Pass
from cordiale.people import lakehouse
from cordiale.people.models import User

State = ImportRun.State
OPEN = (State.DRAFT, State.CHECKING, State.CHECKED, State.RUNNING, State.CANCELLED, State.REFUSED)


class NoSuchRun(Refusal):
    code = "import.no_such_run"
    sentence = "Cet import n’existe pas."
    status = 404


def run_of(key: UUID) -> ImportRun:
    """The run of that key."""
    try:
        return ImportRun.objects.get(key=key)
    except ImportRun.DoesNotExist as error:
        raise NoSuchRun from error


@transaction.atomic
def create(
    *, path: Path, file_name: str = "", plan: Plan | None = None, template: str = "", by: User | None = None
) -> ImportRun:
    """Note a file that is to be imported by a plan, or by the plan of a template. Nothing is read but its bytes."""
    plan = templates.template(template).plan if template else plan
    if plan is None:
        raise refusals.UnknownTemplate(name="", known=", ".join(entry.name for entry in templates.all_templates()))
    kind_of(plan.kind)
    digest, size = _digest(path)
    return ImportRun.objects.create(
        kind=plan.kind,
        template=template,
        file_name=(file_name or path.name)[:255],
        path=str(path.resolve()),
        sha256=digest,
        size=size,
        plan=plan.to_json(),
        created_by=by,
    )


def _digest(path: Path) -> tuple[str, int]:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
    except OSError as error:
        raise refusals.FileMissing(name=path.name) from error


@transaction.atomic
def plan(key: UUID, *, plan: Plan) -> ImportRun:
    """Give a run another plan, as long as nothing of it is written."""
    run = run_of(key)
    if run.state not in (State.DRAFT, State.CHECKED, State.REFUSED, State.CANCELLED) or run.loaded:
        raise refusals.WrongState(state=run.get_state_display())
    run.kind, run.plan, run.state = plan.kind, plan.to_json(), State.DRAFT
    run.counts, run.report, run.refusal = {}, {}, {}
    run.save(update_fields=["kind", "plan", "state", "counts", "report", "refusal"])
    return run


def seen_before(run: ImportRun) -> ImportRun | None:
    """An earlier finished import of the very same file."""
    return ImportRun.objects.filter(sha256=run.sha256, state=State.DONE).exclude(pk=run.pk).order_by("-pk").first()


def interrupted(*, sha256: str, plan: Plan) -> ImportRun | None:
    """A run of the same file by the same plan that was cancelled or killed and can go on."""
    waiting = ImportRun.objects.filter(sha256=sha256, kind=plan.kind, state__in=(State.RUNNING, State.CANCELLED))
    same = (run for run in waiting.order_by("-pk") if Plan.from_json(run.plan).columns == plan.columns)
    return next(same, None)


def check(key: UUID, *, progress: jobs.Progress | None = None) -> ImportRun:
    """The dry run: everything but writing. Counts and report are on the run afterwards; no fact, no party changes."""
    progress = progress or jobs.Progress()

    def count(at: Pass) -> None:
        for stream in at.prepared.streams:
            issuer = at.plan.options.issuer
            at.run.counts[stream.ledger] = writing.count(at.bench, stream, run=at.run, issuer=issuer)
            stages.stop_if_asked(at.run, progress)
        for sheet in at.prepared.sheets:
            at.run.counts[sheet.ledger] = recording.count(at.bench, sheet)
            stages.stop_if_asked(at.run, progress)

    among = (State.DRAFT, State.CHECKING, State.CHECKED, State.CANCELLED, State.REFUSED)
    with _entered(key, among=among, to=State.CHECKING) as run:
        return _through(run, progress, dry_run=True, then=count, end=State.CHECKED)


def carry_out(key: UUID, *, progress: jobs.Progress | None = None) -> ImportRun:
    """Import for good. Called again after a kill or a cancel it goes on where it stood."""
    progress = progress or jobs.Progress()
    lake = lakehouse.lake()

    def send(at: Pass) -> None:
        total = sum(stream.count for stream in at.prepared.streams)
        before = 0
        for stream in at.prepared.streams:

            def on_chunk(done: int, before: int = before) -> None:
                progress.step(before + done, total, _("Envoi"))
                stages.stop_if_asked(at.run, progress)

            writing.write(at.bench, stream, run=at.run, issuer=at.plan.options.issuer, lake=lake, on_chunk=on_chunk)
            before += stream.count
        for sheet in at.prepared.sheets:

            def on_rows(done: int, total: int = sheet.count) -> None:
                progress.step(done, total, _("Envoi"))
                stages.stop_if_asked(at.run, progress)

            recording.write(at.bench, sheet, run=at.run, on_chunk=on_rows)

    with _entered(key, among=OPEN, to=State.RUNNING) as run:
        return _through(run, progress, dry_run=False, then=send, end=State.DONE)


@contextmanager
def _entered(key: UUID, *, among: Iterable[str], to: str) -> Iterator[ImportRun]:
    """The run in a working state, held by one process alone; the kernel lets go for a process that died."""
    folder = run_of(key).folder
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusals.AtWork from None
        yield _enter(key, among=among, to=to)


def _enter(key: UUID, *, among: Iterable[str], to: str) -> ImportRun:
    run = run_of(key)
    if run.state not in set(among):
        raise refusals.WrongState(state=run.get_state_display())
    run.state, run.cancel_asked, run.refusal = to, False, {}
    run.started_at = run.started_at or clock.now()
    if not run.loaded:
        run.counts = {}
    run.save(update_fields=["state", "cancel_asked", "refusal", "started_at", "counts"])
    return run


def _through(run: ImportRun, progress: jobs.Progress, *, dry_run: bool, then: object, end: str) -> ImportRun:
    try:
        with stages.passing(run, progress=progress, dry_run=dry_run) as at:
            if at.parties:
                run.counts["parties"] = at.parties
            then(at)  # type: ignore[operator]
            run.report = {**run.report, **at.prepared.report}
    except refusals.Cancelled:
        _leave(run, State.CANCELLED)
        raise
    except Refusal as refusal:
        run.refusal = {"name": type(refusal).__name__, "details": {k: str(v) for k, v in refusal.details.items()}}
        _leave(run, State.REFUSED)
        raise
    _leave(run, end)
    if end == State.DONE:
        shutil.rmtree(run.folder / "staging", ignore_errors=True)
    return run


def _leave(run: ImportRun, state: str) -> None:
    run.state = state
    run.finished_at = clock.now()
    run.cancel_asked = False
    run.save()


def settle(run: ImportRun, *, reverted: bool = False) -> None:
    """Carry the spool into the lake and tell those who wait for new facts (marts, profiles)."""
    lakehouse.lake().loader(batch_rows=limits.LOAD_CHUNK).run_once()
    hooks.tell(hooks.Ended(run=run.key, kind=run.kind, source=run.source, reverted=reverted))


def cancel(key: UUID) -> ImportRun:
    """Ask a run to stop at its next step; what was written stays and can be resumed or reverted."""
    run = run_of(key)
    if run.state in (State.CHECKING, State.RUNNING, State.REVERTING):
        ImportRun.objects.filter(pk=run.pk).update(cancel_asked=True)
    elif run.state in (State.DRAFT, State.CHECKED, State.REFUSED):
        _leave(run, State.CANCELLED)
    else:
        raise refusals.WrongState(state=run.get_state_display())
    return run


def discard(run: ImportRun) -> None:
    """Forget a run that wrote nothing: a dry run, a draft."""
    if run.state not in (State.DRAFT, State.CHECKED, State.REFUSED):
        raise refusals.WrongState(state=run.get_state_display())
    shutil.rmtree(run.folder, ignore_errors=True)
    run.delete()


def revert(key: UUID) -> ImportRun:
    """Take the whole import back: its facts, what it changed in parties; versions it had replaced stand again."""
    among = (State.DONE, State.CANCELLED, State.RUNNING, State.REVERTING)
    with _entered(key, among=among, to=State.REVERTING) as run:
        run.report = {**run.report, "revert": reverting.take_back(run, lake=lakehouse.lake())}
        _leave(run, State.REVERTED)
        return run
