"""Deeds on who has which role, and in which team and territory they work."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from cordiale.people import audit, signin
from cordiale.people.models import Team, Territory, User
from cordiale.people.rights import roles, standing
from cordiale.people.rights.models import Membership, Role
from cordiale.people.rights.refusals import LastOwner, NoSuchPerson, NoSuchRole, OnlyOwners, OwnRoles

KEY = 36  # letters of a key as text


def ready(code: str) -> Role:
    """The row of a ready role, made if it is missing."""
    return Role.objects.get_or_create(code=roles.BY_CODE[code].code)[0]


@transaction.atomic
def give(user: User, role: Role | str, *, by: User | None = None) -> Membership:
    """Give somebody a role (a ready one by its code); a second time changes nothing."""
    row = ready(role) if isinstance(role, str) else role
    membership, made = Membership.objects.get_or_create(user=user, role=row, defaults={"given_by": by})
    if made and by is not None:
        audit.write(by, "role.given", subject=str(user.key), detail={"role": row.code or str(row.key)})
    standing.forget(user)
    return membership


@transaction.atomic
def take(user: User, role: Role | str, *, by: User | None = None) -> None:
    """Take a role away from somebody, whose sessions end; the last owner keeps theirs."""
    row = ready(role) if isinstance(role, str) else role
    if row.code == roles.OWNER and _only_owner(user):
        raise LastOwner
    taken, _by_table = Membership.objects.filter(user=user, role=row).delete()
    if taken and by is not None:
        audit.write(by, "role.taken", subject=str(user.key), detail={"role": row.code or str(row.key)})
    if taken:
        signin.revoke(user)
    standing.forget(user)


def _only_owner(user: User) -> bool:
    others = Membership.objects.select_for_update().filter(role__code=roles.OWNER, user__is_active=True)
    return not others.exclude(user=user).exists()


@transaction.atomic
def settle(key: UUID, *, role_keys: Collection[str], team_key: str, territory_key: str, by: User) -> User:
    """Say which roles somebody has and where they work: what is not named is taken away."""
    user = User.objects.select_for_update().filter(key=key).first()
    if user is None:
        raise NoSuchPerson
    wanted = {role for role in Role.objects.filter(retired_at=None) if str(role.key) in set(role_keys)}
    if len(wanted) != len(set(role_keys)):
        raise NoSuchRole
    held = {membership.role for membership in Membership.objects.filter(user=user).select_related("role")}
    changed = wanted ^ {role for role in held if role.retired_at is None}
    _may_settle(user, changed, by=by)
    for role in changed - wanted:
        take(user, role, by=by)
    for role in changed & wanted:
        give(user, role, by=by)
    user.team, user.territory = _team(team_key), _territory(territory_key)
    user.save(update_fields=["team", "territory"])
    audit.write(by, "person.settled", subject=str(user.key))
    return user


def _may_settle(user: User, changed: Collection[Role], *, by: User) -> None:
    """Nobody raises themselves, and only an owner makes or unmakes an owner."""
    owner = any(role.code == roles.OWNER for role in standing.of(by).roles)
    if changed and user.pk == by.pk and not owner:
        raise OwnRoles
    if any(role.code == roles.OWNER for role in changed) and not owner:
        raise OnlyOwners


def _team(key: str) -> Team | None:
    found = Team.objects.filter(key=key).first() if len(key) == KEY else None
    if key and found is None:
        raise NoSuchPerson
    return found


def _territory(key: str) -> Territory | None:
    found = Territory.objects.filter(key=key).first() if len(key) == KEY else None
    if key and found is None:
        raise NoSuchPerson
    return found
