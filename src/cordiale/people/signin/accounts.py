"""Accounts as those who administer the house see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max

from cordiale.people import users
from cordiale.people.models import User
from cordiale.people.signin import sessions, traces
from cordiale.people.signin.models import Session
from cordiale.people.signin.refusals import NoSuchAccount, NotYourself

PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some accounts in the order of their addresses, and the query string of those that follow."""

    rows: Sequence[User]
    following: str


def page(*, after: str = "") -> Page:
    """A page of accounts, each with `factor_count` and `seen_at`; three queries however many there are."""
    found = User.objects.filter(email__gt=after).select_related("team").order_by("email")
    rows = list(found.annotate(factor_count=Count("factors"))[: PAGE + 1])
    seen = dict(
        Session.objects.filter(user__in=rows).values("user").annotate(at=Max("seen_at")).values_list("user", "at")
    )
    for row in rows:
        row.seen_at = seen.get(row.pk)  # type: ignore[attr-defined]
    return Page(rows[:PAGE], f"after={rows[PAGE - 1].email}" if len(rows) > PAGE else "")


def one(key: UUID) -> User:
    """The account of this key."""
    found = User.objects.filter(key=key).first()
    if found is None:
        raise NoSuchAccount
    return found


@transaction.atomic
def close(key: UUID, *, by: User) -> User:
    """Close somebody's account; every session of theirs ends at once."""
    person = one(key)
    if person.pk == by.pk:
        raise NotYourself
    users.close(key)
    sessions.sweep(person)
    traces.tell(by, "account.closed", subject=str(key))
    return person


@transaction.atomic
def reopen(key: UUID, *, by: User) -> User:
    """Open a closed account again."""
    person = users.reopen(one(key).key)
    traces.tell(by, "account.reopened", subject=str(key))
    return person
