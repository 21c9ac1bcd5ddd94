"""What a running task says of itself, and what it is told: cancelled, stopping, lease lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

EVERY_S = 0.5


class PutBack(Exception):
    """Raised by a task that stops early on purpose (the worker is stopping): it runs again, no attempt is counted."""


class LeaseLost(Exception):
    """Another worker has taken this job over; what runs here must end without writing more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the job's row answered to a report."""

    held: bool
    cancelled: bool


class Progress:
    """Handed to a task that has a `progress` parameter. Cheap to call: the row is written twice a second at most."""

    def __init__(
        self,
        report: Callable[..., Seen] | None = None,
        *,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._report = report or (lambda **said: Seen(held=True, cancelled=False))
        self._stopping = stopping
        self._last = float("-inf")
        self._seen = Seen(held=True, cancelled=False)
        self._said: tuple[int, int | None, str] = (0, None, "")
        self.stepped = False
        self.noticed_cancel = False

    def step(self, done: int, total: int | None = None, text: str = "") -> None:
        """Say how far the work is. Raises LeaseLost when the job is no longer ours."""
        self.stepped = True
        self._said = (done, total, text or self._said[2])
        if time.monotonic() - self._last >= EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Write the last step now."""
        self._last = time.monotonic()
        done, total, text = self._said
        self._seen = self._report(done=done, total=total, text=text)
        if not self._seen.held:
            raise LeaseLost

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to cancel. A task that saw it and returns ends as cancelled, not as done."""
        if time.monotonic() - self._last >= EVERY_S:
            self.flush()
        self.noticed_cancel = self.noticed_cancel or self._seen.cancelled
        return self._seen.cancelled

    @property
    def stopping(self) -> bool:
        """Whether the worker is asked to stop. A long task then saves where it is and raises PutBack."""
        return self._stopping()
