"""The history of a record: one row per save, its seal in the log."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from cordiale.core import clock
from cordiale.people import bulk
from cordiale.people.audit import canonical, chain
from cordiale.people.audit.chain import Actor
from cordiale.people.audit.models import RecordChange
from cordiale.people.models import Party

DEED = "party.updated"
MANY = "party.bulk_updated"


@transaction.atomic
def keep(actor: Actor, party: Party, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> RecordChange | None:
    """Write what differs. The log learns which fields changed and the seal of the values, never the values."""
    old = {name: plain(value) for name, value in before.items()}
    new = {name: plain(value) for name, value in after.items()}
    fields = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if not fields:
        return None
    row = RecordChange(
        party=party,
        at=clock.now(),
        actor=chain.key_of(actor),
        before={name: old.get(name) for name in fields},
        after={name: new.get(name) for name in fields},
        salt=secrets.token_hex(32),
    )
    row.save(force_insert=True)
    detail = {"fields": fields, "change": str(row.key), "seal": seal(row)}
    chain.append(actor, DEED, party=party, subject="", rows=None, detail=detail)
    return row


def seal(row: RecordChange) -> str:
    """What proves later that the history still holds what was written; without its salt it tells nothing."""
    told = canonical.text([row.before, row.after]).encode()
    return hmac.new(bytes.fromhex(row.salt), told, hashlib.sha256).hexdigest()


def plain(value: Any) -> Any:
    """A value as JSON keeps it: rows by their key, days and keys as texts."""
    if isinstance(value, models.Model):
        return str(getattr(value, "key", value.pk))
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


@transaction.atomic
def keep_many(actor: Actor, rows: Mapping[int, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """One save each of many records (by primary key: before, after), and one entry in the log that seals them all."""
    at, who = clock.now(), chain.key_of(actor)
    made = [
        RecordChange(
            party_id=pk, at=at, actor=who, before=dict(before), after=dict(after), salt=secrets.token_hex(32)
        )
        for pk, (before, after) in rows.items()
    ]  # fmt: skip
    columns = ("key", "party_id", "at", "actor", "before", "after", "salt")
    bulk.insert(RecordChange, columns=columns, rows=[[getattr(row, name) for name in columns] for row in made])
    fields = sorted({name for before, after in rows.values() for name in (*before, *after)})
    detail = {
        "fields": fields,
        "seals": _together(made),
        "span": [str(min(row.key for row in made)), str(max(row.key for row in made))],
        "sealed_at": at.isoformat(),
    }
    chain.append(actor, MANY, party=None, subject="", rows=len(made), detail=detail)


def sealed(told: Mapping[str, Any]) -> list[RecordChange]:
    """The rows an entry's detail sealed, as far as they still stand."""
    if "change" in told:
        return list(RecordChange.objects.filter(key=told["change"]))
    if "span" not in told:
        return []
    first, last = told["span"]
    if not (isinstance(first, str) and isinstance(last, str)):
        return []  # an early version named no keys
    rows = RecordChange.objects.filter(key__gte=first, key__lte=last, at=datetime.fromisoformat(told["sealed_at"]))
    return list(rows)


def seal_of(rows: list[RecordChange], told: Mapping[str, Any]) -> str:
    """The seal that these rows have now."""
    return seal(rows[0]) if "change" in told else _together(rows)


def _together(rows: list[RecordChange]) -> str:
    ordered = sorted(rows, key=lambda row: row.key)
    return hashlib.sha256("".join(map(seal, ordered)).encode()).hexdigest()
