"""Who wants to be told what, and every message to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import User


class Subscription(models.Model):
    """An address that wants to be told. The secrets stand sealed; `turn` and `number` are its place in the feed."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=2000)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", help_text="Told of what they may see.")
    whats = models.JSONField(default=list, help_text="party.created and so on; empty is everything.")
    kinds = models.JSONField(default=list, blank=True, help_text="Kinds of events; empty is every kind.")
    where = models.JSONField(null=True, blank=True, help_text="A condition on the party, as in a list.")
    secret = models.BinaryField()
    old_secret = models.BinaryField(null=True, blank=True)
    old_until = models.DateTimeField(null=True, blank=True)
    turn = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message to one address: tried until it is taken, or given up and kept to be seen and sent again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        TAKEN = "done", _("reçu")
        GIVEN_UP = "failed", _("non remis")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )  # delivery_of
    change = models.BigIntegerField(null=True, help_text="The feed's number; none for a test.")
    what = models.CharField(max_length=20)
    party = models.UUIDField(null=True)
    other = models.UUIDField(null=True)
    kind = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, default=clock.now)
    status = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=30, blank=True)
    elapsed_ms = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["subscription", "next_at"], name="delivery_due", condition=models.Q(next_at__isnull=False)
            ),
            models.Index(fields=["subscription", "-id"], name="delivery_of"),
            models.Index(fields=["happened_at"], name="delivery_age"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["subscription", "change"], name="delivery_once")]
