"""Accounts of the people who work here, and what each sets for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

from cordiale.core import clock
from cordiale.people import naming
from cordiale.people.identifiers import Key, checked
from cordiale.people.models import Identifier, Team, User
from cordiale.people.refusals import EmailTaken, NameMissing, TooLong, UnknownChoice, WeakPassword, WrongPassword

NAME_MOST = 120


@transaction.atomic
def create(
    *,
    email: str,
    name: str,
    password: str | None = None,
    team: Team | None = None,
    job_title: str = "",
    language: str = "fr",
) -> User:
    """Open an account. Without a password nobody can sign in to it yet."""
    address = checked(Key(Identifier.Kind.EMAIL, email)).normal
    if User.objects.filter(email=address).exists():
        raise EmailTaken(email=address)
    user = User(email=address, name=_name(name), team=team, job_title=job_title[:120], language=_language(language))
    if password is not None:
        _check(password, user)
    user.set_password(password)
    user.save()
    return user


class Preferences(TypedDict, total=False):
    """What people set for themselves."""

    name: str
    language: str
    theme: str
    time_zone: str
    job_title: str
    single_keys: bool


@transaction.atomic
def change_preferences(key: UUID, **given: Unpack[Preferences]) -> User:
    """What a user sets for themselves; what is not given stays."""
    user = User.objects.select_for_update().get(key=key)
    for field, value in given.items():
        setattr(user, field, _PREFERENCES[field](value))
    user.save(update_fields=list(given))
    return user


@transaction.atomic
def change_password(key: UUID, *, current: str, new: str) -> User:
    """Replace one's own password; every session ends with the new epoch."""
    user = User.objects.select_for_update().get(key=key)
    if not user.check_password(current):
        raise WrongPassword
    return set_password(key, new=new)


@transaction.atomic
def set_password(key: UUID, *, new: str) -> User:
    """Give an account a password (by an administrator, or after a proven reset)."""
    user = User.objects.select_for_update().get(key=key)
    _check(new, user)
    user.set_password(new)
    user.epoch += 1
    user.save(update_fields=["password", "epoch"])
    return user


@transaction.atomic
def raise_epoch(key: UUID) -> User:
    """Refuse every session and key of an earlier epoch from now on."""
    user = User.objects.select_for_update().get(key=key)
    user.epoch += 1
    user.save(update_fields=["epoch"])
    return user


@transaction.atomic
def close(key: UUID) -> User:
    """Close an account: no more sign-in; what the user wrote stays."""
    user = User.objects.select_for_update().get(key=key)
    user.is_active = False
    user.epoch += 1
    user.save(update_fields=["is_active", "epoch"])
    return user


@transaction.atomic
def reopen(key: UUID) -> User:
    """Open a closed account again, with the password it had."""
    user = User.objects.select_for_update().get(key=key)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


def _name(name: str) -> str:
    clean = naming.clean(name)
    if not clean:
        raise NameMissing
    if len(clean) > NAME_MOST:
        raise TooLong(value=clean[:40], most=NAME_MOST)
    return clean


def _language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise UnknownChoice(value=code[:40])
    return code


def _zone(name: str) -> str:
    """Empty is where the house stands, also when the house moves."""
    if name and name not in clock.zones():
        raise UnknownChoice(value=name[:40])
    return name


def _check(password: str, user: User) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        raise WeakPassword(reasons=weak.messages, why=" ".join(weak.messages)) from weak


def _theme(name: str) -> str:
    if name not in User.Theme.values:
        raise UnknownChoice(value=name[:40])
    return name


_PREFERENCES: dict[str, Callable[[Any], object]] = {
    "name": _name,
    "language": _language,
    "theme": _theme,
    "time_zone": _zone,
    "job_title": lambda text: naming.clean(text)[:120],
    "single_keys": bool,
}
