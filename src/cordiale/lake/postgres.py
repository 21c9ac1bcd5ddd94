"""The durable store on PostgreSQL; imported only when the address asks for it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg

from cordiale.lake.store import Cursor, Kept, PerThread

_ORDER_LOCK = 0x73706F6F6C  # "spool"


class _Cursor:
    """psycopg's cursor with SQLite's parameter mark."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> "_Cursor":
        self._cursor.execute(sql.replace("?", "%s").encode(), parameters)
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> "_Cursor":
        self._cursor.executemany(sql.replace("?", "%s").encode(), rows)
        return self

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()


class PostgresStore:
    """One connection per thread, `synchronous_commit = on` said explicitly; a dead connection is replaced."""

    postgres = True

    def __init__(self, url: str) -> None:
        self._kept = PerThread(partial(_open, url))

    @contextmanager
    def write(self) -> Iterator[Cursor]:
        """One transaction, durable when the block has ended."""
        connection = self._kept.get().connection
        with connection.transaction(), connection.cursor() as cursor:
            yield _Cursor(cursor)

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """A cursor outside any transaction; each statement sees one committed state."""
        with self._kept.get().connection.cursor() as cursor:
            yield _Cursor(cursor)

    def now(self, cursor: Cursor) -> float:
        """The server's clock: the one clock that all users of this store share."""
        return float(cursor.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()[0])

    def in_order(self, cursor: Cursor) -> None:
        """Hold other writers back until this transaction ends, so that numbers appear in the order they were given."""
        cursor.execute("SELECT pg_advisory_xact_lock(?)", (_ORDER_LOCK,))

    def wipe(self, table: str) -> bool:
        """Free the dead rows of a table. Their bytes leave the disk as pages and log segments are used again."""
        with self.read() as cursor:
            cursor.execute(f"VACUUM {table}")
        return True

    def close(self) -> None:
        """Close this thread's connection."""
        self._kept.close()


def _open(url: str) -> Kept:
    return Kept(psycopg.connect(url, autocommit=True, options="-c synchronous_commit=on"))
