"""A forgotten password: a link by mail that works once, for an hour. The answer is the same for everybody."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from cordiale.core import clock, keys
from cordiale.people import users
from cordiale.people.models import User
from cordiale.people.signin import budgets, links, mails, sessions, traces
from cordiale.people.signin.models import Reset
from cordiale.people.signin.refusals import DeadLink

VALID_FOR = timedelta(hours=1)
MAILS = budgets.Rule(free=3, first=timedelta(minutes=5), most=timedelta(hours=1), forget=timedelta(hours=6))


@transaction.atomic
def ask(*, address: str, machine: str) -> None:
    """Have a link written to this address if it has an account; too many wishes are silently left out."""
    mark = mails.address_mark(address)
    purses = [budgets.Purse("reset", mark, MAILS), budgets.Purse("reset-from", machine, budgets.MACHINE)]
    if not budgets.pay(*purses):
        mails.reset_asked.enqueue(mark=mark)


@transaction.atomic
def make(user: User) -> str:
    """A new link's token; those of before are void."""
    key = keys.new()
    token = links.token("reset", key)
    Reset.objects.filter(user=user, used_at=None).update(used_at=clock.now())
    Reset.objects.create(key=key, user=user, hash=links.sealed(token), expires_at=clock.now() + VALID_FOR)
    traces.tell(None, "password.link_sent", subject=str(user.key))
    return token


def find(token: str) -> Reset:
    """The wish behind a link, or the refusal that it is dead."""
    now = clock.now()
    found = Reset.objects.select_related("user").filter(hash=links.sealed(token), used_at=None, expires_at__gt=now)
    reset = found.filter(user__is_active=True).first()
    if reset is None or not links.genuine(token, kind="reset", key=reset.key):
        raise DeadLink
    return reset


@transaction.atomic
def carry_out(token: str, *, password: str) -> User:
    """Set the new password; the link is used up and every session of before has ended. Second factors stay."""
    reset = find(token)
    if not Reset.objects.filter(pk=reset.pk, used_at=None).update(used_at=clock.now()):
        raise DeadLink
    user = users.set_password(reset.user.key, new=password)
    sessions.sweep(user)
    traces.tell(user, "password.reset")
    return user
