"""Deeds on who has which role."""

from __future__ import annotations

from django.db import transaction

from cordiale.people.models import User
from cordiale.people.rights import roles, standing
from cordiale.people.rights.models import Membership, Role


def ready(code: str) -> Role:
    """The row of a ready role, made if it is missing."""
    return Role.objects.get_or_create(code=roles.BY_CODE[code].code)[0]


@transaction.atomic
def give(user: User, role: Role | str, *, by: User | None = None) -> Membership:
    """Give somebody a role (a ready one by its code); a second time changes nothing."""
    row = ready(role) if isinstance(role, str) else role
    membership, _made = Membership.objects.get_or_create(user=user, role=row, defaults={"given_by": by})
    standing.forget(user)
    return membership


@transaction.atomic
def take(user: User, role: Role | str) -> None:
    """Take a role away from somebody."""
    row = ready(role) if isinstance(role, str) else role
    Membership.objects.filter(user=user, role=row).delete()
    standing.forget(user)
