"""Deeds on applications: register, change, approve, suspend, stop, renew the secret.

Every deed but the approval takes the application out of service or makes it work less, and whatever takes it out of
service raises the epoch: approved again, it starts without a single token.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.models import User
from cordiale.project.oauth import redirects, scopes, telling, texts
from cordiale.project.oauth.models import Application
from cordiale.project.oauth.refusals import (
    BadApplication,
    NoSuchApplication,
    NotConfidential,
    NotWaiting,
    NotYourOwnApplication,
    StoppedForGood,
)

LONGEST = timedelta(days=365)
CLIENT_ID = re.compile(r"app_([0-9a-f]{12})")
State = Application.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an application is and how far it may go: all that the second person agrees to."""

    name: str
    reason: str
    home_page: str
    redirects: Collection[str]
    confidential: bool
    scope: scopes.Scope
    expires_at: datetime
    calls_per_minute: int = 600
    rows_per_day: int = 10_000

    def fields(self) -> dict[str, object]:
        """As the row keeps them."""
        kept = {"name": naming.clean(self.name)[:80], "reason": naming.clean(self.reason)[:200]}
        return asdict(self) | kept | {"scope": str(self.scope), "redirects": list(dict.fromkeys(self.redirects))}


@transaction.atomic
def register(terms: Terms, *, by: User) -> tuple[Application, str]:
    """Write an application down, and give its secret if it can keep one; nothing works before somebody else agrees."""
    _check(terms)
    now = clock.now()
    row = Application(kid=texts.new_kid(), registered_by=by, registered_at=now, changed_by=by, changed_at=now)
    _say(row, terms)
    secret = _secret(row) if row.confidential else ""
    row.save()
    _tell(by, "app.registered", row, scope=row.scope)
    telling.waits(row, by=by)
    return row, secret


@transaction.atomic
def change(key: UUID, terms: Terms, *, by: User) -> tuple[Application, str]:
    """Say anew what it is: everything given out before ends, and somebody else agrees again."""
    row = _living(key)
    _check(terms)
    _say(row, terms)
    secret = _secret(row) if row.confidential and not row.digest else ""
    if not row.confidential:
        row.digest = ""
    row.changed_by, row.changed_at = by, clock.now()
    row.approved_by = row.approved_at = None
    _out_of_service(row, State.WAITING)
    row.save()
    _tell(by, "app.changed", row, scope=row.scope)
    telling.waits(row, by=by)
    return row, secret


@transaction.atomic
def approve(key: UUID, *, by: User) -> Application:
    """The second person's yes: from now on people may connect it to their account."""
    row = _living(key)
    if row.state == State.OPEN:
        raise NotWaiting
    if by.pk in (row.registered_by_id, row.changed_by_id):
        raise NotYourOwnApplication
    row.state, row.approved_by, row.approved_at = State.OPEN, by, clock.now()
    row.save(update_fields=["state", "approved_by", "approved_at"])
    _tell(by, "app.approved", row, scope=row.scope)
    return row


@transaction.atomic
def suspend(key: UUID, *, by: User) -> Application:
    """Out of service at once, until it is approved again; people then agree anew."""
    row = _living(key)
    if row.state != State.SUSPENDED:
        _out_of_service(row, State.SUSPENDED)
        row.save(update_fields=["state", "epoch"])
        _tell(by, "app.suspended", row)
    return row


@transaction.atomic
def stop(key: UUID, *, by: User) -> Application:
    """Out of service at once and for good. A second time changes nothing."""
    row = _locked(key)
    if row.state != State.CLOSED:
        _out_of_service(row, State.CLOSED)
        row.save(update_fields=["state", "epoch"])
        _tell(by, "app.stopped", row)
    return row


@transaction.atomic
def suspend_all() -> int:
    """Every application out of service: after a restore, nobody knows which were stopped, or left, since the backup."""
    Application.objects.update(epoch=F("epoch") + 1)
    count = Application.objects.filter(state=State.OPEN).update(state=State.SUSPENDED)
    if count:
        audit.write(None, "app.suspended", rows=count, detail={"why": "restored"})
    return count


@transaction.atomic
def renew_secret(key: UUID, *, by: User) -> tuple[Application, str]:
    """Another secret; the one before opens nothing from this moment on. People need not agree anew."""
    row = _living(key)
    if not row.confidential:
        raise NotConfidential
    secret = _secret(row)
    row.save(update_fields=["digest"])
    _tell(by, "app.secret_renewed", row)
    return row, secret


def one(key: UUID) -> Application:
    """The application of this key."""
    row = Application.objects.select_related("registered_by", "changed_by", "approved_by").filter(key=key).first()
    if row is None:
        raise NoSuchApplication
    return row


def by_client_id(text: str) -> Application | None:
    """The application that calls itself so."""
    form = CLIENT_ID.fullmatch(text)
    return Application.objects.filter(kid=form[1]).first() if form else None


def _check(terms: Terms) -> None:
    now = clock.now()
    if not naming.clean(terms.name) or not naming.clean(terms.reason):
        raise BadApplication(why=_("dites son nom et à quoi elle sert."))
    if not _is_page(terms.home_page):
        raise BadApplication(why=_("l’adresse de son site commence par https://."))
    if not 1 <= len(terms.redirects) <= redirects.MOST or not all(map(redirects.acceptable, terms.redirects)):
        raise BadApplication(
            why=_("écrivez en entier chaque adresse de retour, en https:// ou, sur la machine, http://127.0.0.1/.")
        )
    if not terms.scope or not terms.scope.words <= scopes.KNOWN:
        raise BadApplication(why=_("choisissez ce qu’elle peut demander."))
    if not now < terms.expires_at <= now + LONGEST:
        raise BadApplication(why=_("elle finit dans un an au plus."))


def _say(row: Application, terms: Terms) -> None:
    for name, value in terms.fields().items():
        setattr(row, name, value)


def _is_page(address: str) -> bool:
    return redirects.acceptable(address) and urlsplit(address).scheme == "https" and len(address) <= 200


def _living(key: UUID) -> Application:
    row = _locked(key)
    if row.state == State.CLOSED:
        raise StoppedForGood
    return row


def _locked(key: UUID) -> Application:
    row = Application.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NoSuchApplication
    return row


def _out_of_service(row: Application, state: Application.State) -> None:
    row.state, row.epoch = state, row.epoch + 1


def _secret(row: Application) -> str:
    made = texts.new(texts.CLIENT, row.kid)
    row.digest = made.digest
    return made.text


def _tell(by: User, deed: str, row: Application, **detail: object) -> None:
    audit.write(by, deed, subject=str(row.key), detail={"app": row.client_id, **detail})
