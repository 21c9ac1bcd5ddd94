"""One deed on many customers: what was asked, how far it is, and what each record held before."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Party, User

UNDO_FOR = timedelta(hours=24)


class BulkRun(models.Model):
    """A deed on a selection. `address` is the list it was chosen from, `chosen` the rows ticked (none: all of it)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("fait")
        CANCELLED = "cancelled", _("arrêté")
        UNDOING = "undoing", _("retour en cours")
        UNDONE = "undone", _("annulé")
        FAILED = "failed", _("en échec")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    deed = models.CharField(max_length=20)
    value = models.CharField(max_length=60, blank=True, help_text="Whom or what it gives: a key, a word.")
    address = models.TextField(blank=True)
    chosen = models.JSONField(default=list, blank=True, help_text="Keys of the rows ticked.")
    language = models.CharField(max_length=5, default="fr")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True, help_text="The job at work, or the last one.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed, as a sentence.")
    total = models.PositiveBigIntegerField(null=True)
    place = models.BigIntegerField(default=0, help_text="The primary key reached.")
    seen = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    restored = models.PositiveBigIntegerField(default=0, help_text="Taken back by an undo.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by", "-created_at"], name="bulk_run_by_user"),
            models.Index(fields=["ended_at"], name="bulk_run_by_end"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether a job works on it, or is about to."""
        return self.state in (self.State.WAITING, self.State.RUNNING, self.State.UNDOING)

    @property
    def can_be_undone(self) -> bool:
        """Within a day of its end, once, and when it changed something."""
        ends = (self.State.DONE, self.State.CANCELLED, self.State.FAILED)
        if self.state not in ends or self.ended_at is None or self.deed == "export" or not self.changed:
            return False
        return clock.now() - self.ended_at < UNDO_FOR


class BulkChange(models.Model):
    """What one record held before a run changed it; forgotten when the run can no longer be undone."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="changes")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    before = models.BigIntegerField(null=True, help_text="Primary key of the owner or the team it had.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "party"], name="bulk_change_once")]
