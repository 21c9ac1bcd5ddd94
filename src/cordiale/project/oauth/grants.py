"""What people agree to: give, withdraw, list."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from cordiale.core import clock
from cordiale.people import audit
from cordiale.people.models import User
from cordiale.project.oauth import telling, texts
from cordiale.project.oauth.asking import Asked
from cordiale.project.oauth.models import Application, Grant
from cordiale.project.oauth.refusals import NoSuchApplication
from cordiale.project.oauth.telling import CONNECTED, REPLAYED

CODE_FOR = timedelta(seconds=60)
LONGEST = timedelta(days=90)


@transaction.atomic
def give(asked: Asked, *, user: User) -> str:
    """Somebody agrees: the code that goes back with them. It is good once, for a minute, to whoever asked for it."""
    now, code, application = clock.now(), texts.new(texts.CODE), asked.application
    grant = Grant.objects.create(
        application=application, application_epoch=application.epoch, user=user, user_epoch=user.epoch,
        scope=str(asked.scope), kid=code.kid, digest=code.digest, redirect=asked.redirect, challenge=asked.challenge,
        created_at=now, code_expires_at=now + CODE_FOR, expires_at=until(application),
    )  # fmt: skip
    _tell(user, CONNECTED, grant, scope=grant.scope, until=grant.expires_at.isoformat())
    telling.of_grant(grant, kind=CONNECTED)
    return code.text


def until(application: Application) -> datetime:
    """When an agreement of today ends by itself."""
    return min(application.expires_at, clock.now() + LONGEST)


@transaction.atomic
def end(grant: Grant, *, why: Grant.End, by: User | None) -> None:
    """This agreement is over, with every token that came of it."""
    ended = Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=clock.now(), ended_why=why)
    if not ended:
        return
    stolen = why in (Grant.End.REPLAYED, Grant.End.MISUSED)
    _tell(by, REPLAYED if stolen else "app.disconnected", grant, why=str(why))
    if stolen:
        telling.of_grant(grant, kind=REPLAYED)


@transaction.atomic
def withdraw(application_key: UUID, *, user: User) -> Application:
    """Somebody takes back all they agreed to with an application."""
    mine = list(Grant.objects.filter(user=user, application__key=application_key).select_related("application", "user"))
    if not mine:
        raise NoSuchApplication
    for grant in mine:
        end(grant, why=Grant.End.WITHDRAWN, by=user)
    return mine[0].application


def holding() -> QuerySet[Grant]:
    """Agreements that were taken up and still hold; the same question as `Grant.holds_at`."""
    now = clock.now()
    return Grant.objects.filter(
        ended_at=None, expires_at__gt=now, code_used_at__isnull=False, user__is_active=True,
        application__state=Application.State.OPEN, application__expires_at__gt=now,
        application_epoch=F("application__epoch"), user_epoch=F("user__epoch"),
    )  # fmt: skip


def _tell(by: User | None, deed: str, grant: Grant, **detail: object) -> None:
    audit.write(by, deed, subject=str(grant.application.key), detail={"grant": str(grant.key), **detail})
