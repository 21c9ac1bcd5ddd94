"""A person's second factors as a whole: shown, named, taken away, set back by somebody else."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from cordiale.people import naming
from cordiale.people.models import User
from cordiale.people.signin import mails, sessions, traces
from cordiale.people.signin.factors import recovery, totp
from cordiale.people.signin.models import Factor, RecoveryCode
from cordiale.people.signin.refusals import LastFactor, NoSuchFactor, NotYourself


def of(user: User) -> QuerySet[Factor]:
    """The factors of a person, the oldest first."""
    return user.factors.order_by("created_at", "id")


def check_code(user: User, code: str) -> str:
    """What the code was: "totp", "recovery", or nothing when it is none. Spaces and hyphens do not matter."""
    plain = code.strip().replace(" ", "")
    if plain.isascii() and plain.isdigit():
        return "totp" if len(plain) == totp.DIGITS and totp.check(user, plain) else ""
    return "recovery" if recovery.spend(user, plain) else ""


@transaction.atomic
def added(user: User, factor: Factor) -> list[str]:
    """A factor is new: say so by mail; the first one comes with its recovery codes, which are shown once."""
    traces.tell(user, "factor.added", kind=factor.kind, factor=str(factor.key))
    mails.factor_changed.enqueue(user=str(user.key), what="added", name=factor.name)
    known = RecoveryCode.objects.filter(user=user, used_at=None).exists()
    return [] if known else recovery.renew(user)


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """New recovery codes instead of the old ones."""
    traces.tell(user, "recovery.renewed")
    return recovery.renew(user)


@transaction.atomic
def rename(user: User, *, key: UUID, name: str) -> Factor:
    """Give a factor the name its owner knows it by."""
    factor = _own(user, key)
    factor.name = naming.clean(name)[:60] or factor.name
    factor.save(update_fields=["name"])
    return factor


@transaction.atomic
def remove(user: User, *, key: UUID) -> None:
    """Take a factor away; the last one stays where the company asks for one."""
    factor = _own(user, key)
    others = user.factors.exclude(pk=factor.pk).exists()
    if not others and settings.MFA == "required":
        raise LastFactor
    factor.delete()
    if not others:
        RecoveryCode.objects.filter(user=user).delete()
    traces.tell(user, "factor.removed", kind=factor.kind, factor=str(key))
    mails.factor_changed.enqueue(user=str(user.key), what="removed", name=factor.name)


@transaction.atomic
def set_back(user: User, *, by: User) -> None:
    """A second administrator takes all factors of somebody who lost them; they set up a new one at the next sign-in."""
    if user.pk == by.pk:
        raise NotYourself
    user.factors.all().delete()
    RecoveryCode.objects.filter(user=user).delete()
    sessions.revoke(user)
    traces.tell(by, "factor.reset", subject=str(user.key))
    mails.factor_changed.enqueue(user=str(user.key), what="reset", name="")


def _own(user: User, key: UUID) -> Factor:
    factor = user.factors.select_for_update().filter(key=key).first()
    if factor is None:
        raise NoSuchFactor
    return factor


def one(user: User, *, key: UUID) -> Factor:
    """A factor of this person."""
    factor = user.factors.filter(key=key).first()
    if factor is None:
        raise NoSuchFactor
    return factor
