"""Deeds on roles of one's own: copied from one that exists, changed, retired and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.models import User
from cordiale.people.refusals import NameMissing, TooLong, UnknownChoice
from cordiale.people.rights import classes, standing, verbs
from cordiale.people.rights.models import Membership, Role
from cordiale.people.rights.refusals import NoSuchRole, OwnRoles, ReadyRole, RoleExists, RoleInUse

NAME_MOST, TOLD_MOST = 60, 200


def role_of(key: UUID, *, retired: bool = True) -> Role:
    """The role of that key."""
    found = Role.objects.filter(key=key).first()
    if found is None or (found.retired_at and not retired):
        raise NoSuchRole
    return found


@transaction.atomic
def copy(key: UUID, *, name: str, by: User) -> Role:
    """A role of one's own that begins as this one."""
    model = role_of(key, retired=False)
    role = Role.objects.create(
        name=_free(name),
        told=model.sentence[:TOLD_MOST],
        scopes={verb.name: scope for verb in verbs.every() if (scope := model.scope(verb.name)) != "none"},
        levels={data_class: model.level(data_class) for data_class in classes.CLASSES},
    )
    audit.write(by, "role.made", subject=str(role.key), detail={"from": model.code or str(model.key)})
    return role


@transaction.atomic
def change(key: UUID, *, name: str, told: str, scopes: Mapping[str, str], levels: Mapping[str, str], by: User) -> Role:
    """Say anew what a role of one's own grants. Nobody widens a role they have themselves."""
    role = _own(key)
    if Membership.objects.filter(role=role, user=by).exists() and not _owner(by):
        raise OwnRoles
    known = {verb.name: verb for verb in verbs.every()}
    kept = {name: scope for name, scope in scopes.items() if scope != "none"}
    wrong = [name for name, scope in kept.items() if name not in known or scope not in _choices(known[name])]
    wrong += [name for name, level in levels.items() if name not in classes.CLASSES or level not in classes.LEVELS]
    if wrong:
        raise UnknownChoice(value=wrong[0][:40])
    before = {"scopes": role.scopes, "levels": role.levels}
    role.name, role.told = _free(name, but=role), _short(told, TOLD_MOST)
    role.scopes, role.levels = kept, {**levels, "secret": "hidden"}
    role.save(update_fields=["name", "told", "scopes", "levels"])
    audit.write(
        by, "role.changed", subject=str(role.key), detail={"before": before, "scopes": kept, "levels": role.levels}
    )
    return role


def _choices(verb: verbs.Verb) -> tuple[str, ...]:
    return verbs.SCOPES if verb.scoped else ("none", "all")


def _owner(user: User) -> bool:
    return any(role.code == "owner" for role in standing.of(user).roles)


@transaction.atomic
def retire(key: UUID, *, by: User) -> Role:
    """Put a role of one's own aside; nobody may have it any more."""
    role = _own(key)
    count = Membership.objects.filter(role=role).count()
    if count:
        raise RoleInUse(count=count)
    role.retired_at = clock.now()
    role.save(update_fields=["retired_at"])
    audit.write(by, "role.retired", subject=str(role.key))
    return role


@transaction.atomic
def restore(key: UUID, *, by: User) -> Role:
    """Take a retired role back."""
    role = _own(key)
    role.name = _free(role.name, but=role)
    role.retired_at = None
    role.save(update_fields=["retired_at"])
    audit.write(by, "role.restored", subject=str(role.key))
    return role


def _own(key: UUID) -> Role:
    role = Role.objects.select_for_update().filter(key=key).first()
    if role is None:
        raise NoSuchRole
    if role.ready:
        raise ReadyRole
    return role


def _short(text: str, most: int) -> str:
    clean = naming.clean(text)
    if len(clean) > most:
        raise TooLong(value=clean[:40], most=most)
    return clean


def _free(name: str, *, but: Role | None = None) -> str:
    clean = _short(name, NAME_MOST)
    if not clean:
        raise NameMissing
    taken = {naming.fold(str(role)) for role in Role.objects.filter(retired_at=None) if role != but}
    if naming.fold(clean) in taken:
        raise RoleExists(name=clean)
    return clean
