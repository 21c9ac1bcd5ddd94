"""Tokens: for a code, for a refresh token, shown at the door, given back.

A code and a refresh token are good once. One that comes a second time was stolen by the one or by the other who shows
it: the whole family ends (RFC 9700, 2.1.1 and 4.14.2). What ends a family is written before the refusal is raised.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from cordiale.core import clock
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.refusals import KeyRefused
from cordiale.project.oauth import grants, scopes, texts
from cordiale.project.oauth.models import Application, Grant, TokenPair
from cordiale.project.oauth.refusals import WrongGrant, WrongScope

ACCESS_FOR = timedelta(minutes=10)
IDLE_FOR = timedelta(days=30)
USED_EVERY = timedelta(minutes=1)
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
End = Grant.End


@dataclass(frozen=True, slots=True)
class Issued:
    """Two new tokens, in clear for the only time."""

    access: str
    refresh: str
    scope: str
    seconds: int


def exchange(text: str, *, verifier: str, redirect: str | None, application: Application) -> Issued:
    """The tokens for a code. Shown wrongly, even once, the code is spent."""
    code = texts.read(text, texts.CODE)
    grant = _grants().filter(kid=code.kid).first() if code else None
    if code is None or not code.opens(grant.digest if grant else None) or grant is None:
        raise WrongGrant
    with transaction.atomic():
        first = Grant.objects.filter(pk=grant.pk, code_used_at=None).update(code_used_at=clock.now())
        wrong = _wrong(grant, verifier=verifier, redirect=redirect, application=application) if first else End.REPLAYED
        if wrong is None:
            return _issue(grant, scope=grant.scope)
        grants.end(grant, why=wrong, by=None)
    raise WrongGrant


def _wrong(grant: Grant, *, verifier: str, redirect: str | None, application: Application) -> Grant.End | None:
    """Nothing, when its own application shows it in time, for the same address, with the word behind the challenge."""
    now = clock.now()
    theirs = grant.application_id == application.pk and redirect in (None, grant.redirect)
    if not theirs or not VERIFIER.fullmatch(verifier) or _challenge(verifier) != grant.challenge:
        return End.MISUSED
    return None if grant.code_expires_at > now and grant.holds_at(now) else End.LATE


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def refresh(text: str, *, scope: str | None, application: Application) -> Issued:
    """Two new tokens for a refresh token, which is spent. `scope` may only narrow the access token."""
    shown = texts.read(text, texts.REFRESH)
    pair = _pairs().filter(kid=shown.kid).first() if shown else None
    if shown is None or not shown.opens(pair.refresh_digest if pair else None) or pair is None:
        raise WrongGrant
    now, grant = clock.now(), pair.grant
    theirs = grant.application_id == application.pk
    if theirs and pair.refreshed_at is None:
        if not grant.holds_at(now) or pair.refresh_expires_at <= now:
            raise WrongGrant
        if scope and not scopes.read(scope) <= scopes.read(grant.scope):
            raise WrongScope
    with transaction.atomic():
        first = theirs and TokenPair.objects.filter(pk=pair.pk, refreshed_at=None).update(refreshed_at=now)
        if first:
            return _issue(grant, scope=str(scopes.read(scope)) if scope else grant.scope)
        grants.end(grant, why=End.REPLAYED if theirs else End.MISUSED, by=None)
    raise WrongGrant


def _issue(grant: Grant, *, scope: str) -> Issued:
    now, access = clock.now(), texts.new(texts.ACCESS)
    again = texts.new(texts.REFRESH, access.kid)
    access_until = min(now + ACCESS_FOR, grant.expires_at)
    TokenPair.objects.create(
        grant=grant, kid=access.kid, scope=scope, access_digest=access.digest, access_expires_at=access_until,
        refresh_digest=again.digest, refresh_expires_at=min(now + IDLE_FOR, grant.expires_at), created_at=now,
    )  # fmt: skip
    return Issued(access.text, again.text, scope, int((access_until - now).total_seconds()))


def give_back(text: str, *, application: Application) -> None:
    """The application is done with what it was given: the family ends, whichever of its tokens is shown (RFC 7009).

    An unknown token is no mistake; another application's is.
    """
    shown = texts.read(text, texts.ACCESS, texts.REFRESH)
    pair = _pairs().filter(kid=shown.kid).first() if shown else None
    kept = (pair.access_digest if shown.prefix == texts.ACCESS else pair.refresh_digest) if shown and pair else None
    if shown is None or not shown.opens(kept) or pair is None:
        return
    if pair.grant.application_id != application.pk:
        raise WrongGrant
    grants.end(pair.grant, why=End.RETURNED, by=None)


def recognise(text: str, *, address: str) -> Principal:
    """Whom an access token stands for, and how far: asked anew at every call, so whatever ended, ended at once."""
    shown = texts.read(text, texts.ACCESS)
    pair = _pairs().filter(kid=shown.kid).first() if shown else None
    now = clock.now()
    if shown is None or not shown.opens(pair.access_digest if pair else None) or pair is None:
        raise KeyRefused
    grant = pair.grant
    if pair.access_expires_at <= now or not grant.holds_at(now):
        raise KeyRefused
    if grant.last_used_at is None or now - grant.last_used_at > USED_EVERY:
        Grant.objects.filter(pk=grant.pk).update(last_used_at=now, last_used_from=address[:45])
    application = grant.application
    scope = scopes.read(pair.scope)
    return Principal(
        user=grant.user, holder=f"app:{application.kid}:{grant.user_id}", name=application.name, verbs=scope.verbs,
        levels=scope.levels, calls_per_minute=application.calls_per_minute, rows_per_day=application.rows_per_day,
        persons_budget=True,
    )  # fmt: skip


def _grants() -> QuerySet[Grant]:
    return Grant.objects.select_related("application", "user")


def _pairs() -> QuerySet[TokenPair]:
    return TokenPair.objects.select_related("grant__application", "grant__user")
