"""Notices of a colleague, and how they wish to be told."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models

from cordiale.core import clock, keys
from cordiale.people.models import Party, User


class Notice(models.Model):
    """Something a colleague should know of. `origin` makes it one, however often it is told."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # notice_once
    kind = models.CharField(max_length=20)
    origin = models.CharField(max_length=120)
    party = models.ForeignKey(Party, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    words = models.JSONField(default=dict, help_text="What the kind's sentence needs.")
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "origin"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["user", "-at", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["at"], condition=models.Q(mailed_at__isnull=True), name="notice_to_mail"),
        ]


class Wish(models.Model):
    """Whether a colleague wants one kind of notice, and by mail too; without a row, as the kind proposes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # wish_once
    kind = models.CharField(max_length=20)
    shown = models.BooleanField()
    mailed = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="wish_once")]


class Rhythm(models.Model):
    """When a colleague's digest may be sent; between `quiet_from` and `quiet_until` nothing is."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    digest_every = models.PositiveSmallIntegerField(default=24, help_text="Hours between two digests: 1, 4 or 24.")
    quiet_from = models.TimeField(default=time(19, 0))
    quiet_until = models.TimeField(default=time(8, 0))
    weekends = models.BooleanField(default=False)
    last_at = models.DateTimeField(null=True, blank=True)
