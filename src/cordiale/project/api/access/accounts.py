"""Service accounts: programs with roles of their own, to which nobody can sign in; unused ones are suspended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cordiale.core import clock, keys
from cordiale.people import audit, naming, users
from cordiale.people.models import Team, User
from cordiale.people.rights import members
from cordiale.people.rights.models import Role
from cordiale.project.api.models import ApiKey, ServiceAccount
from cordiale.project.api.refusals import BadAccess, NoSuchProgram

UNUSED_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Program:
    """A service account with when a key of it was last used, and from when it counts as unused."""

    account: ServiceAccount
    roles: Sequence[Role]
    used_at: datetime | None

    @property
    def waits_since(self) -> datetime:
        """The last time somebody or something cared for it."""
        return max(one for one in (self.used_at, self.account.opened_at, self.account.created_at) if one is not None)


@transaction.atomic
def create(*, name: str, reason: str, by: User, team: Team | None = None, role: Role | None = None) -> User:
    """Open an account for a program. Its address is of a domain that receives no mail (RFC 2606): no reset, no link."""
    clean = naming.clean(reason)[:200]
    if not clean:
        raise BadAccess(why=_("dites son nom et à quoi il sert."))
    user = users.create(email=f"{keys.new().hex}@program.invalid", name=name, team=team)
    ServiceAccount.objects.create(user=user, reason=clean, created_by=by)
    if role is not None:
        members.give(user, role, by=by)
    audit.write(by, "access.account_opened", subject=str(user.key))
    return user


def is_program(user: User) -> bool:
    """Whether an account is a program's."""
    return ServiceAccount.objects.filter(user=user).exists()


def every() -> list[Program]:
    """All of them, those at work first, then by name; three queries."""
    rows = list(ServiceAccount.objects.select_related("user", "created_by").order_by("-user__is_active", "user__name"))
    owners = [one.user_id for one in rows]
    used = dict(ApiKey.objects.filter(owner__in=owners).values_list("owner").annotate(Max("last_used_at")))
    held: dict[int, list[Role]] = {}
    for role in Role.objects.filter(memberships__user__in=owners).prefetch_related("memberships"):
        for one in role.memberships.all():
            held.setdefault(one.user_id, []).append(role)
    return [Program(one, held.get(one.user_id, []), used.get(one.user_id)) for one in rows]


@transaction.atomic
def suspend(key: UUID, *, by: User | None) -> User:
    """Let a program do nothing more: its keys end at once, and stay ended when it is opened again."""
    user = _program(key)
    if user.is_active:
        users.close(key)
        audit.write(by, "access.account_suspended", subject=str(key))
    return user


@transaction.atomic
def reopen(key: UUID, *, by: User) -> User:
    """Let a suspended program work again, with new keys; its sixty days begin anew."""
    user = _program(key)
    if not user.is_active:
        users.reopen(key)
        ServiceAccount.objects.filter(user=user).update(opened_at=clock.now())
        audit.write(by, "access.account_reopened", subject=str(key))
    return user


def _program(key: UUID) -> User:
    user = User.objects.select_for_update().filter(key=key, pk__in=ServiceAccount.objects.values("user_id")).first()
    if user is None:
        raise NoSuchProgram
    return user


def suspend_unused() -> int:
    """Suspend those that no program has used for sixty days; how many."""
    limit = clock.now() - UNUSED_FOR
    waiting = [one for one in every() if one.account.user.is_active and one.waits_since < limit]
    for one in waiting:
        suspend(one.account.user.key, by=None)
    return len(waiting)
