"""The queue's deeds: add, claim, extend, end, retry, cancel. Each is one short statement or transaction."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When

from cordiale.core import clock
from cordiale.core.errors import Refusal
from cordiale.jobs.models import Job
from cordiale.jobs.progress import Seen

FIRST_RETRY_S = 10
LONGEST_RETRY_S = 3600

# One claim is one statement. `next_at` alone decides: looking at a state as well was nine times slower.
CLAIM = """
with due as materialized (
    select id from jobs_job where next_at <= %(now)s and {queues} order by next_at, id limit 1 {locking}
)
update jobs_job set next_at = %(lease)s, attempt = attempt + 1, state = 'running', worker = %(worker)s,
    started_at = coalesce(started_at, %(now)s)
where id in (select id from due)
returning *
"""


class NoSuchJob(Refusal):
    code = "no_such_job"
    sentence = "Cette tâche n’existe pas ou plus."
    status = 404


class JobEnded(Refusal):
    code = "job_ended"
    sentence = "Cette tâche est déjà terminée."


class JobNotFailed(Refusal):
    code = "job_not_failed"
    sentence = "Seule une tâche en échec ou annulée peut être relancée."
    status: ClassVar[int] = 409


def add(*, task: str, queue: str, arguments: Mapping[str, object], at: datetime) -> Job:
    """Store a job in the caller's transaction: it exists when, and only when, the deed that needs it is committed."""
    return Job.objects.create(task=task, queue=queue, arguments=dict(arguments), next_at=at)


def due(queues: Sequence[str] | None = None) -> bool:
    """Whether a job could be claimed now: a read, so that an idle worker never takes the writer's lock."""
    ready = Job.objects.filter(next_at__lte=clock.now())
    return (ready.filter(queue__in=queues) if queues else ready).exists()


def claim(*, worker: str, lease_s: float, queues: Sequence[str] | None = None) -> Job | None:
    """Take the job that has waited longest, for `lease_s` seconds."""
    now = clock.now()
    parameters: dict[str, object] = {
        "now": connection.ops.adapt_datetimefield_value(now),
        "lease": connection.ops.adapt_datetimefield_value(now + timedelta(seconds=lease_s)),
        "worker": worker,
    }
    wanted = "true"
    if queues:
        names = {f"queue_{place}": name for place, name in enumerate(queues)}
        parameters |= names
        wanted = f"queue in ({', '.join(f'%({name})s' for name in names)})"
    locking = "for update skip locked" if connection.features.has_select_for_update_skip_locked else ""
    with transaction.atomic():
        return next(iter(Job.objects.raw(CLAIM.format(queues=wanted, locking=locking), parameters)), None)


def _held(job: Job) -> QuerySet[Job]:
    """The job's row, only while it is still this worker's and this attempt's."""
    return Job.objects.filter(pk=job.pk, worker=job.worker, attempt=job.attempt, state=Job.State.RUNNING)


def extend(job: Job, *, lease_s: float) -> bool:
    """Keep the job for another `lease_s` seconds; False when it was taken over."""
    return _held(job).update(next_at=clock.now() + timedelta(seconds=lease_s)) == 1


def report(job: Job, *, done: int, total: int | None, text: str) -> Seen:
    """Write a step on the row, and read whether the job is still held and wanted."""
    held = _held(job).update(done=done, total=total, text=text[:300]) == 1
    asked = Job.objects.filter(pk=job.pk, cancel_asked_at__isnull=False).exists()
    return Seen(held=held, cancelled=asked)


def end(job: Job, *, state: Job.State, error: str = "") -> bool:
    """Close a job for good; nothing is written when it was taken over meanwhile."""
    return _held(job).update(state=state, next_at=None, ended_at=clock.now(), error=error, worker="") == 1


def put_back(job: Job, *, error: str = "", wait_s: float = 0.0, counted: bool = True) -> bool:
    """Let the job run again after `wait_s`; `counted=False` gives the attempt back."""
    return (
        _held(job).update(
            state=Job.State.WAITING,
            next_at=clock.now() + timedelta(seconds=wait_s),
            attempt=F("attempt") if counted else F("attempt") - 1,
            error=error,
            worker="",
        )
        == 1
    )


def back_off_s(attempt: int) -> float:
    """10 s, 40 s, 160 s, 640 s, then at most an hour, with a tenth of jitter so that failures do not march in step."""
    return min(FIRST_RETRY_S * 4.0 ** (attempt - 1), LONGEST_RETRY_S) * random.uniform(1.0, 1.1)


@transaction.atomic
def cancel(key: UUID) -> None:
    """Ask a job to end: one that waits ends at once, one that runs when it next looks."""
    now = clock.now()
    waiting = Case(When(state=Job.State.WAITING, then=Value(None)), default=F("next_at"))
    changed = Job.objects.filter(key=key, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
        cancel_asked_at=now,
        next_at=waiting,
        ended_at=Case(When(state=Job.State.WAITING, then=Value(now)), default=F("ended_at")),
        state=Case(When(state=Job.State.WAITING, then=Value(Job.State.CANCELLED)), default=F("state")),
    )
    if not changed:
        raise JobEnded if Job.objects.filter(key=key).exists() else NoSuchJob


@transaction.atomic
def retry(key: UUID) -> None:
    """Give a parked or cancelled job a fresh set of attempts."""
    changed = Job.objects.filter(key=key, state__in=[Job.State.FAILED, Job.State.CANCELLED]).update(
        state=Job.State.WAITING, next_at=clock.now(), attempt=0, ended_at=None, cancel_asked_at=None, error=""
    )
    if not changed:
        raise JobNotFailed if Job.objects.filter(key=key).exists() else NoSuchJob
