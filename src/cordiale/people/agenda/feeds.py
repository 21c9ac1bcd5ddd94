"""Secret addresses for calendar programs: shown once, kept as a hash, revoked at will."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cordiale.core import clock
from cordiale.people import audit
from cordiale.people.agenda import reading
from cordiale.people.agenda.models import Feed, Task
from cordiale.people.agenda.refusals import NoSuchFeed
from cordiale.people.models import User

MOST = 10
PAST = timedelta(days=60)
MOST_TASKS = 2_000


@transaction.atomic
def create(user: User, *, name: str = "") -> tuple[Feed, str]:
    """A new address; the token is told now and never again. The oldest of ten makes room."""
    token = secrets.token_urlsafe(32)
    made = Feed.objects.create(user=user, name=name.strip()[:60], hash=_hash(token))
    for old in Feed.objects.filter(user=user, revoked_at=None).order_by("-created_at")[MOST:]:
        old.revoked_at = clock.now()
        old.save(update_fields=["revoked_at"])
    audit.write(user, "agenda.opened", subject=str(made.key))
    return made, token


@transaction.atomic
def revoke(key: UUID, *, by: User) -> None:
    """Shut an address; programs that use it get nothing more."""
    if not Feed.objects.filter(key=key, user=by, revoked_at=None).update(revoked_at=clock.now()):
        raise NoSuchFeed
    audit.write(by, "agenda.shut", subject=str(key))


@transaction.atomic
def revoke_all() -> int:
    """Shut every address: after a restore, nobody knows which were shut since the backup."""
    count = Feed.objects.filter(revoked_at=None).update(revoked_at=clock.now())
    if count:
        audit.write(None, "agenda.shut", rows=count, detail={"why": "restored"})
    return count


@transaction.atomic
def reopen(key: UUID, *, by: User) -> None:
    """Open an address again that one shut by mistake, within the day."""
    since = clock.now() - timedelta(days=1)
    if not Feed.objects.filter(key=key, user=by, revoked_at__gte=since).update(revoked_at=None):
        raise NoSuchFeed
    audit.write(by, "agenda.opened", subject=str(key))


def find(token: str) -> Feed:
    """Whose tasks an address shows; the same refusal for unknown, revoked, and a colleague who left."""
    found = Feed.objects.select_related("user").filter(hash=_hash(token), revoked_at=None, user__is_active=True).first()
    if found is None:
        raise NoSuchFeed
    Feed.objects.filter(pk=found.pk).update(read_at=clock.now())
    return found


def tasks(user: User) -> list[Task]:
    """What a calendar shows: all that is open and dated, and what was done these two months."""
    since = clock.now() - PAST
    rows = Task.present.filter(Q(closed_at=None) | Q(closed_at__gte=since), assignee=user, on__isnull=False)
    return reading.seen(user, rows.select_related("party", "assignee").order_by("on", "id")[:MOST_TASKS])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
