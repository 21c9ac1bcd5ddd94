"""Favourites, what was seen lately, and who follows whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock
from cordiale.people.models import Party, User


class Favourite(models.Model):
    """A colleague's star on a party."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # favourite_once
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "party"], name="favourite_once")]


class Recent(models.Model):
    """One of the last parties a colleague opened; seen by nobody else, thirty at most."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # recent_once
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    # Says nothing about the party: an import that made it can be taken back all the same.
    derived_from_party = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "party"], name="recent_once")]
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="recent_of_user")]


class Follow(models.Model):
    """A colleague wants to hear what happens with a party."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)  # follow_once
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "party"], name="follow_once")]


class Cursor(models.Model):
    """How far the timeline was read for followers: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    upto = models.DateTimeField()
