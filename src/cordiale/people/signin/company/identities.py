"""Whom the provider means: somebody we know, somebody we invited, or a new account if the settings give it a role."""

from __future__ import annotations

from django.db import transaction

from cordiale.core import clock
from cordiale.people import teams, users
from cordiale.people.models import User
from cordiale.people.signin import powers, traces
from cordiale.people.signin.company.provider import Provider
from cordiale.people.signin.company.tokens import Said, Unbelievable
from cordiale.people.signin.invitations import OPEN
from cordiale.people.signin.models import Identity, Invitation


@transaction.atomic
def recognise(provider: Provider, said: Said) -> User:
    """The account of this person. Known by issuer and subject; the first time, by the verified address."""
    known = Identity.objects.select_related("user").filter(issuer=provider.issuer, subject=said.subject).first()
    if known is not None:
        known.used_at = clock.now()
        known.save(update_fields=["used_at"])
        return _open(known.user)
    user = User.objects.filter(email=said.email).first() or _welcome(provider, said)
    if Identity.objects.filter(user=user, issuer=provider.issuer).exists():
        raise Unbelievable("subject_changed")
    Identity.objects.create(user=_open(user), issuer=provider.issuer, subject=said.subject)
    traces.tell(user, "identity.linked", subject=str(user.key))
    return user


def belongs(provider: Provider, said: Said, *, user: User) -> bool:
    """Whether the provider speaks of this very person."""
    return Identity.objects.filter(user=user, issuer=provider.issuer, subject=said.subject).exists()


def _open(user: User) -> User:
    if not user.is_active:
        raise Unbelievable("closed")
    return user


def _welcome(provider: Provider, said: Said) -> User:
    invitation = Invitation.objects.filter(email=said.email, expires_at__gt=clock.now(), **OPEN).first()
    if invitation is None and not provider.role:
        raise Unbelievable("unknown")
    user = users.create(email=said.email, name=said.name[:120])
    if invitation is None:
        powers.give(user, [provider.role], by=None)
        return user
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    teams.join(user, team=invitation.team)
    powers.give(user, invitation.roles, by=invitation.by)
    return user
