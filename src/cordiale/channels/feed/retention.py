"""The feed keeps a month: who was away longer reads everything again."""

from __future__ import annotations

from datetime import time, timedelta

from cordiale import jobs
from cordiale.core import clock

KEPT_FOR = timedelta(days=30)
AT_ONCE = 5_000


@jobs.every(name="feed.forget", at=time(4, 5))
def forget() -> None:
    """Remove what is older than a month, in the feed's order, and remember up to where."""
    from django.db import transaction

    from cordiale.channels.feed import reading
    from cordiale.channels.feed.models import Begin, Change

    until = clock.now() - KEPT_FOR
    while True:
        old = [change for change in reading.after(None, limit=AT_ONCE) if change.at < until]
        if not old:
            return
        with transaction.atomic():
            last = reading.place_of(old[-1])
            Begin.objects.update(turn=last.turn, number=last.number)
            Change.objects.filter(pk__in=[change.pk for change in old]).delete()
