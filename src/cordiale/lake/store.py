"""The small durable database under the spool and the keyring: one SQLite file, or PostgreSQL."""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

FATAL = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PRIMARY_CODE = 0xFF


class StoreBroken(Exception):
    """The disk failed under a write. What is durable is unknown: stop the process, reopen, verify (never retry)."""


class StoreFull(Exception):
    """No room left on the disk. Nothing was written; reading still works."""


class Cursor(Protocol):
    """What the spool and the keyring ask of a connection; `?` marks a parameter on both databases."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Sequence[object] = ()) -> "Cursor": ...
    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> "Cursor": ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Store(Protocol):
    """A durable database: `write` commits with fsync before it returns, `read` sees what was committed."""

    postgres: bool

    def write(self) -> AbstractContextManager[Cursor]: ...
    def read(self) -> AbstractContextManager[Cursor]: ...
    def now(self, cursor: Cursor) -> float: ...
    def in_order(self, cursor: Cursor) -> None: ...
    def wipe(self, table: str) -> bool: ...
    def close(self) -> None: ...


def open_store(url: str, *, secure_delete: bool = False) -> Store:
    """The store behind `sqlite:///path` or `postgresql://...`."""
    if url.startswith("sqlite:///"):
        return SqliteStore(Path(url.removeprefix("sqlite:///")), secure_delete=secure_delete)
    if url.startswith(("postgres://", "postgresql://")):
        from cordiale.lake.postgres import PostgresStore

        return PostgresStore(url)
    raise ValueError(f"a store's address begins with sqlite:/// or postgresql://, not {url.partition(':')[0]!r}")


_inherited: list[object] = []  # a forked child neither uses nor closes what its parent opened


class PerThread:
    """One resource per thread and process, closed when its thread ends or `close` is called.

    `make` must not hold the owner: in a cycle of references nobody would say when to close.
    """

    def __init__(self, make: Callable[[], "Kept"]) -> None:
        self._make = make
        self._local = threading.local()

    def get(self) -> Any:
        """This thread's own, made when missing."""
        kept: Kept | None = getattr(self._local, "kept", None)
        if kept is not None and kept.process != os.getpid():
            _inherited.append(kept)
            kept = None
        if kept is None or kept.unusable():
            kept = self._local.kept = self._make()
        return kept

    def close(self) -> None:
        """Close this thread's own."""
        self._local.kept = None


class Kept:
    """A connection that closes itself when nobody holds it any more."""

    def __init__(self, connection: Any, *, lock: int | None = None) -> None:
        self.connection = connection
        self.lock = lock
        self.process = os.getpid()

    def unusable(self) -> bool:
        """Whether the other side is gone; SQLite has none."""
        return bool(getattr(self.connection, "closed", False))

    def __del__(self) -> None:
        if self.process == os.getpid():
            self.connection.close()
            if self.lock is not None:
                os.close(self.lock)


class SqliteStore:
    """One file in WAL mode with synchronous=FULL, said explicitly: NORMAL loses acknowledged commits on a power cut.

    Writers queue on a file lock, which the kernel serves in order: SQLite's own busy handler starves small writers
    beside a bulk one (measured 2.5 s). Each thread has its own connection; a forked child opens new ones.
    """

    postgres = False

    def __init__(self, path: Path, *, secure_delete: bool = False) -> None:
        self.path = path
        self._kept = PerThread(partial(_open_sqlite, path, secure_delete=secure_delete))
        self._broken: str = ""

    @contextmanager
    def write(self) -> Iterator[Cursor]:
        """One transaction, durable when the block has ended. An input/output error breaks the store for good (F5)."""
        if self._broken:
            raise StoreBroken(self._broken)
        kept = self._kept.get()
        connection = kept.connection
        fcntl.flock(kept.lock, fcntl.LOCK_EX)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection.cursor()
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back(connection, error)
            raise
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            fcntl.flock(kept.lock, fcntl.LOCK_UN)

    def _roll_back(self, connection: sqlite3.Connection, error: sqlite3.Error) -> None:
        code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
        if code in FATAL:
            self._broken = str(error)
            raise StoreBroken(self._broken) from error
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if code == sqlite3.SQLITE_FULL:
            raise StoreFull(str(self.path)) from error

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """A cursor outside any transaction of ours; each statement sees one committed state."""
        cursor = self._kept.get().connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def now(self, cursor: Cursor) -> float:
        """Seconds since 1970 by the clock that all users of this store share."""
        return time.time()

    def in_order(self, cursor: Cursor) -> None:
        """Writers are one at a time anyway: numbers appear in the order they were given."""

    def wipe(self, table: str) -> bool:
        """Empty the write-ahead log so that deleted bytes do not linger in it. False while a reader holds it."""
        busy, _, _ = self._kept.get().connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Close this thread's connection."""
        self._kept.close()


def _open_sqlite(path: Path, *, secure_delete: bool) -> Kept:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)  # two that switch a new file to WAL at once would find it locked
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA secure_delete = {'ON' if secure_delete else 'OFF'}")
        connection.execute("PRAGMA journal_size_limit = 67108864")
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)
    return Kept(connection, lock=lock)
