"""Ended jobs are kept a month for the screens, then forgotten."""

from datetime import time, timedelta

from cordiale import jobs
from cordiale.core import clock

KEPT_FOR = timedelta(days=30)
AT_ONCE = 1000


@jobs.every(name="jobs.forget", at=time(3, 40))
def forget() -> None:
    """Delete jobs that ended more than a month ago, a thousand at a time."""
    from cordiale.jobs.models import Job  # the module is imported while Django starts

    old = Job.objects.filter(ended_at__lt=clock.now() - KEPT_FOR)
    while Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]:
        pass
