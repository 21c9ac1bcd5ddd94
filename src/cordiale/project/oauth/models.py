"""Applications, what people agreed to, and the tokens that came of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import User


class Application(models.Model):
    """A program of others. It works only while it is `open`; whatever ends that also raises `epoch`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("à approuver")
        OPEN = "open", _("en service")
        SUSPENDED = "suspended", _("suspendue")
        CLOSED = "closed", _("arrêtée")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    kid = models.CharField(max_length=16, unique=True)
    epoch = models.PositiveIntegerField(default=0, help_text="A later one ends every code and token given before.")
    name = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    home_page = models.CharField(max_length=200)
    redirects = models.JSONField(default=list, help_text="Where answers may go, letter by letter.")
    confidential = models.BooleanField(default=False, help_text="It can keep a secret of its own.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of its secret.")
    scope = models.TextField(help_text="The most it may ever ask for.")
    calls_per_minute = models.PositiveIntegerField(default=600, help_text="For each person it acts for.")
    rows_per_day = models.PositiveIntegerField(default=10_000, help_text="For each person it acts for.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    registered_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-registered_at", "-id"], name="application_by_time")]

    def __str__(self) -> str:
        return self.name

    @property
    def client_id(self) -> str:
        """The name it calls itself by."""
        return f"app_{self.kid}"

    def works_at(self, at: datetime) -> bool:
        """Whether it may do anything."""
        return self.state == self.State.OPEN and self.expires_at > at


class Grant(models.Model):
    """What somebody agreed to, once: the code that came of it, and the family of tokens that came of the code."""

    class End(models.TextChoices):
        WITHDRAWN = "withdrawn", _("retirée par la personne")
        RETURNED = "returned", _("rendue par l’application")
        REPLAYED = "replayed", _("un code ou un jeton a servi deux fois")
        MISUSED = "misused", _("un code ou un jeton a été présenté à tort")
        LATE = "late", _("un code a été présenté trop tard")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="grants")
    application_epoch = models.PositiveIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # grant_of_user
    user_epoch = models.PositiveIntegerField()
    scope = models.TextField()
    kid = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the code.")
    redirect = models.CharField(max_length=500)
    challenge = models.CharField(max_length=43)
    created_at = models.DateTimeField(default=clock.now)
    code_expires_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.CharField(max_length=45, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=End, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "application"], name="grant_of_user"),
            models.Index(fields=["expires_at"], name="grant_by_end"),
        ]

    def holds_at(self, at: datetime) -> bool:
        """Whether anything may still be done in its name: asked at every single use."""
        return (
            self.ended_at is None
            and self.expires_at > at
            and self.application.works_at(at)
            and self.application.epoch == self.application_epoch
            and self.user.is_active
            and self.user.epoch == self.user_epoch
        )


class TokenPair(models.Model):
    """An access token and the refresh token given with it; `kid` stands in both."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="pairs")
    kid = models.CharField(max_length=16, unique=True)
    scope = models.TextField(help_text="Of the access token: the grant's, or what of it was asked for.")
    access_digest = models.CharField(max_length=64)
    access_expires_at = models.DateTimeField()
    refresh_digest = models.CharField(max_length=64)
    refresh_expires_at = models.DateTimeField()
    refreshed_at = models.DateTimeField(null=True, blank=True, help_text="A second time is a theft.")
    created_at = models.DateTimeField(default=clock.now)
