"""Deeds on keys: make, end, recognise."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cordiale.core import clock
from cordiale.people import audit, naming, rights
from cordiale.people.models import User
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.models import ApiKey
from cordiale.project.api.refusals import BadAccess, KeyRefused, NoSuchKey, PlaceRefused

LONGEST = timedelta(days=365)
FORM = re.compile(r"crd_([0-9a-z]{12})_([A-Za-z0-9_-]{43})")
USED_EVERY = timedelta(minutes=1)
_NOBODY = hashlib.sha256(secrets.token_bytes(32)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a key is for and how far it goes."""

    name: str
    reason: str
    verbs: Collection[str]
    expires_at: datetime
    levels: Mapping[str, str] = field(default_factory=dict)
    networks: Collection[str] = ()
    calls_per_minute: int = 600
    rows_per_day: int = 100_000


@transaction.atomic
def create(terms: Terms, *, owner: User, by: User) -> tuple[ApiKey, str]:
    """Make a key and give its text, which is nowhere to be found afterwards.

    Refused when it would allow what its owner may not do, or live longer than a year.
    """
    _check(terms, owner=owner)
    kid, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        kid=kid, digest=_digest(secret), name=naming.clean(terms.name)[:80], reason=naming.clean(terms.reason)[:200],
        owner=owner, epoch=owner.epoch, created_by=by, verbs=sorted(set(terms.verbs)), levels=dict(terms.levels),
        networks=[str(ipaddress.ip_network(one)) for one in terms.networks], calls_per_minute=terms.calls_per_minute,
        rows_per_day=terms.rows_per_day, expires_at=terms.expires_at,
    )  # fmt: skip
    detail = {"kid": kid, "owner": str(owner.key), "verbs": row.verbs, "until": terms.expires_at.isoformat()}
    audit.write(by, "access.given", subject=str(row.key), detail=detail)
    return row, f"crd_{kid}_{secret}"


def _check(terms: Terms, *, owner: User) -> None:
    now = clock.now()
    if not naming.clean(terms.name) or not naming.clean(terms.reason):
        raise BadAccess(why=_("dites son nom et à quoi il sert."))
    if not terms.verbs:
        raise BadAccess(why=_("choisissez ce qu’il permet."))
    beyond = [verb for verb in terms.verbs if not rights.allow(owner, verb)]
    if beyond:
        raise BadAccess(
            why=_("son titulaire n’a pas lui-même le droit de faire ceci : %(verbs)s.") % {"verbs": ", ".join(beyond)}
        )
    if not now < terms.expires_at <= now + LONGEST:
        raise BadAccess(why=_("il finit dans un an au plus."))
    try:
        for one in terms.networks:
            ipaddress.ip_network(one)
    except ValueError:
        raise BadAccess(why=_("écrivez les réseaux comme 192.0.2.0/24.")) from None


@transaction.atomic
def end(key: UUID, *, by: User) -> ApiKey:
    """Shut a key at once and for good. A second time changes nothing."""
    row = ApiKey.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NoSuchKey
    if row.ended_at is None:
        row.ended_at, row.ended_by = clock.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        audit.write(by, "access.ended", subject=str(row.key), detail={"kid": row.kid})
    return row


@transaction.atomic
def end_all() -> int:
    """End every key: after a restore, nobody knows which were ended since the backup, or why."""
    count = ApiKey.objects.filter(ended_at=None).update(ended_at=clock.now())
    if count:
        audit.write(None, "access.ended", rows=count, detail={"why": "restored"})
    return count


def recognise(text: str, *, address: str) -> Principal:
    """Whose key this is. Wrong, expired, ended, of a closed account or an earlier epoch: one refusal."""
    form = FORM.fullmatch(text)
    row = ApiKey.objects.select_related("owner").filter(kid=form[1]).first() if form else None
    right = hmac.compare_digest(row.digest if row else _NOBODY, _digest(form[2] if form else text))
    if row is None or not right:
        raise KeyRefused
    now, owner = clock.now(), row.owner
    if row.ended_at or row.expires_at <= now or not owner.is_active or owner.epoch != row.epoch:
        raise KeyRefused
    if row.networks and not _within(address, row.networks):
        raise PlaceRefused
    if row.last_used_at is None or now - row.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return Principal(
        user=owner, holder=f"key:{row.kid}", name=row.name, verbs=frozenset(row.verbs), levels=row.levels,
        calls_per_minute=row.calls_per_minute, rows_per_day=row.rows_per_day,
    )  # fmt: skip


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _within(address: str, networks: Collection[str]) -> bool:
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(told in ipaddress.ip_network(one) for one in networks)
