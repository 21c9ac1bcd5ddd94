"""What people asked for and what was done: requests, marks, holds, erasures, files handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Party, User

ANSWER_WITHIN = timedelta(days=30)


class Request(models.Model):
    """Somebody used a right (GDPR 15 to 21). Answered within a month; the person's record may be gone by then."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("Accès à ses données")
        PORTABILITY = "portability", _("Portabilité")
        RECTIFICATION = "rectification", _("Rectification")
        RESTRICTION = "restriction", _("Limitation")
        OBJECTION = "objection", _("Opposition")
        ERASURE = "erasure", _("Effacement")

    class State(models.TextChoices):
        OPEN = "open", _("à traiter")
        DONE = "done", _("traitée")
        REFUSED = "refused", _("refusée")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    kind = models.CharField(max_length=13, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    party = models.ForeignKey(Party, null=True, on_delete=models.SET_NULL, related_name="+")
    identity = models.CharField(max_length=200, blank=True, help_text="How we know that it was them who asked.")
    received_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    handled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-id"], condition=models.Q(state="open"), name="request_open"),
        ]

    @property
    def due_at(self) -> object:
        return self.received_at + ANSWER_WITHIN


class Mark(models.Model):
    """A restriction of processing (GDPR 18) or an objection (21) that every door respects until it is lifted."""

    class Kind(models.TextChoices):
        RESTRICTED = "restricted", _("Traitement limité")
        OBJECTED = "objected", _("Opposition")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="privacy_marks", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    purpose = models.CharField(max_length=20, blank=True, help_text="What was objected to; empty: everything.")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "kind"], name="mark_of_party")]


class Hold(models.Model):
    """Why a record must not be erased for now: a claim, an inspection, a bill to prove (GDPR 17.3)."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)  # hold_of_party
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    until_on = models.DateField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party"], name="hold_of_party")]


class Suppression(models.Model):
    """An address that an erased person did not want used: a keyed hash, so that they stay left alone."""

    hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField(default=clock.now)


class Erasure(models.Model):
    """One erasure, of one person or of many. `whom` empties when it is done: what stays cannot say whom it was."""

    class State(models.TextChoices):
        PLANNED = "planned", _("à approuver")
        APPROVED = "approved", _("prêt")
        RUNNING = "running", _("en cours")
        DONE = "done", _("effacé")
        DROPPED = "dropped", _("abandonné")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=200)
    whom = models.JSONField(default=list, help_text="Their keys, until it is done.")
    number = models.PositiveIntegerField(default=1)
    plan = models.JSONField(default=dict, help_text="Rows per place, as shown before.")
    report = models.JSONField(default=dict, help_text="Rows and seconds per place, as done.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    scrubbed_at = models.DateTimeField(null=True, blank=True, help_text="When the freed places were overwritten too.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-id"], name="erasure_latest")]


class Handover(models.Model):
    """A file made for a person, kept seven days, handed over by somebody of the team. Every taking is logged."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    portable = models.BooleanField(default=False, help_text="Only what the person told, for machines.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)


class RetentionRule(models.Model):
    """Days a class of records is kept after the person's last sign of life, and how many were due when last counted."""

    name = models.CharField(max_length=20, primary_key=True)
    days = models.PositiveIntegerField()
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    due = models.PositiveBigIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
