"""Quarantine: events that cannot be loaded wait here, whole and with a reason, while the others go on (F9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cordiale.lake.store import Store


@dataclass(frozen=True, slots=True)
class Poison:
    """One event that the loader could not read: its raw bytes, exactly, and why."""

    position: int
    id: bytes
    body: bytes
    reason: str


class Quarantine:
    """The table of poisonous events, in the spool's database: their bytes may hold personal data in clear."""

    tables: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE IF NOT EXISTS lake_quarantine (position BIGINT PRIMARY KEY, id {bytes} NOT NULL,"
        " body {bytes} NOT NULL, reason TEXT NOT NULL, put_at {real} NOT NULL)",
    )

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, rows: Sequence[Poison]) -> None:
        """Keep them; the same position twice is one row."""
        with self._store.write() as cursor:
            now = self._store.now(cursor)
            cursor.executemany(
                "INSERT INTO lake_quarantine (position, id, body, reason, put_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (position) DO NOTHING",
                [(row.position, row.id, row.body, row.reason, now) for row in rows],
            )

    def count(self) -> int:
        """How many events wait for somebody to look at them."""
        with self._store.read() as cursor:
            return int(cursor.execute("SELECT count(*) FROM lake_quarantine").fetchone()[0])

    def list(self, *, after: int = 0, limit: int = 100) -> list[Poison]:
        """The quarantined events in order of position."""
        with self._store.read() as cursor:
            cursor.execute(
                "SELECT position, id, body, reason FROM lake_quarantine WHERE position > ? ORDER BY position LIMIT ?",
                (after, limit),
            )
            return [Poison(*row) for row in cursor.fetchall()]

    def replay(self, position: int, *, body: bytes | None = None) -> bool:
        """Send an event round again, mended if `body` is given, at a new position; False when it is not there."""
        with self._store.write() as cursor:
            cursor.execute("SELECT id, body FROM lake_quarantine WHERE position = ?", (position,))
            if (row := cursor.fetchone()) is None:
                return False
            self._store.in_order(cursor)
            cursor.execute("INSERT INTO lake_spool_entry (id, body) VALUES (?, ?)", (row[0], body or row[1]))
            cursor.execute("DELETE FROM lake_quarantine WHERE position = ?", (position,))
        return True

    def discard(self, position: int) -> None:
        """Give an event up for good."""
        with self._store.write() as cursor:
            cursor.execute("DELETE FROM lake_quarantine WHERE position = ?", (position,))
