"""Maintenance: many small files become few, what was taken back goes physically, replaced files are deleted.

Every step is one Delta commit that a concurrent append does not disturb; a step that loses a race is done next time.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError

from cordiale.core import clock
from cordiale.lake import delta, durability, retractions, traits, views
from cordiale.lake.config import LakeConfig
from cordiale.lake.duck import Duck
from cordiale.lake.retractions import Retracted
from cordiale.lake.schemas import TABLES
from cordiale.lake.spool import Spool
from cordiale.lake.views import FILTERED

LEASE = "maintenance"
LEASE_SECONDS = 3600.0
FEW_FILES = 4  # a month with more files than this is compacted
FILE_BYTES = 128 * 1024 * 1024
SORT_BYTES = 512 * 1024 * 1024  # in memory; the rest of a sort spills
RACES = 5


@dataclass(slots=True)
class MaintenanceReport:
    """What one run did; `held` means that another run is at work, `raced` counts steps left for the next one."""

    held: bool = False
    compacted_months: int = 0
    removed_rows: int = 0
    deleted_files: int = 0
    raced: int = 0


def maintain(tables: delta.Tables, spool: Spool, config: LakeConfig) -> MaintenanceReport:
    """Run every step on every table, under a lease."""
    report = MaintenanceReport()
    lease = spool.leases.take(LEASE, seconds=LEASE_SECONDS)
    if lease is None:
        report.held = True
        return report
    try:
        gone = _due(tables, config)
        for name in TABLES:
            if (table := tables.find(name)) is not None:
                before = table.version()
                if gone and name in FILTERED and (months := _months_of(name, gone, tables=tables, config=config)):
                    _remove(table, gone, report, months=months)
                if name == traits.TABLE:
                    _drop_superseded(table, report, tables=tables, config=config)
                _compact(table, report)
                _sync(tables, table, name=name, after=before)
                report.deleted_files += vacuum(table, hours=config.keep_files_hours)
                lease.renew()
    finally:
        lease.release()
    return report


def vacuum(table: DeltaTable, *, hours: int) -> int:
    """Delete files that no live version names and that are older than so many hours; how many.

    Also those of writers that died halfway. With fewer hours than the longest query or load takes, those fail.
    """
    return len(table.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True))


def _due(tables: delta.Tables, config: LakeConfig) -> Retracted:
    """Persons at once; events and sources when nobody can bring them back any more."""
    return retractions.current(tables, before=clock.now() - timedelta(days=config.undo_days))


def _months_of(name: str, gone: Retracted, *, tables: delta.Tables, config: LakeConfig) -> list[str]:
    """The months where rows to remove really lie: looking costs one pass over two columns, rewriting much more."""
    with closing(Duck(tables, memory_mb=config.memory_mb, threads=config.threads, temp_dir=config.temp_dir)) as duck:
        duck.connection.register("gone_ids", views.id_rows(gone))
        duck.connection.register("gone_pids", views.pid_rows(gone))
        duck.connection.register("gone_sources", pa.table({"source": pa.array(sorted(gone.sources), pa.string())}))
        present = [column for column in ("id", "source", "pid") if column in TABLES[name].names]
        conditions = [f"{column} IN (FROM gone_{column}s)" for column in present]
        query = f"SELECT DISTINCT month FROM {duck.raw(name)} WHERE {' OR '.join(conditions)} ORDER BY month"
        return [month for (month,) in duck.connection.sql(query).fetchall()]


def _remove(table: DeltaTable, gone: Retracted, report: MaintenanceReport, *, months: Sequence[str]) -> None:
    here = f"month IN ({_listed(months)})"
    columns = {field.name for field in table.schema().fields}
    if gone.sources and "source" in columns:
        _delete(table, f"{here} AND source IN ({_listed(sorted(gone.sources))})", report)
    if gone.pids and "pid" in columns:
        _delete(table, f"{here} AND pid IN ({', '.join(str(pid) for pid in sorted(gone.pids))})", report)
    if gone.ids and "id" in columns:
        report.removed_rows += _without_races(table, report, lambda: _delete_ids(table, gone, months))


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(views.literal(text) for text in texts)


def _delete(table: DeltaTable, predicate: str, report: MaintenanceReport) -> None:
    def step() -> int:
        return int(table.delete(predicate, writer_properties=delta.writer_properties())["num_deleted_rows"] or 0)

    report.removed_rows += _without_races(table, report, step)


def _delete_ids(table: DeltaTable, gone: Retracted, months: Sequence[str]) -> int:
    merged = (
        table.merge(
            views.id_rows(gone),
            predicate=f"kept.month IN ({_listed(months)}) AND kept.id = gone.id",
            source_alias="gone",
            target_alias="kept",
            writer_properties=delta.writer_properties(),
        )
        .when_matched_delete()
        .execute()
    )
    return int(merged["num_target_rows_deleted"])


def _drop_superseded(table: DeltaTable, report: MaintenanceReport, *, tables: delta.Tables, config: LakeConfig) -> None:
    rows, months = traits.superseded(tables, config)
    if months:
        report.removed_rows += _without_races(table, report, lambda: traits.settle(table, rows, months))


def _compact(table: DeltaTable, report: MaintenanceReport) -> None:
    files = Counter(month for month in pa.table(table.get_add_actions(flatten=True))["partition.month"].to_pylist())
    for month in sorted(month for month, count in files.items() if count > FEW_FILES):
        report.compacted_months += _without_races(table, report, partial(_compact_month, table, month))


def _compact_month(table: DeltaTable, month: str) -> int:
    """One month in few files, sorted by person, so that one person's rows are found without reading the others'."""
    chosen: dict[str, Any] = {
        "partition_filters": [("month", "=", month)],
        "target_size": FILE_BYTES,
        "writer_properties": delta.writer_properties(),
        "commit_properties": CommitProperties(max_commit_retries=100),
    }
    if "pid" in {field.name for field in table.schema().fields}:
        done = table.optimize.z_order(["pid"], max_spill_size=SORT_BYTES, **chosen)
    else:
        done = table.optimize.compact(**chosen)
    return 1 if done["numFilesRemoved"] else 0


def _without_races(table: DeltaTable, report: MaintenanceReport, step: Callable[[], int]) -> int:
    for _ in range(RACES):
        table.update_incremental()
        try:
            return step()
        except CommitFailedError:
            continue
    report.raced += 1
    return 0


def _sync(tables: delta.Tables, table: DeltaTable, *, name: str, after: int) -> None:
    if not tables.remote:
        durability.sync(Path(tables.uri(name)), after=after, upto=table.version())
