"""Where bulk knowledge came from, so that a whole source can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock
from cordiale.people.models.parties import Party


class IntakeTrace(models.Model):
    """What one source did to one party: created it, or changed these fields from `before` to `after`.

    Identifiers, addresses and consents carry their source themselves; `tags` lists those this source added.
    """

    source = models.CharField(max_length=80)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    created = models.BooleanField()
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    tags = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "party"], name="intake_trace_once")]
