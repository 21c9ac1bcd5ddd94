"""The log's entries, where retention cut it, and the history of each record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock, keys
from cordiale.people.models import Party


class Entry(models.Model):
    """One deed. The database refuses to change it, and to delete it within half a year (migration 0001).

    `hash` covers the entry and the hash of the one before in its lane: `position` counts without gaps in each lane.
    """

    lane = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="The key of who did it; empty for the house itself.")
    deed = models.CharField(max_length=60)
    party = models.UUIDField(null=True, help_text="The key of whom it is about.")
    subject = models.CharField(max_length=160, blank=True)
    rows = models.PositiveBigIntegerField(null=True, help_text="How many records were shown, exported or changed.")
    detail = models.TextField(blank=True, help_text="Canonical JSON, as it was hashed.")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lane", "position"], name="audit_lane")]
        indexes: ClassVar = [
            models.Index(fields=["party", "-id"], name="audit_by_party", condition=models.Q(party__isnull=False)),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["deed", "-id"], name="audit_by_deed"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]


class Cut(models.Model):
    """Where retention ended a lane: the last entry removed. What follows is chained to `hash`."""

    lane = models.PositiveSmallIntegerField(primary_key=True)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)


class RecordChange(models.Model):
    """What one save changed in a record: `before` and `after` by field. Goes with the party; the log keeps `seal`."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="changes", db_index=False
    )  # change_of_party
    at = models.DateTimeField(default=clock.now)
    actor = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    salt = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "-id"], name="change_of_party")]


class Verification(models.Model):
    """One proof of the log: what was gone through, and the faults found."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveBigIntegerField(default=0, help_text="Entries gone through so far.")
    total = models.PositiveBigIntegerField(default=0)
    anchors = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
