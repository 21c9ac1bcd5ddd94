"""One row per job, one row per periodic entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys


class Job(models.Model):
    """A piece of work.

    `next_at` is both "not before" and the lease: claiming a job pushes it into the future, a worker that lives keeps
    pushing, and the job of a worker that died comes due again by itself. It is empty once the job has ended, so the
    partial index holds only open jobs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminée")
        FAILED = "failed", _("en échec")
        CANCELLED = "cancelled", _("annulée")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    task = models.CharField(max_length=120)
    queue = models.CharField(max_length=40, default="default")
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    next_at = models.DateTimeField(null=True, default=clock.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True, help_text="Who holds the lease: host, process, random part.")
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)
    error = models.TextField(
        blank=True, help_text="The last failure: a sentence for people, or the error's name and place."
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["queue", "next_at", "id"], name="job_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["task", "state"], name="job_by_task"),
            models.Index(fields=["ended_at"], name="job_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def share(self) -> float | None:
        """How much is done, in [0, 1]; None while the total is unknown."""
        return min(self.done / self.total, 1.0) if self.total else None


class Schedule(models.Model):
    """When a periodic task is due next. The row outlives restarts; who takes it enqueues the job."""

    name = models.CharField(max_length=80, primary_key=True)
    task = models.CharField(max_length=120)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
