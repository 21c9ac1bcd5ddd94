"""A party's old events for the timeline: one person's rows out of the lake, newest first, readable again.

Pure DuckDB: web processes call this and must not carry Ibis.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from cordiale.core.event import Event
from cordiale.lake import reader
from cordiale.lake.house import Lake
from cordiale.lake.keyring import Forgotten


@dataclass(frozen=True, slots=True)
class Before:
    """Where a page ended: the next one begins behind this event."""

    at: datetime
    id: UUID


def of_party(
    lake: Lake, party: UUID, *, before: Before | None = None, limit: int = 30, kinds: Collection[str] | None = None
) -> list[Event]:
    """Up to `limit` events of a party, older than `before`, newest first (ties by id); `kinds` keeps these alone."""
    pid = lake.keyring.pids([party], create=False).get(party)
    if pid is None:
        return []
    rows = _rows(lake, pid, before=before, limit=limit, kinds=kinds)
    return [_event(lake, party, row) for row in rows]


def _rows(
    lake: Lake, pid: int, *, before: Before | None, limit: int, kinds: Collection[str] | None
) -> list[dict[str, Any]]:
    condition, parameters = "", list[object]([pid])
    if before is not None:
        condition = ' AND month <= ? AND ("at", id) < (?, ?)'
        parameters = [pid, f"{before.at:%Y-%m}", before.at, before.id.bytes]
    if kinds is not None:
        condition += " AND list_contains(?, kind)"
        parameters.append(sorted(kinds))
    found = reader.duck(lake, ["events"]).connection.sql(
        'SELECT id, kind, "at", received_at, source, subject, amount, currency, data, pii FROM events'
        f' WHERE pid = ?{condition} ORDER BY "at" DESC, id DESC LIMIT {int(limit)}',
        params=parameters,
    )
    rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
    return rows


def tally(lake: Lake, party: UUID, *, since: datetime, without: Collection[UUID] = ()) -> list[tuple[str, str, int]]:
    """How many events of each kind a party has in each month (`2026-11`, UTC) from `since` on: (month, kind, count).

    `without` leaves out events that the caller counts from elsewhere.
    """
    pid = lake.keyring.pids([party], create=False).get(party)
    if pid is None:
        return []
    found = reader.duck(lake, ["events"]).connection.execute(
        'SELECT month, kind, count(*) FROM events WHERE pid = ? AND month >= ? AND "at" >= ?'
        " AND NOT list_contains(?::BLOB[], id) GROUP BY month, kind ORDER BY month, kind",
        [pid, f"{since:%Y-%m}", since, [one.bytes for one in without]],
    )
    return found.fetchall()


def held(lake: Lake, ids: Collection[UUID], *, since: datetime, until: datetime) -> set[UUID]:
    """Which of these events, told between the two moments, the lake holds and shows."""
    found = reader.duck(lake, ["events"]).connection.execute(
        "SELECT id FROM events WHERE month BETWEEN ? AND ? AND list_contains(?::BLOB[], id)",
        [f"{since:%Y-%m}", f"{until:%Y-%m}", [one.bytes for one in ids]],
    )
    return {UUID(bytes=one) for (one,) in found.fetchall()}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order, with the article's own name when the lake knows it."""

    order_ref: str
    product: str
    name: str
    category: str
    quantity: Decimal


def lines(lake: Lake, party: UUID, *, order_refs: Collection[str]) -> list[Line]:
    """The merchandise of some orders of a party, in the order of the lines."""
    pid = lake.keyring.pids([party], create=False).get(party) if order_refs else None
    if pid is None:
        return []
    found = reader.duck(lake, ["order_lines", "products"]).connection.execute(
        "SELECT l.order_ref, l.product, coalesce(p.name, ''), coalesce(p.category, ''), l.quantity FROM order_lines l"
        " LEFT JOIN products p ON p.product = l.product"
        " WHERE l.pid = ? AND l.kind = 'product' AND list_contains(?, l.order_ref) ORDER BY l.order_ref, l.line",
        [pid, sorted(order_refs)],
    )
    return [Line(*row) for row in found.fetchall()]


def _event(lake: Lake, party: UUID, row: Mapping[str, Any]) -> Event:
    return Event(
        kind=row["kind"],
        party=party,
        at=row["at"],
        id=UUID(bytes=row["id"]),
        source=row["source"],
        subject=row["subject"],
        amount=row["amount"],
        currency=row["currency"],
        data=json.loads(row["data"]) if row["data"] else {},
        personal=_personal(lake, party, row),
        received_at=row["received_at"],
    )


def _personal(lake: Lake, party: UUID, row: Mapping[str, Any]) -> Mapping[str, object]:
    if row["pii"] is None:
        return {}
    try:
        plain = lake.keyring.decrypt(party, row["pii"], associated=row["id"])
    except (Forgotten, InvalidTag):
        return {}  # forgotten between our two looks, or sealed under a key that is gone
    opened: Mapping[str, object] = json.loads(plain)
    return opened
