"""Every night: what can open nothing any more, nor give a theft away, is forgotten."""

from __future__ import annotations

from datetime import time, timedelta

from cordiale import jobs
from cordiale.core import clock

KEPT_FOR = timedelta(days=30)


@jobs.every(name="oauth.forget", at=time(3, 55))
def forget() -> None:
    """Codes nobody took up, agreements over for a month, and with them their tokens.

    A spent refresh token stays as long as its family lives: shown again, it is what tells of a theft.
    """
    from cordiale.project.oauth.models import Grant

    now = clock.now()
    Grant.objects.filter(code_used_at=None, code_expires_at__lt=now - timedelta(days=1)).delete()
    Grant.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
    Grant.objects.filter(ended_at__lt=now - KEPT_FOR).delete()
