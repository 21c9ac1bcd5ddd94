"""Reminders: each minute, those whose moment has come."""

from __future__ import annotations

from datetime import time

from cordiale import jobs
from cordiale.core import clock

AT_ONCE = 500


@jobs.every(name="agenda.remind", minutes=1)
def remind() -> None:
    """Tell colleagues of what is due, each once."""
    while some():
        pass


def some() -> int:
    """Tell some of them; how many."""
    from django.db import transaction

    from cordiale.people.agenda import tasks
    from cordiale.people.agenda.models import Task
    from cordiale.people.notices import notices

    with transaction.atomic():
        now = clock.now()
        due = Task.present.filter(remind_at__lte=now, reminded_at=None, closed_at=None).order_by("remind_at")
        rows = list(due.select_related("party", "assignee")[:AT_ONCE])
        for task in rows:
            if task.assignee is not None:
                origin = f"due:{task.key.hex}:{task.sequence}"
                words = {"title": task.title, "task": str(task.key)}
                notices.tell([task.assignee], kind=tasks.DUE, origin=origin, party=task.party, words=words)
        Task.present.filter(pk__in=[task.pk for task in rows]).update(reminded_at=now)
    return len(rows)


@jobs.every(name="agenda.forget", at=time(4, 30))
def forget() -> None:
    """Let go of tasks that were taken away a month ago."""
    from cordiale.people.agenda import tasks

    tasks.forget_removed()
