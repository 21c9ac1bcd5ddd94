"""The recent events of a party; the lake keeps the years before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.people.models.parties import Party


class TimelineEntry(models.Model):
    """A recent event of a party: written with the deed, copied to the spool, kept some weeks; the lake keeps years."""

    id = models.UUIDField(primary_key=True, help_text="The event's id.")
    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="timeline", db_index=False
    )  # timeline_of_party
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    data = models.JSONField(default=dict, blank=True)
    personal = models.JSONField(default=dict, blank=True)
    spooled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "-at", "-id"], name="timeline_of_party"),
            models.Index(fields=["at"], condition=models.Q(spooled_at=None), name="timeline_to_spool"),
        ]
