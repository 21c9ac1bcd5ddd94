"""Work that outlives a request: a durable queue in the product's own database (docs/jobs.md).

    @jobs.task(queue="default")
    def run_import(*, key: str, progress: jobs.Progress) -> None: ...

    run_import.enqueue(key=str(one.key))      # inside the transaction that makes the work necessary

A job runs at least once, so a task must stand being run twice. This module is light on purpose: it is imported before
Django's models are ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag

from cordiale.jobs.progress import LeaseLost, Progress, PutBack
from cordiale.jobs.tasks import Task, every, task

__all__ = ["LeaseLost", "Progress", "PutBack", "Task", "every", "task", "work"]


def work(*, until: Flag, queues: Sequence[str] | None = None, once: bool = False) -> int:
    """Run jobs of `queues` (all when None) until the flag is set, or with `once` until none is due; how many ran."""
    from cordiale.jobs import worker  # needs Django's models

    return worker.work(until=until, queues=queues, once=once)
