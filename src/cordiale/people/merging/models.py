"""What a merge changed, row by row, so that it can be taken back; and pairs known to be different people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock, keys
from cordiale.people.models import Party, User


class Merge(models.Model):
    """Several records made one, at one moment, by somebody."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    survivor = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)  # merge_of_survivor
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survivor", "-at"], name="merge_of_survivor")]


class Merged(models.Model):
    """One of the records that went into the survivor."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="parties")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")


class RowChange(models.Model):
    """One row as it was before the merge and after: null before, the merge wrote it; null after, it went."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="changes", db_index=False)
    place = models.PositiveIntegerField(help_text="In the order of the merge; taken back from the last to the first.")
    table = models.CharField(max_length=80, help_text="people.Identifier")
    row = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["merge", "place"], name="merge_change_once")]
        indexes: ClassVar = [models.Index(fields=["table", "row"], name="merge_change_of_row")]


class Apart(models.Model):
    """Somebody looked and said: these two are not the same."""

    low = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)  # apart_once
    high = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["low", "high"], name="apart_once")]


class Suspect(models.Model):
    """Two records that may be one, as the base was last looked through; found again each night."""

    derived_from_party: ClassVar[bool] = True  # looked for again: does not keep a party alive (intake.revert)

    low = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)  # suspect_once
    high = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    reasons = models.CharField(max_length=40, help_text="email,name,phone: what they have in common.")
    weight = models.PositiveSmallIntegerField(help_text="How many reasons there are.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["low", "high"], name="suspect_once")]
        indexes: ClassVar = [models.Index(fields=["-weight", "id"], name="suspect_likeliest")]
