"""Earlier texts of notes, and the notes pinned to their party."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock
from cordiale.people.models import Note, Party, User


class NoteVersion(models.Model):
    """What a note said until it was corrected."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()
    until = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")


class Pin(models.Model):
    """A note that stays on top of its party's page."""

    note = models.OneToOneField(Note, primary_key=True, on_delete=models.CASCADE, related_name="pin")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)  # pin_of_party
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "-at"], name="pin_of_party")]
