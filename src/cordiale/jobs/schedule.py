"""Periodic entries: taken from their row, so that each round is enqueued once over all workers."""

from __future__ import annotations

from django.db import transaction

from cordiale.core import clock
from cordiale.jobs.models import Job, Schedule
from cordiale.jobs.tasks import ENTRIES, Entry


def store() -> None:
    """Write the entries that the code declares and the table does not know yet; a changed rhythm counts from now."""
    now = clock.now()
    known = dict(Schedule.objects.values_list("name", "next_at"))
    for entry in ENTRIES.values():
        latest = entry.after(now)
        if entry.name not in known:
            first = latest if entry.daily_at else now
            Schedule.objects.get_or_create(name=entry.name, defaults={"task": entry.task.name, "next_at": first})
        elif known[entry.name] > latest:
            Schedule.objects.filter(name=entry.name).update(next_at=latest, task=entry.task.name)


def tick() -> int:
    """Enqueue the rounds that are due; how many."""
    due = Schedule.objects.filter(name__in=ENTRIES, next_at__lte=clock.now()).values_list("name", flat=True)
    return sum(_take(ENTRIES[name]) for name in list(due))


@transaction.atomic
def _take(entry: Entry) -> bool:
    now = clock.now()
    taken = Schedule.objects.filter(name=entry.name, next_at__lte=now).update(
        next_at=entry.after(now), last_at=now, task=entry.task.name
    )
    still_open = Job.objects.filter(task=entry.task.name, state__in=[Job.State.WAITING, Job.State.RUNNING]).exists()
    if not taken or still_open:
        return False
    entry.task.enqueue()
    return True
