"""Bulk runs: begun, carried out in small transactions, cancelled, undone where nobody changed anything since."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cordiale import jobs
from cordiale.core import clock
from cordiale.jobs import queue
from cordiale.jobs.models import Job
from cordiale.people import audit, bulk, rights
from cordiale.people.models import User
from cordiale.people.rights import approvals, verbs
from cordiale.understand.bulk import deeds, files, selections
from cordiale.understand.bulk.models import UNDO_FOR, BulkChange, BulkRun
from cordiale.understand.bulk.refusals import NoSuchRun, SecondPersonNeeded, TooLate

AT_ONCE = 500
State = BulkRun.State


def run_of(key: UUID, *, user: User) -> BulkRun:
    """One of the user's own runs."""
    found = BulkRun.objects.filter(key=key, by=user).first()
    if found is None:
        raise NoSuchRun
    return found


@transaction.atomic
def begin(*, deed: str, value: str, address: str, keys: list[str], language: str, by: User) -> BulkRun:
    """Ask for a deed on a selection; a job carries it out. With no keys: on the whole list at `address`."""
    from cordiale.understand.bulk import tasks

    what = deeds.named(deed)
    rights.require(by, what.verb, field=what.writes)
    what.check(value)
    run = BulkRun.objects.create(
        deed=deed, value=value, address=address[:8000], chosen=keys, language=language, by=by
    )  # fmt: skip
    audit.write(by, "bulk.begun", subject=str(run.key), detail={"deed": deed, "whole_list": not keys})
    _keep(run, job=tasks.carry_out.enqueue(key=str(run.key)).key)
    return run


def carry_out(key: UUID, *, progress: jobs.Progress) -> None:
    """Do it, five hundred at a time; goes on where it stood when it is run again."""
    run = BulkRun.objects.select_related("by").get(key=key)
    if run.state not in (State.WAITING, State.RUNNING):
        return
    deed = deeds.named(run.deed)
    rights.require(run.by, deed.verb, field=deed.writes)
    with timezone.override(run.by.zone):  # a day of a filter is the day its author saw
        rows = selections.parties(address=run.address, keys=run.chosen, user=run.by, verb=deed.verb)
    if run.total is None:
        _agreed(run, verb=deed.verb, rows=(total := rows.count()))
        _keep(run, total=total, state=State.RUNNING)
    if run.deed == "export":
        files.write(run, progress=progress)
        _end(run, State.CANCELLED if progress.cancelled else State.DONE)
        return
    while not progress.cancelled:
        if progress.stopping:
            raise jobs.PutBack
        with transaction.atomic():
            pks = list(rows.filter(pk__gt=run.place).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if not pks:
                break
            before = deed.carry_out(pks, run=run)
            changes = [(run.pk, pk, had) for pk, had in before.items()]
            bulk.insert(BulkChange, columns=("run_id", "party_id", "before"), rows=changes)
            _keep(run, place=pks[-1], seen=run.seen + len(pks), changed=run.changed + len(before))
        progress.step(run.seen, run.total)
    _end(run, State.CANCELLED if progress.cancelled else State.DONE)


def _agreed(run: BulkRun, *, verb: str, rows: int) -> None:
    """Over the verb's threshold somebody else must have agreed to this very deed; if not, ask them, and stop."""
    if not approvals.needed(run.by, verb, rows=rows):
        return
    chosen = run.address or ",".join(sorted(run.chosen))
    subject = f"{run.deed}:{run.value}:{chosen}"[:2000]
    if approvals.held(run.by, verb, subject=subject, rows=rows):
        return
    if not approvals.is_asked(run.by, verb, subject=subject):
        approvals.ask(run.by, verb, subject=subject, rows=rows, reason=str(verbs.of(verb).label))
    raise SecondPersonNeeded(rows=rows)


def _keep(run: BulkRun, **values: object) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


@transaction.atomic
def _end(run: BulkRun, state: str) -> None:
    _keep(run, state=state, ended_at=clock.now())
    audit.write(run.by, "bulk.ended", subject=str(run.key), rows=run.changed, detail={"state": str(state)})


@transaction.atomic
def cancel(key: UUID, *, by: User) -> BulkRun:
    """Stop at the next step; what is done stays and can be undone."""
    run = run_of(key, user=by)
    job = Job.objects.filter(key=run.job, next_at__isnull=False).first() if run.job else None
    if job is not None and run.state in (State.WAITING, State.RUNNING):
        queue.cancel(job.key)
        job.refresh_from_db()
        if not job.is_open:
            _end(run, State.CANCELLED)
    return run


def fail(key: UUID, *, error: str) -> None:
    """End a run that was refused halfway: what is done stays and can be undone."""
    run = BulkRun.objects.select_related("by").get(key=key)
    _keep(run, error=error[:300])
    _end(run, State.FAILED)


@transaction.atomic
def undo(key: UUID, *, by: User) -> BulkRun:
    """Ask to take the run back; within a day."""
    from cordiale.understand.bulk import tasks

    run = run_of(key, user=by)
    rights.require(by, deeds.named(run.deed).verb)
    if not run.can_be_undone:
        raise TooLate
    _keep(run, state=State.UNDOING, place=0)
    audit.write(by, "bulk.reverted", subject=str(run.key))
    _keep(run, job=tasks.take_back.enqueue(key=str(run.key)).key)
    return run


def take_back(key: UUID, *, progress: jobs.Progress) -> None:
    """Give every record that nobody changed since what it held before."""
    run = BulkRun.objects.select_related("by").get(key=key)
    deed, done = deeds.named(run.deed), 0
    while run.state == State.UNDOING:
        if progress.stopping:
            raise jobs.PutBack
        with transaction.atomic():
            rows = list(run.changes.filter(pk__gt=run.place).order_by("pk")[:AT_ONCE])
            if not rows:
                break
            back = deed.undo({row.party_id: row.before for row in rows}, run=run)
            _keep(run, place=rows[-1].pk, restored=run.restored + back)
        done += len(rows)
        progress.step(done, run.changed)
    if run.state == State.UNDOING:
        _end(run, State.UNDONE)


def forget() -> int:
    """Let go of what runs too old to be undone had kept; how many records of it."""
    old = BulkRun.objects.filter(ended_at__lt=clock.now() - UNDO_FOR)
    gone, _by_model = BulkChange.objects.filter(run__in=old).delete()
    files.forget(old.filter(deed="export").values_list("key", flat=True))
    old.exclude(chosen=[]).update(chosen=[])
    return gone
