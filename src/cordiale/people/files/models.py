"""One row per attached file; its bytes lie in the storage under a random name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cordiale.core import clock, keys
from cordiale.people.models import Party, User


class Attachment(models.Model):
    """A file somebody attached to a party. A removed one waits some days for second thoughts."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)  # attachment_of_party
    name = models.CharField(max_length=120, help_text="As people see it, cleaned.")
    kind = models.CharField(max_length=100, help_text="The media type its content shows.")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, unique=True, help_text="Its random name in the storage.")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "-at", "-id"], name="attachment_of_party"),
            models.Index(
                fields=["removed_at"], condition=models.Q(removed_at__isnull=False), name="attachment_to_forget"
            ),
        ]

    def __str__(self) -> str:
        return self.name
