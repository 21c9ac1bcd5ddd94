"""What signing in remembers: sessions, known devices, failed tries, second factors, links sent by mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Team, User


class Session(models.Model):
    """An open session of a person, beside the one of the session store: what its owner may see and end."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # session_of_user
    store_key = models.CharField(max_length=40, unique=True, help_text="The session's key in the session store.")
    device = models.CharField(max_length=80, blank=True, help_text="Browser and system, in words.")
    opened_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-seen_at"], name="session_of_user")]


class Device(models.Model):
    """A browser somebody signed in with: it keeps its own budget of tries and is no news the next time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # device_once
    hash = models.CharField(max_length=64, help_text="SHA-256 of the device cookie.")
    name = models.CharField(max_length=80, blank=True)
    first_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "hash"], name="device_once")]


class Budget(models.Model):
    """Failed tries of an address, a machine or a device; `key` is a hash, so that the table names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(default=clock.now)
    open_at = models.DateTimeField(default=clock.now, help_text="The next try is taken from then on.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["failed_at"], name="budget_by_age")]


class Factor(models.Model):
    """A second proof of a person: an authenticator app or a passkey."""

    class Kind(models.TextChoices):
        TOTP = "totp", _("Application de codes")
        PASSKEY = "passkey", _("Clé d’accès")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=60)
    secret = models.BinaryField(help_text="TOTP: the encrypted secret. Passkey: the public credential.")
    handle = models.CharField(max_length=64, blank=True, help_text="Passkey: SHA-256 of the credential's id.")
    counter = models.BigIntegerField(default=0, help_text="TOTP: last step used. Passkey: signature counter.")
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handle"], condition=~models.Q(handle=""), name="factor_of_one_credential")
        ]


class RecoveryCode(models.Model):
    """A code that replaces the second factor once; only its keyed hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # recovery_code_once
    hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "hash"], name="recovery_code_once")]


class Invitation(models.Model):
    """Somebody is asked to join; the link is signed, works once and expires. Only its hash is kept."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    email = models.EmailField()
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    roles = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=5, default="fr")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    serial = models.PositiveIntegerField(default=0, help_text="Counts the sendings; an earlier link is void.")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-created_at"],
                name="invitation_open",
                condition=models.Q(accepted_at=None, cancelled_at=None),
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, cancelled_at=None),
                name="invitation_once_per_address",
            )
        ]


class Reset(models.Model):
    """A link to choose a new password: works once, for an hour. Only its hash is kept."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Identity(models.Model):
    """Whom the company's own sign-in service (OpenID Connect) means by a subject."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]
