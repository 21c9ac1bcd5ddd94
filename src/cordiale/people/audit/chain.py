"""Appending: each entry is chained in its own transaction, so that no moment exists where one could vanish unseen.

One chain would make every writer wait for the commit of the one before. PostgreSQL therefore has several lanes, each
a chain: a transaction takes the first lane that is free and holds it until it ends. SQLite has one writer at a time
anyway, and one lane (docs/adr/0009).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from cordiale.core import clock
from cordiale.people.audit import canonical
from cordiale.people.audit.canonical import Body
from cordiale.people.models import Party, User

Actor = User | AnonymousUser | UUID | None
LANES = 32
LOCKS = 0x41554449  # the first half of our advisory locks; the lane is the second
TAKE_LANE = """
select lane from (select (one + pg_backend_pid()) %% %s as lane from generate_series(0, %s) as one) as lanes
where pg_try_advisory_xact_lock(%s, lane) limit 1
"""
HEAD = "select position, hash from audit_entry where lane = %s order by position desc limit 1"
INSERT = """
insert into audit_entry (lane, position, at, actor, deed, party, subject, rows, detail, hash)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def append(
    actor: Actor,
    deed: str,
    *,
    party: Party | UUID | None,
    subject: str,
    rows: int | None,
    detail: Mapping[str, Any],
) -> Body:
    """Chain one entry behind the last of its lane."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        lane = _lane(cursor)
        before, previous = _head(cursor, lane)
        body = Body(
            lane=lane,
            position=before + 1,
            at=clock.now(),
            actor=key_of(actor),
            deed=deed[:60],
            party=party.key if isinstance(party, Party) else party,
            subject=subject[:160],
            rows=rows,
            detail=canonical.detail(detail),
        )
        cursor.execute(INSERT, [*_columns(body), body.hashed(previous=previous)])
    return body


def key_of(actor: Actor) -> UUID | None:
    """The key that stands for somebody in the log; strangers and the house have none."""
    if actor is None or isinstance(actor, UUID):
        return actor
    return actor.key if isinstance(actor, User) else None


def _lane(cursor: Any) -> int:
    """The lane of this transaction: one that nobody holds, or the wait for one."""
    if connection.vendor == "sqlite":
        return 0
    cursor.execute(TAKE_LANE, [LANES, LANES - 1, LOCKS])
    taken = cursor.fetchone()
    if taken is not None:
        return int(taken[0])
    cursor.execute("select pg_backend_pid() %% %s", [LANES])
    lane = int(cursor.fetchone()[0])
    cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCKS, lane])
    return lane


def _head(cursor: Any, lane: int) -> tuple[int, str]:
    cursor.execute(HEAD, [lane])
    found = cursor.fetchone()
    if found is not None:
        return int(found[0]), str(found[1])
    cursor.execute("select position, hash from audit_cut where lane = %s", [lane])
    cut = cursor.fetchone()
    return (int(cut[0]), str(cut[1])) if cut else (0, canonical.NOTHING_BEFORE)


def _columns(body: Body) -> list[Any]:
    as_text = connection.vendor == "sqlite"
    keys = [key.hex if key and as_text else key for key in (body.actor, body.party)]
    at = connection.ops.adapt_datetimefield_value(body.at)
    return [
        body.lane, body.position, at, keys[0], body.deed, keys[1], body.subject, body.rows, body.detail,
    ]  # fmt: skip
