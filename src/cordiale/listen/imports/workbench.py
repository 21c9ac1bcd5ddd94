"""The folder of one run: the staged rows, a DuckDB database for the set-based work, the archive of what was sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cordiale.listen.imports import limits

FETCH_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Workbench:
    """One connection and its folder. Tables are on disk: memory stays under the engine's limit, whatever the file."""

    folder: Path
    connection: duckdb.DuckDBPyConnection

    def run(self, sql: str, parameters: object = None) -> duckdb.DuckDBPyConnection:
        """Execute one statement."""
        return self.connection.execute(sql, parameters)

    def one(self, sql: str, parameters: object = None) -> tuple[object, ...]:
        """The first row."""
        row = self.run(sql, parameters).fetchone()
        assert row is not None
        return row

    def rows(self, sql: str, parameters: object = None) -> Iterator[tuple[object, ...]]:
        """All rows, a few thousand in memory at a time."""
        cursor = self.connection.cursor()
        cursor.execute(sql, parameters)
        while some := cursor.fetchmany(FETCH_ROWS):
            yield from some


@contextmanager
def opened(folder: Path) -> Iterator[Workbench]:
    """The bench of a run folder, closed (and its database removed) at the end: it can always be made again."""
    database = folder / "work.duckdb"
    spill = folder / "spill"
    _clear(database, spill)
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(database),
        config={
            "memory_limit": f"{limits.ENGINE_MEMORY_MB}MB",
            "threads": limits.ENGINE_THREADS,
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set allowed_directories = ['{str(folder.resolve()).replace(chr(39), chr(39) * 2)}/']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    try:
        yield Workbench(folder, connection)
    finally:
        connection.close()
        _clear(database, spill)


def _clear(database: Path, spill: Path) -> None:
    for path in (database, database.with_suffix(".duckdb.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(spill, ignore_errors=True)
