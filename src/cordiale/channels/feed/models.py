"""The rows of the feed, and where it begins."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Change(models.Model):
    """One change, written by the database (triggers.py). `turn` is its transaction's id, 0 on SQLite."""

    turn = models.BigIntegerField(default=0)
    what = models.CharField(max_length=20)
    party = models.UUIDField(help_text="The key of whom it is about; the record itself may be gone.")
    other = models.UUIDField(null=True, help_text="The record that stays after a merge, or the event's id.")
    kind = models.CharField(max_length=64, blank=True, help_text="The kind of the event.")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["turn", "id"], name="feed_order")]


class Begin(models.Model):
    """The last place that retention removed, and the server whose transactions are counted: one row."""

    turn = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)
    server = models.CharField(max_length=40, blank=True)
