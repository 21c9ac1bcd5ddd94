"""Every night: answers kept for a repeated call, and allowances nobody draws from, are forgotten."""

from __future__ import annotations

from datetime import time, timedelta

from cordiale import jobs
from cordiale.core import clock
from cordiale.project.api import idempotency

IDLE_FOR = timedelta(days=2)


@jobs.every(name="api.forget", at=time(3, 50))
def forget() -> None:
    """Delete what is older than it is of use."""
    from cordiale.project.api.models import Allowance, StoredAnswer

    now = clock.now()
    StoredAnswer.objects.filter(created_at__lt=now - idempotency.KEPT_FOR).delete()
    Allowance.objects.filter(at__lt=now - IDLE_FOR).delete()


@jobs.every(name="api.suspend_idle", at=time(3, 55))
def suspend_unused() -> None:
    """Suspend the accounts of programs that nothing has used for sixty days."""
    from cordiale.project.api.access import accounts

    accounts.suspend_unused()
