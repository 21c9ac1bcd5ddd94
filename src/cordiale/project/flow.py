"""The scheduler's loop: makes periodic work due."""

import logging
from threading import Event as Flag

from django.db import OperationalError, connection

from cordiale.jobs import schedule

ROUND_S = 1.0

log = logging.getLogger("cordiale.flow")


def run(*, until: Flag) -> None:
    """Round after round until the flag is set; a database that is away for a moment is waited for."""
    known = False
    while not until.is_set():
        try:
            if not known:
                schedule.store()
                known = True
            schedule.tick()
        except OperationalError:
            log.exception("flow.database_unavailable")
            connection.close_if_unusable_or_obsolete()
        until.wait(ROUND_S)
