"""Roles, who has them, and what was shared with whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Party, Team, User
from cordiale.people.rights import classes, roles


class Role(models.Model):
    """A set of rights with a name. A ready one has a `code`: its rights come from `roles.READY`, not from the row."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60, blank=True)
    told = models.CharField(max_length=200, blank=True, help_text="One sentence: for whom.")
    scopes = models.JSONField(default=dict, blank=True, help_text="Of a role of one's own: scope by verb.")
    levels = models.JSONField(default=dict, blank=True, help_text="Of a role of one's own: level by data class.")
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="role_ready_once")
        ]

    def __str__(self) -> str:
        return str(roles.BY_CODE[self.code].name) if self.ready else self.name

    @property
    def ready(self) -> bool:
        return self.code in roles.BY_CODE

    @property
    def sentence(self) -> str:
        """For whom the role is."""
        return gettext(str(roles.BY_CODE[self.code].told)) if self.ready else self.told

    def scope(self, verb: str) -> str:
        """How far this role may go with a verb."""
        return roles.BY_CODE[self.code].scope(verb) or "none" if self.ready else self.scopes.get(verb, "none")

    def level(self, data_class: str) -> str:
        """How much of a class of data this role sees; generalities are read by whoever reads a record."""
        if self.ready:
            return roles.BY_CODE[self.code].level(data_class)
        level = self.levels.get(data_class, "hidden")
        return classes.higher(level, "read") if data_class == "public" else level


class Membership(models.Model):
    """Somebody has a role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "role"], name="membership_once")]


class Share(models.Model):
    """One party shown to somebody, or to a team, whatever their scope, until a moment."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    may_change = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, team__isnull=True)
                | models.Q(user__isnull=True, team__isnull=False),
                name="share_with_one",
            ),
            models.UniqueConstraint(fields=["party", "user"], name="share_once_per_user"),
            models.UniqueConstraint(fields=["party", "team"], name="share_once_per_team"),
        ]


class Honey(models.Model):
    """A record that stands for nobody: no work touches it, so whoever opens or carries it away is looking around."""

    party = models.OneToOneField(Party, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sown_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sown_at = models.DateTimeField(default=clock.now)


class Alert(models.Model):
    """Something that privacy officers and administrators should look at."""

    class Kind(models.TextChoices):
        HONEY = "honey", _("Fiche témoin ouverte")
        BUDGET = "budget", _("Trop de fiches lues")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    rows = models.PositiveIntegerField(default=0)
    seen_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="alert_by_time")]


class Approval(models.Model):
    """Somebody asked to do a deed on many records; somebody else says yes or no, and a yes holds for a day."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        GIVEN = "given", _("acceptée")
        REFUSED = "refused", _("refusée")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=2000, blank=True, help_text="What exactly: the address of a list, say.")
    rows = models.PositiveIntegerField(help_text="How many records at most.")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asked_by", "verb", "state"], name="approval_by_asker")]
