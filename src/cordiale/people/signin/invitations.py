"""Invitations: somebody is asked to join by mail, and makes their own account through a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cordiale.core import clock, keys
from cordiale.people import teams, users
from cordiale.people.identifiers import Key, checked
from cordiale.people.models import Identifier, Team, User
from cordiale.people.refusals import EmailTaken
from cordiale.people.signin import links, mails, powers, traces
from cordiale.people.signin.models import Invitation
from cordiale.people.signin.refusals import AlreadyInvited, DeadLink, NoSuchInvitation

VALID_FOR = timedelta(days=7)
OPEN = {"accepted_at": None, "cancelled_at": None}


def waiting() -> QuerySet[Invitation]:
    """Those who have not answered, the latest first."""
    return Invitation.objects.filter(**OPEN).select_related("team", "by").order_by("-created_at")


@transaction.atomic
def invite(
    *, email: str, by: User, roles: Sequence[str] = (), team: Team | None = None, language: str = "fr"
) -> Invitation:
    """Invite an address; the roles and the team are given with the account."""
    address = checked(Key(Identifier.Kind.EMAIL, email)).normal
    if User.objects.filter(email=address).exists():
        raise EmailTaken(email=address)
    if Invitation.objects.filter(email=address, **OPEN).exists():
        raise AlreadyInvited
    powers.may_give(by, roles)
    key = keys.new()
    invitation = Invitation.objects.create(
        key=key, email=address, team=team, roles=list(roles), language=language, by=by, **_link(key, serial=0)
    )
    mails.invited.enqueue(invitation=str(key), serial=0)
    traces.tell(by, "account.invited", subject=str(key), roles=list(roles))
    return invitation


@transaction.atomic
def resend(key: UUID, *, by: User) -> Invitation:
    """Send it again with a new link; the one of before is void."""
    invitation = _waiting(key)
    invitation.serial += 1
    fresh = _link(invitation.key, serial=invitation.serial)
    Invitation.objects.filter(pk=invitation.pk).update(serial=invitation.serial, **fresh)
    mails.invited.enqueue(invitation=str(key), serial=invitation.serial)
    traces.tell(by, "account.invited", subject=str(key), again=True)
    return invitation


@transaction.atomic
def cancel(key: UUID, *, by: User) -> None:
    """Take it back; its link is void."""
    invitation = _waiting(key)
    invitation.cancelled_at = clock.now()
    invitation.save(update_fields=["cancelled_at"])
    traces.tell(by, "invitation.cancelled", subject=str(key))


def link(invitation: Invitation) -> str:
    """The address to hand over, for those who invite without a mail server."""
    return links.address("signin:accept", links.token("invitation", invitation.key, serial=invitation.serial))


def find(token: str) -> Invitation:
    """The invitation behind a link, or the refusal that it is dead."""
    found = Invitation.objects.filter(hash=links.sealed(token), expires_at__gt=clock.now(), **OPEN).first()
    if found is None or not links.genuine(token, kind="invitation", key=found.key, serial=found.serial):
        raise DeadLink
    return found


@transaction.atomic
def accept(token: str, *, name: str, password: str) -> User:
    """Make the account; the link is used up."""
    invitation = find(token)
    if not Invitation.objects.filter(pk=invitation.pk, **OPEN).update(accepted_at=clock.now()):
        raise DeadLink
    user = users.create(email=invitation.email, name=name, password=password, language=invitation.language)
    teams.join(user, team=invitation.team)
    powers.give(user, invitation.roles, by=invitation.by)
    traces.tell(user, "invitation.accepted", subject=str(invitation.key))
    return user


def _waiting(key: UUID) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(key=key, **OPEN).first()
    if invitation is None:
        raise NoSuchInvitation
    return invitation


def _link(key: UUID, *, serial: int) -> dict[str, object]:
    return {
        "hash": links.sealed(links.token("invitation", key, serial=serial)),
        "expires_at": clock.now() + VALID_FOR,
    }
