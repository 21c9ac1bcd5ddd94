"""The team: who works here and signs in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys


class Team(models.Model):
    """People who share customers."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """A part of the market, inside another or not; `path` lists ids from the root, so that a range finds all below."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=240, unique=True, help_text="Ids from the root, as in /3/17/.")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None, **extra: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who works here and signs in with an e-mail address."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("Comme le système")
        LIGHT = "light", _("Clair")
        DARK = "dark", _("Sombre")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    epoch = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Sessions and keys of an earlier epoch are refused."
    )
    language = models.CharField(max_length=5, default="fr")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    time_zone = models.CharField(
        max_length=64,
        default="",
        db_default="",
        blank=True,
        help_text="As in Europe/Paris; empty: where the house stands.",
    )
    single_keys = models.BooleanField(default=True, help_text="Whether single-key shortcuts are on (WCAG 2.1.4).")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Where this person reads the clock."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be good: bound to the password and to the epoch."""
        return f"{self.epoch}:{super().get_session_auth_hash()}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secret keys of before."""
        return (f"{self.epoch}:{each}" for each in super().get_session_auth_fallback_hash())
