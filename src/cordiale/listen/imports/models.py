"""Imports as they stand in the product database: templates, runs, and the ledger of what each run brought."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.fields.models import Record
from cordiale.people.models import Party, User


class Template(models.Model):
    """A plan with a name, to read the next file of the same shape without a question."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    name = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    plan = models.JSONField()
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.label


class ImportRun(models.Model):
    """One file on its way in: from its inspection to its end, or to its revert."""

    class State(models.TextChoices):
        DRAFT = "draft", _("à préparer")
        CHECKING = "checking", _("vérification en cours")
        CHECKED = "checked", _("vérifié")
        RUNNING = "running", _("import en cours")
        DONE = "done", _("terminé")
        CANCELLED = "cancelled", _("arrêté")
        REFUSED = "refused", _("refusé")
        REVERTING = "reverting", _("retrait en cours")
        REVERTED = "reverted", _("import retiré")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    kind = models.CharField(max_length=30)
    template = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=1000, help_text="Where the file stands; an upload stands in the run's folder.")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    plan = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="Created, updated, unchanged and refused, by stream.")
    report = models.JSONField(default=dict, blank=True)
    loaded = models.JSONField(default=dict, blank=True, help_text="Facts durably written, by stream: where to resume.")
    refusal = models.JSONField(default=dict, blank=True, help_text="Code and details when the file was refused.")
    cancel_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-created_at", "-id"], name="import_by_creation")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def source(self) -> str:
        """What facts and parties name as their origin."""
        return f"import:{self.key}"

    @property
    def folder(self) -> Path:
        """Where the run keeps its work and the archive of what it sent."""
        return Path(settings.DATA) / "imports" / str(self.key)


class SourceRecord(models.Model):
    """One fact as a source knows it: which version we hold, which event tells it, which run brought it.

    The current version has no `replaced_by`; older ones stay, to come back when the run that replaced them is reverted.
    """

    kind = models.CharField(max_length=20)
    issuer = models.CharField(max_length=60)
    external_key = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=32)
    event_id = models.UUIDField()
    party = models.UUIDField(null=True, blank=True, db_index=True, help_text="Whom the fact is about.")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    replaced_by = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.CASCADE, related_name="replaced_records"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "issuer", "external_key"],
                condition=models.Q(replaced_by=None),
                name="source_record_current",
            )
        ]


class RecordTrace(models.Model):
    """What a run did to one record of an object: made it, or changed it from `before`; `version` is how it left it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="traces")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    created = models.BooleanField()
    before = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField()
