"""Old entries leave: after a year by default, never within half a year (the database refuses)."""

from __future__ import annotations

from datetime import time, timedelta

from django.conf import settings
from django.db import transaction

from cordiale import jobs
from cordiale.core import clock

AT_ONCE = 2_000


@jobs.every(name="audit.prune", at=time(3, 50))
def prune() -> None:
    """Remove entries older than `CORDIALE_AUDIT_DAYS`, oldest first; the chain goes on from where it was cut."""
    from cordiale.people.audit import reading

    for lane in reading.lanes():
        while _prune_some(lane):
            pass


@transaction.atomic
def _prune_some(lane: int) -> int:
    from cordiale.people import audit
    from cordiale.people.audit.models import Cut, Entry

    horizon = clock.now() - timedelta(days=settings.AUDIT_DAYS)
    oldest = Entry.objects.filter(lane=lane).order_by("position").values_list("position", "hash", "at")[:AT_ONCE]
    old = []
    for position, end, at in oldest:
        if at >= horizon:
            break
        old.append((position, end))
    if not old:
        return 0
    position, end = old[-1]
    Cut.objects.update_or_create(lane=lane, defaults={"position": position, "hash": end, "at": clock.now()})
    audit.write(None, "log.pruned", rows=len(old), detail={"lane": lane, "position": position, "hash": end})
    gone = Entry.objects.filter(lane=lane, position__lte=position)
    return gone._raw_delete(gone.db)
