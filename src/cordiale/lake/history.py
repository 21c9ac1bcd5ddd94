"""A party's old events for the timeline: one person's rows out of the lake, newest first, readable again.

Pure DuckDB: web processes call this and must not carry Ibis.
"""

import json
from collections.abc import Collection, Mapping, Sequence
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
    lake: Lake,
    party: UUID,
    *,
    before: Before | None = None,
    limit: int = 30,
    kinds: Collection[str] | None = None,
    also: Collection[UUID] = (),
) -> list[Event]:
    """Up to `limit` events of a party, older than `before`, newest first (ties by id); `kinds` keeps these alone.

    `also` are the parties that were merged into it: their events are told as its own.
    """
    pids = lake.keyring.pids([party, *also], create=False)
    if not pids:
        return []
    rows = _rows(lake, list(pids.values()), before=before, limit=limit, kinds=kinds)
    whose = {pid: one for one, pid in pids.items()}
    return [_event(lake, party, row, sealed_for=whose[row["pid"]]) for row in rows]


def _rows(
    lake: Lake, pids: Sequence[int], *, before: Before | None, limit: int, kinds: Collection[str] | None
) -> list[dict[str, Any]]:
    condition, parameters = "", list[object](pids)
    if before is not None:
        condition = ' AND month <= ? AND ("at", id) < (?, ?)'
        parameters += [f"{before.at:%Y-%m}", before.at, before.id.bytes]
    if kinds is not None:
        condition += " AND list_contains(?, kind)"
        parameters.append(sorted(kinds))
    found = reader.duck(lake, ["events"]).connection.sql(
        'SELECT id, pid, kind, "at", received_at, source, subject, amount, currency, data, pii FROM events'
        f' WHERE {_of(pids)}{condition} ORDER BY "at" DESC, id DESC LIMIT {int(limit)}',
        params=parameters,
    )
    rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
    return rows


def _of(pids: Sequence[int]) -> str:
    """The condition that a fact belongs to one of these numbers; each is a parameter."""
    return "pid = ?" if len(pids) == 1 else f"pid IN ({', '.join('?' for _ in pids)})"


def tally(
    lake: Lake, party: UUID, *, since: datetime, without: Collection[UUID] = (), also: Collection[UUID] = ()
) -> list[tuple[str, str, int]]:
    """How many events of each kind a party has in each month (`2026-11`, UTC) from `since` on: (month, kind, count).

    `without` leaves out events that the caller counts from elsewhere.
    """
    pids = list(lake.keyring.pids([party, *also], create=False).values())
    if not pids:
        return []
    found = reader.duck(lake, ["events"]).connection.execute(
        f'SELECT month, kind, count(*) FROM events WHERE {_of(pids)} AND month >= ? AND "at" >= ?'
        " AND NOT list_contains(?::BLOB[], id) GROUP BY month, kind ORDER BY month, kind",
        [*pids, f"{since:%Y-%m}", since, [one.bytes for one in without]],
    )
    return found.fetchall()


def count(lake: Lake, parties: Collection[UUID]) -> dict[UUID, int]:
    """How many events the lake holds of each of these parties; those with none are left out."""
    pids = lake.keyring.pids(parties, create=False)
    if not pids:
        return {}
    found = reader.duck(lake, ["events"]).connection.execute(
        "SELECT pid, count(*) FROM events WHERE list_contains(?::BIGINT[], pid) GROUP BY pid", [list(pids.values())]
    )
    numbers = dict(found.fetchall())
    return {party: numbers[pid] for party, pid in pids.items() if pid in numbers}


def heard(lake: Lake, parties: Collection[UUID], *, kinds: Collection[str], since: datetime) -> set[UUID]:
    """Which of these parties the lake has an event of one of these kinds of, since then."""
    pids = {pid: party for party, pid in lake.keyring.pids(parties, create=False).items()}
    if not pids:
        return set()
    found = reader.duck(lake, ["events"]).connection.execute(
        "SELECT DISTINCT pid FROM events WHERE pid IN (SELECT unnest(?::BIGINT[]))"
        ' AND list_contains(?::VARCHAR[], kind) AND month >= ? AND "at" >= ?',
        [list(pids), sorted(kinds), f"{since:%Y-%m}", since],
    )
    return {pids[pid] for (pid,) in found.fetchall()}


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


def lines(lake: Lake, party: UUID, *, order_refs: Collection[str], also: Collection[UUID] = ()) -> list[Line]:
    """The merchandise of some orders of a party, in the order of the lines."""
    pids = list(lake.keyring.pids([party, *also], create=False).values()) if order_refs else []
    if not pids:
        return []
    found = reader.duck(lake, ["order_lines", "products"]).connection.execute(
        "SELECT l.order_ref, l.product, coalesce(p.name, ''), coalesce(p.category, ''), l.quantity FROM order_lines l"
        " LEFT JOIN products p ON p.product = l.product"
        f" WHERE l.{_of(pids)} AND l.kind = 'product' AND list_contains(?, l.order_ref) ORDER BY l.order_ref, l.line",
        [*pids, sorted(order_refs)],
    )
    return [Line(*row) for row in found.fetchall()]


def _event(lake: Lake, party: UUID, row: Mapping[str, Any], *, sealed_for: UUID) -> Event:
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
        personal=_personal(lake, sealed_for, row),
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
