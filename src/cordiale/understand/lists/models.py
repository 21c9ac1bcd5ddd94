"""Saved views: a state of a list under a name, for oneself, for one's team or for everybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Team, User


class SavedView(models.Model):
    """What a list shows and how: `address` holds its conditions, order, columns, density and layout."""

    class Reach(models.TextChoices):
        MINE = "mine", _("Pour moi seul")
        TEAM = "team", _("Pour mon équipe")
        ALL = "all", _("Pour tout le monde")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    place = models.CharField(max_length=20, default="customers", help_text="Which list.")
    name = models.CharField(max_length=60)
    address = models.TextField(blank=True)
    reach = models.CharField(max_length=4, choices=Reach, default=Reach.MINE)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, help_text="Kept, so that a removal can be undone.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "reach"], name="saved_view_by_reach")]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view a list opens with, for one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=20, default="customers")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "place"], name="default_view_once")]
