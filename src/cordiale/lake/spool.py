"""The spool: where an event becomes durable, before anybody is told that it was accepted."""

import sqlite3
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from cordiale.core.event import Event
from cordiale.lake.leases import Leases
from cordiale.lake.quarantine import Quarantine
from cordiale.lake.store import Cursor, Store, open_store
from cordiale.lake.wire import Encoded, encode, source_mark

MAX_BODY = 4 * 1024 * 1024
BULK_ROWS = 2_000  # one durable transaction of the bulk path; small, so that single events get their turn
READ_BYTES = 8 * 1024 * 1024  # a batch of orders takes a dozen times that much while it is spread
PAGE_BYTES = 8 * 1024 * 1024
PAGE_ROWS = 2_000
PRUNE_ROWS = 2_000
KNOWN_FOR = timedelta(days=14)

# `entry` is the queue: bodies by position, cut off at the front. `known` is the memory of ids: derived ones (UUID
# version 8: facts that may arrive again at any time, as a file imported twice) for ever, others for a while.
_TABLES = (
    "CREATE TABLE IF NOT EXISTS lake_spool_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lake_spool_entry ({serial}, id {bytes} NOT NULL, body {bytes} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lake_spool_known (id {bytes} PRIMARY KEY, source BIGINT NOT NULL, until BIGINT) {tail}",
    "CREATE INDEX IF NOT EXISTS lake_spool_known_until ON lake_spool_known (until) WHERE until IS NOT NULL",
)
_SQLITE = {
    "serial": "position INTEGER PRIMARY KEY AUTOINCREMENT",
    "bytes": "BLOB",
    "real": "REAL",
    "tail": "WITHOUT ROWID",
}
_POSTGRES = {"serial": "position BIGSERIAL PRIMARY KEY", "bytes": "BYTEA", "real": "DOUBLE PRECISION", "tail": ""}
DERIVED = 8  # the UUID version of ids made from what they name


class EventTooLarge(ValueError):
    """One event's body is over the limit; nothing of its batch was written."""


