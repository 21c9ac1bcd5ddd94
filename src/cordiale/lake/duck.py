"""DuckDB over the lake: in memory, bounded, without extensions, unable to read anything but the lake's files."""

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from cordiale.lake import aliases, delta, retractions, views
from cordiale.lake.schemas import TABLES

_TYPES = {
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.string(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's name of a column type."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return _TYPES[kind]


class Duck:
    """One short-lived connection with the live views of the lake, made when first asked for."""

    def __init__(
        self, tables: delta.Tables, *, memory_mb: int, threads: int, temp_dir: Path | None = None, aliased: bool = True
    ) -> None:
        """`aliased=False` leaves each fact its own number, so that one person's are found by the files' statistics."""
        self._tables = tables
        self._aliased = aliased
        spill = tempfile.mkdtemp(prefix="cordiale-", dir=temp_dir)
        self._sweep = weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)  # also when a thread just ends
        self._ready: set[str] = set()
        self._retracted: retractions.Retracted | None = None
        self.connection = duckdb.connect(
            config={
                "memory_limit": f"{memory_mb}MB",
                "threads": threads,
                "temp_directory": spill,
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute("SET enable_progress_bar = false")
        if not tables.remote:
            self.connection.execute(f"SET allowed_directories = [{views.literal(tables.root + '/')}]")
            self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def ensure(self, names: Sequence[str]) -> None:
        """Make the views of these tables, all of the files that are live at this moment."""
        for name in names:
            if name not in self._ready:
                self._make(name)
                self._ready.add(name)

    def _make(self, name: str) -> None:
        retracted = self._load_retracted()
        raw = self.raw(name)
        self.connection.execute(
            f"CREATE VIEW {name} AS {views.live(name, raw=raw, retracted=retracted, aliased=self._aliased)}"
        )

    def _load_retracted(self) -> retractions.Retracted:
        if self._retracted is None:
            self._retracted = retractions.current(self._tables)
            self.connection.register(f"{views.RETRACTED_IDS}_given", views.id_rows(self._retracted))
            self.connection.register(f"{views.RETRACTED_PIDS}_given", views.pid_rows(self._retracted))
            for kept in (views.RETRACTED_IDS, views.RETRACTED_PIDS):
                self.connection.execute(f"CREATE TEMP TABLE {kept} AS FROM {kept}_given")
                self.connection.unregister(f"{kept}_given")
            self._load_aliases()
        return self._retracted

    def _load_aliases(self) -> None:
        known = aliases.current(self._tables) if self._aliased else {}
        self._aliased = bool(known)
        if known:
            self.connection.register(f"{views.ALIASED_PIDS}_given", aliases.rows(known))
            self.connection.execute(f"CREATE TEMP TABLE {views.ALIASED_PIDS} AS FROM {views.ALIASED_PIDS}_given")
            self.connection.unregister(f"{views.ALIASED_PIDS}_given")

    def raw(self, name: str) -> str:
        """What to select a table's stored rows from, with every column of its schema."""
        table = self._tables.find(name)
        files = table.file_uris() if table else []
        if table is None or not files:
            nothing = ", ".join(f"CAST(NULL AS {sql_type(f.type)}) AS {views.quoted(f.name)}" for f in TABLES[name])
            return f"(SELECT {nothing} WHERE false)"
        uneven = delta.is_uneven(table, name)
        if self._tables.remote:  # DuckDB reads object stores by an extension only: delta-rs and Arrow fetch the files
            scan = f"{name}_files"
            self.connection.register(scan, table.to_pyarrow_dataset())
        else:
            scan = _scan(files, uneven=uneven)
        return self._padded(name, scan) if uneven else scan

    def _padded(self, name: str, scan: str) -> str:
        """A column that no file has yet, because it was just added, reads as null."""
        found = {row[0] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
        columns = ", ".join(
            views.quoted(f.name) if f.name in found else f"CAST(NULL AS {sql_type(f.type)}) AS {views.quoted(f.name)}"
            for f in TABLES[name]
        )
        return f"(SELECT {columns} FROM {scan})"

    def close(self) -> None:
        """Let go of the memory and the spilled files."""
        self.connection.close()
        self._sweep()


def _scan(files: Sequence[str], *, uneven: bool) -> str:
    listed = ", ".join(views.literal(file) for file in files)
    return (
        f"read_parquet([{listed}], hive_partitioning = true, hive_types = {{'month': VARCHAR}},"
        f" union_by_name = {'true' if uneven else 'false'})"
    )
