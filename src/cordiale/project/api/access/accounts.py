"""Service accounts: programs with roles of their own, to which nobody can sign in."""

from __future__ import annotations

from django.db import transaction

from cordiale.core import keys
from cordiale.people import audit, naming, users
from cordiale.people.models import Team, User
from cordiale.project.api.models import ServiceAccount


@transaction.atomic
def create(*, name: str, reason: str, by: User, team: Team | None = None) -> User:
    """Open an account for a program. Its address is of a domain that receives no mail (RFC 2606): no reset, no link."""
    user = users.create(email=f"{keys.new().hex}@program.invalid", name=name, team=team)
    ServiceAccount.objects.create(user=user, reason=naming.clean(reason)[:200], created_by=by)
    audit.write(by, "access.account_opened", subject=str(user.key))
    return user


def is_program(user: User) -> bool:
    """Whether an account is a program's."""
    return ServiceAccount.objects.filter(user=user).exists()
