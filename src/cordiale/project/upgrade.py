"""`cordiale upgrade`: copy, change the database's shape beside running work, check, renew the processes."""

from __future__ import annotations

import os
import signal
import time
from typing import ClassVar

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection

from cordiale.core.errors import Refusal
from cordiale.project import lock

LOCK_WAIT = "2s"
TRIES = 30
PAUSE_S = 1.0
LOCK_NOT_AVAILABLE = "55P03"


class StillBusy(Refusal):
    """Somebody holds a table for too long."""

    code = "still-busy"
    sentence: ClassVar[str] = (
        "Une table est restée prise %(seconds)s s : rien n’est bloqué, ce qui est fait le reste. "
        "Recommencez quand le long travail en cours est fini."
    )


def migrate() -> int:
    """Apply what is pending; how many times a table had to be asked for again.

    A change of shape wants its table for an instant. While it waits behind a long reader on PostgreSQL, everybody
    queues behind it: so it waits two seconds at most, lets the queue pass, and asks again. What was applied stays.
    """
    for again in range(TRIES):
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            connection.close()
            time.sleep(PAUSE_S)
            continue
        connection.close()
        return again
    raise StillBusy(seconds=round(TRIES * (PAUSE_S + 2)))


def renew() -> str | None:
    """Ask the running `cordiale up` to replace its processes one by one; its process id, None when none runs."""
    holder = lock.holder(settings.DATA)
    if holder and holder.isdigit():
        os.kill(int(holder), signal.SIGUSR1)
        return holder
    return None
