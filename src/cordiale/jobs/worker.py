"""The worker's loop: claim, run, end; one job at a time, its lease kept by a thread beside it."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from django.db import OperationalError, connection

from cordiale.core.errors import Refusal
from cordiale.jobs import queue, schedule
from cordiale.jobs.models import Job
from cordiale.jobs.progress import LeaseLost, Progress, PutBack
from cordiale.jobs.tasks import Task, UnknownTask, find

IDLE_S = 0.5
TICK_S = 5.0
FIRST_LEASE_S = 60.0

log = logging.getLogger("cordiale.jobs")


def work(*, until: Flag, queues: Sequence[str] | None = None, once: bool = False) -> int:
    """Run due jobs until the flag is set (or, with `once`, until none is due). Returns how many ran.

    On a stop the running task is waited for; long tasks look at `progress.stopping` and put themselves back.
    """
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    ran, ticked = 0, float("-inf")
    while not until.is_set():
        try:
            if time.monotonic() - ticked >= TICK_S:
                if ticked == float("-inf"):
                    schedule.store()
                schedule.tick()
                ticked = time.monotonic()
            job = queue.claim(worker=name, lease_s=FIRST_LEASE_S, queues=queues) if queue.due(queues) else None
            if job is not None:
                run(job, stopping=until)
                ran += 1
                continue
        except OperationalError:
            log.exception("jobs.database_unavailable")
            connection.close_if_unusable_or_obsolete()
            until.wait(5.0)
        if once:
            break
        until.wait(IDLE_S)
    return ran


def run(job: Job, *, stopping: Flag) -> None:
    """Run one claimed job and write how it ended."""
    started = time.monotonic()
    try:
        task = find(job.task)
    except UnknownTask:
        queue.end(job, state=Job.State.FAILED, error=f"UnknownTask: {job.task}")
        return
    if job.attempt > task.attempts:  # each attempt took its worker down with it
        queue.end(job, state=Job.State.FAILED, error=job.error or f"{task.attempts} attempts, none came back")
        return
    state = _run(job, task, stopping=stopping)
    elapsed_ms = round((time.monotonic() - started) * 1000)
    log.info("job.ended", extra={"task": job.task, "job": str(job.key), "state": state, "elapsed_ms": elapsed_ms})


def _run(job: Job, task: Task, *, stopping: Flag) -> str:
    progress = Progress(partial(queue.report, job), stopping=stopping.is_set)
    arguments = dict(job.arguments) | ({"progress": progress} if task.takes_progress else {})
    try:
        with _lease(job, task):
            task(**arguments)
            if progress.stepped:
                progress.flush()
    except PutBack:
        queue.put_back(job, counted=False)
        return "put back"
    except LeaseLost:
        return "taken over"
    except Refusal as refusal:  # an expected "no": trying again would not change it
        queue.end(job, state=Job.State.FAILED, error=str(refusal))
        return "refused"
    except Exception as error:  # whatever a task can raise is stored on its row, shown, and tried again
        log.exception("job.failed", extra={"task": job.task, "job": str(job.key), "attempt": job.attempt})
        return _failed(job, task, error)
    ended = Job.State.CANCELLED if progress.noticed_cancel else Job.State.DONE
    queue.end(job, state=ended)
    return str(ended)


def _failed(job: Job, task: Task, error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    # The message may quote a customer: the row keeps the error's name and place, the log keeps the rest.
    sentence = f"{type(error).__name__} ({Path(place.filename).name}:{place.lineno})"
    if job.attempt >= task.attempts:
        queue.end(job, state=Job.State.FAILED, error=sentence)
        return "failed"
    queue.put_back(job, error=sentence, wait_s=queue.back_off_s(job.attempt))
    return "to be retried"


@contextmanager
def _lease(job: Job, task: Task) -> Iterator[None]:
    """Keep the job's lease from a thread, at a third of its length, while the task runs."""
    over = Flag()
    if task.lease_s != FIRST_LEASE_S:
        queue.extend(job, lease_s=task.lease_s)
    keeper = Thread(target=_keep, args=(job, task, over), name=f"lease-{job.pk}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(job: Job, task: Task, over: Flag) -> None:
    try:
        while not over.wait(task.lease_s / 3):
            try:
                if not queue.extend(job, lease_s=task.lease_s):
                    return
            except OperationalError:
                log.exception("jobs.lease_not_extended")
                connection.close_if_unusable_or_obsolete()
    finally:
        connection.close()
