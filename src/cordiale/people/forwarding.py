"""Timeline entries on their way to the lake: copied to the spool, and forgotten here once the lake has them."""

from __future__ import annotations

from datetime import time, timedelta

from django.db import transaction

from cordiale import jobs
from cordiale.core import clock

AT_ONCE = 500
KEPT_FOR = timedelta(days=60)


@jobs.every(name="people.forward_timeline", minutes=1)
def forward() -> None:
    """Copy new entries to the spool. Killed in between, the next round copies again and the spool keeps one."""
    while forward_some():
        pass


def forward_some() -> int:
    """Copy the oldest entries not yet copied; how many."""
    from cordiale.people import lakehouse, timeline
    from cordiale.people.models import TimelineEntry

    rows = list(TimelineEntry.objects.filter(spooled_at=None).select_related("party").order_by("at")[:AT_ONCE])
    if rows:
        lakehouse.lake().spool.append([timeline.as_event(row, row.party.key) for row in rows])
        with transaction.atomic():
            TimelineEntry.objects.filter(pk__in=[row.pk for row in rows]).update(spooled_at=clock.now())
    return len(rows)


@jobs.every(name="people.prune_timeline", at=time(3, 10))
def prune() -> None:
    """Forget entries older than two months that the lake holds; what it does not hold yet stays."""
    from cordiale.lake import history
    from cordiale.people import lakehouse
    from cordiale.people.models import TimelineEntry

    old = TimelineEntry.objects.filter(spooled_at__isnull=False, at__lt=clock.now() - KEPT_FOR).order_by("at", "pk")
    after = None
    while True:
        rows = list((old if after is None else old.filter(at__gte=after)).values_list("pk", "at")[:AT_ONCE])
        if not rows:
            return
        ids, first, last = [pk for pk, _ in rows], rows[0][1], rows[-1][1]
        held = history.held(lakehouse.lake(), ids, since=first, until=last)
        if not held:
            return
        TimelineEntry.objects.filter(pk__in=held).delete()
        after = last
