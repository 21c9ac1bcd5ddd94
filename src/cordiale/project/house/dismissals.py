"""What each person has put aside."""

from __future__ import annotations

from django.db import transaction

from cordiale.people.models import User
from cordiale.project.house.models import Dismissal

STEPS = "first-steps"


@transaction.atomic
def dismiss(user: User, what: str) -> None:
    """Show it to this person no more."""
    Dismissal.objects.get_or_create(user=user, what=what)


@transaction.atomic
def bring_back(user: User, what: str) -> None:
    """Show it again."""
    Dismissal.objects.filter(user=user, what=what).delete()


def dismissed(user: User, what: str) -> bool:
    """Whether this person put it aside."""
    return Dismissal.objects.filter(user=user, what=what).exists()
