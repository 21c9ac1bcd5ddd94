"""The scheduler's loop: makes periodic work due, and keeps facts flowing from the timeline to the spool to the lake.

It stands beside the workers, so that a long import does not hold the facts of the others up.
"""

import logging
import time
from threading import Event as Flag

from django.db import OperationalError, connection

from cordiale.jobs import schedule
from cordiale.lake.loader import Loader
from cordiale.people import forwarding
from cordiale.people.lakehouse import lake

ROUND_S = 1.0
FORWARD_EVERY_S = 5.0
LOAD_EVERY_S = 30.0
LOAD_AT_ONCE = 20_000

log = logging.getLogger("cordiale.flow")


def run(*, until: Flag) -> None:
    """Round after round until the flag is set. A database away for a moment is waited for; any other failure ends
    the process, and the supervisor starts it again."""
    flow = Flow()
    while not until.is_set():
        try:
            flow.round()
        except OperationalError:
            log.exception("flow.database_unavailable")
            connection.close_if_unusable_or_obsolete()
            until.wait(5.0)
        until.wait(ROUND_S)


class Flow:
    """What one scheduler remembers between its rounds."""

    def __init__(self) -> None:
        self._loader: Loader | None = None
        self._stored = False
        self._forwarded_at = self._loaded_at = float("-inf")

    def round(self) -> None:
        """Do what is due now."""
        if not self._stored:
            schedule.store()
            self._stored = True
        schedule.tick()
        now = time.monotonic()
        if now - self._forwarded_at >= FORWARD_EVERY_S:
            forwarding.forward_some()
            self._forwarded_at = now
            self._load(now)

    def _load(self, now: float) -> None:
        """Small commits make small files: load when enough waits, or when it has waited long enough."""
        waiting = lake().spool.waiting(0)
        if not waiting or (waiting < LOAD_AT_ONCE and now - self._loaded_at < LOAD_EVERY_S):
            return
        self._loader = self._loader or lake().loader()
        report = self._loader.run_once()
        self._loaded_at = time.monotonic()
        if report.events:
            log.info("lake.loaded", extra={"events": report.events, "seconds": round(report.seconds, 2)})