def check_size(row: Encoded) -> None:
    """Refuse an event that no reader could hold beside others."""
    if len(row.body) > MAX_BODY:
        raise EventTooLarge(f"an event takes {len(row.body)} bytes, {MAX_BODY} are the limit")


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive entries: positions ascending, the ids and bodies beside them."""

    positions: list[int]
    ids: list[bytes]
    bodies: list[bytes]

    def __len__(self) -> int:
        return len(self.positions)

    def take(self, rows: Sequence[tuple[int, bytes, bytes]]) -> int:
        """Add rows, and say how many bytes their bodies have.

        Rows are not kept as tuples: fifty thousand of them keep the garbage collector busier than the rest of a load.
        """
        if not rows:
            return 0
        positions, ids, bodies = zip(*rows, strict=True)
        self.positions.extend(positions)
        self.ids.extend(ids)
        self.bodies.extend(bodies)
        return sum(map(len, bodies))


class Spool:
    """A durable, idempotent queue of events, read by position."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._make_tables()
        self.key = self._stable_key()
        self.leases = Leases(store)
        self.quarantine = Quarantine(store)

    @classmethod
    def open(cls, url: str) -> "Spool":
        """The spool in `sqlite:///file` or in a PostgreSQL database; its tables are made when missing."""
        return cls(open_store(url, secure_delete=True))

    def _make_tables(self) -> None:
        words = _POSTGRES if self._store.postgres else _SQLITE
        with self._store.write() as cursor:
            self._store.in_order(cursor)
            for statement in (*_TABLES, *Leases.tables, *Quarantine.tables):
                cursor.execute(statement.format(**words))

    def _stable_key(self) -> str:
        with self._store.write() as cursor:
            cursor.execute(
                "INSERT INTO lake_spool_meta (name, value) VALUES ('key', ?) ON CONFLICT (name) DO NOTHING",
                (uuid.uuid4().hex,),
            )
            key: str = cursor.execute("SELECT value FROM lake_spool_meta WHERE name = 'key'").fetchone()[0]
            return key

    def append(self, events: Sequence[Event]) -> int:
        """Write all the events in one durable transaction; how many were new. An id seen before is not an error."""
        return self._append([encode(event) for event in events])

    def append_encoded(self, rows: Iterable[Encoded]) -> int:
        """The bulk path: any number of encoded events, a durable transaction every few thousand; how many were new."""
        new = 0
        rows = iter(rows)
        while chunk := list(islice(rows, BULK_ROWS)):
            new += self._append(chunk)
        return new

    def _append(self, rows: Sequence[Encoded]) -> int:
        if not rows:
            return 0
        for row in rows:
            check_size(row)
        if self._store.postgres:
            return self._insert(_append_postgres, rows)
        try:
            return self._insert(_append_sqlite, rows)
        except sqlite3.IntegrityError:  # some ids are known: look which, in a transaction of its own
            return self._insert(_append_unknown_sqlite, rows)

    def _insert(self, insert: "Insert", rows: Sequence[Encoded]) -> int:
        with self._store.write() as cursor:
            self._store.in_order(cursor)  # a reader must never pass a position that is still to be committed
            until = int(self._store.now(cursor) + KNOWN_FOR.total_seconds())
            return insert(
                cursor, rows, [(row.id, row.source, None if row.id[6] >> 4 == DERIVED else until) for row in rows]
            )

    def read(self, after: int, limit: int, *, max_bytes: int = READ_BYTES) -> Batch:
        """Up to `limit` entries behind position `after`, fewer when their bodies exceed `max_bytes`."""
        batch = Batch([], [], [])
        size, page = 0, 100
        with self._store.read() as cursor:
            while size < max_bytes and (wanted := min(page, limit - len(batch))) > 0:
                cursor.execute(
                    "SELECT position, id, body FROM lake_spool_entry WHERE position > ? ORDER BY position LIMIT ?",
                    (after, wanted),
                )
                rows = cursor.fetchall()
                got = batch.take(rows)
                if len(rows) < wanted:
                    break
                after = batch.positions[-1]
                size += got
                page = max(10, min(PAGE_ROWS, PAGE_BYTES * wanted // (got + 1)))
        return batch

    def last_position(self) -> int:
        """The newest entry's position, 0 when nothing waits."""
        with self._store.read() as cursor:
            return int(cursor.execute("SELECT coalesce(max(position), 0) FROM lake_spool_entry").fetchone()[0])

    def waiting(self, after: int) -> int:
        """How many entries stand behind position `after`."""
        with self._store.read() as cursor:
            cursor.execute("SELECT count(*) FROM lake_spool_entry WHERE position > ?", (after,))
            return int(cursor.fetchone()[0])

    def prune(self, upto: int) -> int:
        """Drop the bodies up to a position that the lake holds durably; their ids stay known. How many went."""
        gone = 0
        while pruned := self._prune_some(upto):
            gone += pruned
        return gone

    def _prune_some(self, upto: int) -> int:
        with self._store.write() as cursor:
            cursor.execute(
                "SELECT max(position) FROM (SELECT position FROM lake_spool_entry WHERE position <= ?"
                " ORDER BY position LIMIT ?) AS oldest",
                (upto, PRUNE_ROWS),
            )
            last = cursor.fetchone()[0]
            if last is None:
                cursor.execute("DELETE FROM lake_spool_known WHERE until < ?", (int(self._store.now(cursor)),))
                return 0
            return cursor.execute("DELETE FROM lake_spool_entry WHERE position <= ?", (last,)).rowcount

    def release(self, source: str) -> None:
        """Let go of everything a retracted source brought: its ids may come again, by another source."""
        mark = (source_mark(source),)
        of_source = "SELECT id FROM lake_spool_known WHERE source = ?"
        with self._store.write() as cursor:
            cursor.execute(f"DELETE FROM lake_spool_entry WHERE id IN ({of_source})", mark)
            cursor.execute("DELETE FROM lake_spool_known WHERE source = ?", mark)

    def forget(self, party: uuid.UUID) -> int:
        """Delete every body, waiting or quarantined, that names a party; how many. Their ids stay known."""
        needle = (party.hex.encode(),)
        contains = "position(?::bytea in body) > 0" if self._store.postgres else "instr(body, ?) > 0"
        with self._store.write() as cursor:
            gone = cursor.execute(f"DELETE FROM lake_spool_entry WHERE {contains}", needle).rowcount
            gone += cursor.execute(f"DELETE FROM lake_quarantine WHERE {contains}", needle).rowcount
        self._store.wipe("lake_spool_entry")
        self._store.wipe("lake_quarantine")
        return gone

    def wipe(self) -> bool:
        """Let nothing linger of bodies that were deleted after loading. False while a reader holds the log."""
        return self._store.wipe("lake_spool_entry")

    def mark(self, name: str) -> int:
        """A number kept under a name, -1 when it was never set."""
        with self._store.read() as cursor:
            row = cursor.execute("SELECT value FROM lake_spool_meta WHERE name = ?", (name,)).fetchone()
            return int(row[0]) if row else -1

    def set_mark(self, name: str, value: int) -> None:
        """Keep a number under a name."""
        with self._store.write() as cursor:
            cursor.execute(
                "INSERT INTO lake_spool_meta (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, str(value)),
            )

    def close(self) -> None:
        """Close this thread's connection."""
        self._store.close()


_Id = tuple[bytes, int, int | None]
Insert = Callable[[Cursor, Sequence[Encoded], Sequence[_Id]], int]


def _append_sqlite(cursor: Cursor, rows: Sequence[Encoded], ids: Sequence[_Id]) -> int:
    cursor.executemany("INSERT INTO lake_spool_known (id, source, until) VALUES (?, ?, ?)", ids)
    cursor.executemany("INSERT INTO lake_spool_entry (id, body) VALUES (?, ?)", [(row.id, row.body) for row in rows])
    return len(rows)


def _append_unknown_sqlite(cursor: Cursor, rows: Sequence[Encoded], ids: Sequence[_Id]) -> int:
    fresh = _first_of_each(rows, ids, known=_known_sqlite(cursor, [row.id for row in rows]))
    return _append_sqlite(cursor, [row for row, _ in fresh], [key for _, key in fresh])


def _first_of_each(
    rows: Sequence[Encoded], ids: Sequence[_Id], *, known: Collection[bytes]
) -> list[tuple[Encoded, _Id]]:
    first: dict[bytes, tuple[Encoded, _Id]] = {}
    for row, key in zip(rows, ids, strict=True):
        if row.id not in known:
            first.setdefault(row.id, (row, key))
    return list(first.values())


def _known_sqlite(cursor: Cursor, ids: Sequence[bytes]) -> set[bytes]:
    known: set[bytes] = set()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        cursor.execute(f"SELECT id FROM lake_spool_known WHERE id IN ({', '.join('?' for _ in some)})", some)
        known.update(row[0] for row in cursor.fetchall())
    return known


def _append_postgres(cursor: Cursor, rows: Sequence[Encoded], ids: Sequence[_Id]) -> int:
    fresh = [(row.id, row.body, *key[1:]) for row, key in _first_of_each(rows, ids, known=())]
    columns = [list(column) for column in zip(*fresh, strict=True)]
    sql = (
        "WITH given AS (SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[]) WITH ORDINALITY"
        " AS g (id, body, source, until, place)),"
        " fresh AS (INSERT INTO lake_spool_known (id, source, until) SELECT id, source, until FROM given"
        " ON CONFLICT (id) DO NOTHING RETURNING id)"
        " INSERT INTO lake_spool_entry (id, body) SELECT given.id, given.body FROM given JOIN fresh USING (id)"
        " ORDER BY place"
    )
    return cursor.execute(sql, columns).rowcount
