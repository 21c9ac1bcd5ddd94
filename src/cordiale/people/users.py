"""Accounts of the people who work here, and what each sets for themselves."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

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


@transaction.atomic
def change_preferences(
    key: UUID, *, name: str | None = None, language: str | None = None, theme: str | None = None,
    job_title: str | None = None, single_keys: bool | None = None,
) -> User:  # fmt: skip
    """What a user sets for themselves; None leaves as it is."""
    user = User.objects.select_for_update().get(key=key)
    if theme is not None and theme not in User.Theme.values:
        raise UnknownChoice(value=theme[:40])
    user.name = user.name if name is None else _name(name)
    user.language = user.language if language is None else _language(language)
    user.theme = user.theme if theme is None else theme
    user.job_title = user.job_title if job_title is None else naming.clean(job_title)[:120]
    user.single_keys = user.single_keys if single_keys is None else single_keys
    user.save(update_fields=["name", "language", "theme", "job_title", "single_keys"])
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


def _check(password: str, user: User) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        raise WeakPassword(reasons=weak.messages, why=" ".join(weak.messages)) from weak
