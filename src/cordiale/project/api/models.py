"""Keys, their allowances, and the answers kept for calls that may come twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock, keys
from cordiale.people.models import User


class ServiceAccount(models.Model):
    """An account of a program: it has roles and a scope like anybody, and nobody can sign in to it."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When it was last opened again.")


class ApiKey(models.Model):
    """A key as `crd_<kid>_<secret>`. The secret is shown once; here stands its SHA-256 only.

    `verbs` are what it may do, `levels` the most it sees of a class of data: both within what its owner may do and
    see at the moment of the call, so a right that is taken away is gone from the key as well.
    """

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    kid = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    epoch = models.PositiveIntegerField(help_text="The owner's epoch when it was made; a later one ends the key.")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verbs = models.JSONField(default=list)
    levels = models.JSONField(default=dict, blank=True)
    networks = models.JSONField(default=list, blank=True, help_text="Where it may be used from; empty is anywhere.")
    calls_per_minute = models.PositiveIntegerField(default=600)
    rows_per_day = models.PositiveIntegerField(default=100_000)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "-created_at"], name="api_key_by_owner")]

    def __str__(self) -> str:
        return self.name


class Allowance(models.Model):
    """What is left of a holder's calls or rows: a bucket that fills with time."""

    holder = models.CharField(max_length=60, help_text="key:<kid> or app:<id>, with what is counted.", primary_key=True)
    left = models.FloatField()
    at = models.DateTimeField()


class StoredAnswer(models.Model):
    """What was answered to a call that carried an idempotency key: the same call again gets the same answer."""

    holder = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="Of method, address and body: another call is refused.")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["holder", "name"], name="stored_answer_once")]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="stored_answer_age")]
