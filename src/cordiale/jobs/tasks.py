"""Declaring tasks and periodic tasks; they are known by their import path."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from cordiale.core import clock

if TYPE_CHECKING:
    from cordiale.jobs.models import Job

ATTEMPTS = 5
LEASE_S = 60


class UnknownTask(LookupError):
    """The queue names a task that this version of the product does not have."""


@dataclass(frozen=True)
class Task:
    """A function that the worker can run: call it directly, or `enqueue` it."""

    function: Callable[..., None]
    name: str
    queue: str = "default"
    attempts: int = ATTEMPTS
    lease_s: float = LEASE_S
    takes_progress: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "takes_progress", "progress" in inspect.signature(self.function).parameters)

    def __call__(self, **arguments: object) -> None:
        self.function(**arguments)

    def enqueue(self, **arguments: object) -> Job:
        """Add a job to run as soon as the present transaction is committed. Arguments are plain JSON values."""
        return self.later(clock.now(), **arguments)

    def later(self, at: datetime, /, **arguments: object) -> Job:
        """Add a job to run at `at` or soon after."""
        from cordiale.jobs import queue  # needs Django's models

        return queue.add(task=self.name, queue=self.queue, arguments=arguments, at=at)


@dataclass(frozen=True)
class Entry:
    """A task that comes back: every `period`, or each day at a time (UTC)."""

    name: str
    task: Task
    period: timedelta
    daily_at: time | None = None

    def after(self, moment: datetime) -> datetime:
        """The first due time after `moment`; rounds that were missed while nothing ran are not caught up."""
        if self.daily_at is None:
            return moment + self.period
        today = datetime.combine(moment.astimezone(UTC).date(), self.daily_at, UTC)
        return today if today > moment else today + timedelta(days=1)


TASKS: dict[str, Task] = {}
ENTRIES: dict[str, Entry] = {}


def _register(function: Callable[..., None], *, queue: str, attempts: int, lease_s: float) -> Task:
    made = Task(function, f"{function.__module__}.{function.__qualname__}", queue, attempts, lease_s)
    TASKS[made.name] = made
    return made


def task(
    *, queue: str = "default", attempts: int = ATTEMPTS, lease_s: float = LEASE_S
) -> Callable[[Callable[..., None]], Task]:
    """Make a module-level function with keyword arguments a task."""
    return lambda function: _register(function, queue=queue, attempts=attempts, lease_s=lease_s)


def every(
    *, name: str, minutes: float = 0, hours: float = 0, at: time | None = None, queue: str = "default"
) -> Callable[[Callable[..., None]], Task]:
    """Make a function without arguments a periodic task; import its module in `AppConfig.ready()`.

    One job is enqueued per round over all workers; a round is left out while the last one is still open.
    """
    period = timedelta(days=1) if at else timedelta(minutes=minutes, hours=hours)
    if period <= timedelta(0):
        raise ValueError(f"{name}: say minutes, hours or a time of day")

    def decorate(function: Callable[..., None]) -> Task:
        made = _register(function, queue=queue, attempts=ATTEMPTS, lease_s=LEASE_S)
        ENTRIES[name] = Entry(name, made, period, at)
        return made

    return decorate


def find(name: str) -> Task:
    """The task of that import path, importing its module when it is not loaded yet."""
    if name not in TASKS and name.startswith("cordiale."):
        try:
            import_module(name.rpartition(".")[0])
        except ModuleNotFoundError as missing:
            raise UnknownTask(name) from missing
    if name not in TASKS:
        raise UnknownTask(name)
    return TASKS[name]
