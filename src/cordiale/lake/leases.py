"""Leases: one holder at a time, with a number that only grows, so that a holder who slept too long is told."""

import os
import secrets
import socket
from dataclasses import dataclass
from typing import ClassVar

from cordiale.lake.store import Store


class LeaseLost(Exception):
    """Somebody else took the lease after it expired. What the former holder was about to do must not be done."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A held lease. `fence` is greater than that of every earlier holder."""

    leases: "Leases"
    name: str
    holder: str
    fence: int
    seconds: float

    def renew(self) -> None:
        """Hold on for `seconds` more, or learn that the lease is lost."""
        self.leases.renew(self)

    def release(self) -> None:
        """Give the lease back at once."""
        self.leases.release(self)


class Leases:
    """Named leases in the spool's database, by the clock of that database."""

    tables: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE IF NOT EXISTS lake_lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, fence BIGINT NOT NULL,"
        " until {real} NOT NULL)",
    )

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, name: str, *, seconds: float = 60.0) -> Lease | None:
        """The lease, unless somebody else holds it."""
        holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        with self._store.write() as cursor:
            now = self._store.now(cursor)
            cursor.execute(
                "INSERT INTO lake_lease (name, holder, fence, until) VALUES (?, ?, 1, ?)"
                " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = lake_lease.fence + 1,"
                " until = excluded.until WHERE lake_lease.until <= ?",
                (name, holder, now + seconds, now),
            )
            cursor.execute("SELECT holder, fence FROM lake_lease WHERE name = ?", (name,))
            found, fence = cursor.fetchone()
        return Lease(self, name, holder, fence, seconds) if found == holder else None

    def renew(self, lease: Lease) -> None:
        """Push the end of a lease that is still ours, even if it expired meanwhile."""
        with self._store.write() as cursor:
            cursor.execute(
                "UPDATE lake_lease SET until = ? WHERE name = ? AND fence = ? AND holder = ?",
                (self._store.now(cursor) + lease.seconds, lease.name, lease.fence, lease.holder),
            )
            if cursor.rowcount != 1:
                raise LeaseLost(lease.name)

    def release(self, lease: Lease) -> None:
        """Let the next one in; nothing to do when the lease was lost already."""
        with self._store.write() as cursor:
            cursor.execute(
                "UPDATE lake_lease SET until = 0 WHERE name = ? AND fence = ? AND holder = ?",
                (lease.name, lease.fence, lease.holder),
            )
