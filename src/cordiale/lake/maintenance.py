"""Maintenance: many small files become few, what was taken back goes physically, replaced files are deleted.

Every step is one Delta commit that a concurrent append does not disturb; a step that loses a race is done next time.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError

from cordiale.core import clock
from cordiale.lake import delta, durability, retractions
from cordiale.lake.config import LakeConfig
from cordiale.lake.retractions import Retracted
from cordiale.lake.schemas import TABLES
from cordiale.lake.spool import Spool
from cordiale.lake.views import FILTERED, literal

LEASE = "maintenance"
LEASE_SECONDS = 3600.0
FEW_FILES = 4  # a month with more files than this is compacted
FILE_BYTES = 128 * 1024 * 1024
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
                if name in FILTERED:
                    _remove(table, gone, report)
                _compact(table, report)
                _sync(tables, table, name=name, after=before)
                report.deleted_files += len(
                    table.vacuum(config.keep_files_hours, dry_run=False, enforce_retention_duration=False, full=True)
                )
                lease.renew()
    finally:
        lease.release()
    return report


def _due(tables: delta.Tables, config: LakeConfig) -> Retracted:
    """Persons at once; events and sources when nobody can bring them back any more."""
    return retractions.current(tables, before=clock.now() - timedelta(days=config.undo_days))


def _remove(table: DeltaTable, gone: Retracted, report: MaintenanceReport) -> None:
    columns = {field.name for field in table.schema().fields}
    for predicate in _predicates(gone, persons="pid" in columns):
        report.removed_rows += _without_races(table, report, lambda p=predicate: _delete(table, p))
    if gone.ids:
        report.removed_rows += _without_races(table, report, lambda: _delete_ids(table, gone.ids))


def _predicates(gone: Retracted, *, persons: bool) -> Iterator[str]:
    if gone.sources:
        yield f"source IN ({', '.join(literal(source) for source in sorted(gone.sources))})"
    if gone.pids and persons:
        yield f"pid IN ({', '.join(str(pid) for pid in sorted(gone.pids))})"


def _delete(table: DeltaTable, predicate: str) -> int:
    return int(table.delete(predicate, writer_properties=delta.writer_properties())["num_deleted_rows"] or 0)


def _delete_ids(table: DeltaTable, ids: frozenset[bytes]) -> int:
    merged = (
        table.merge(
            pa.table({"id": pa.array(sorted(ids), pa.binary())}),
            predicate="kept.id = gone.id",
            source_alias="gone",
            target_alias="kept",
            writer_properties=delta.writer_properties(),
        )
        .when_matched_delete()
        .execute()
    )
    return int(merged["num_target_rows_deleted"])


def _compact(table: DeltaTable, report: MaintenanceReport) -> None:
    files = Counter(month for month in pa.table(table.get_add_actions(flatten=True))["partition.month"].to_pylist())
    for month, count in sorted(files.items()):
        if count > FEW_FILES:
            report.compacted_months += _without_races(table, report, lambda m=month: _compact_month(table, m))


def _compact_month(table: DeltaTable, month: str) -> int:
    done = table.optimize.compact(
        partition_filters=[("month", "=", month)],
        target_size=FILE_BYTES,
        writer_properties=delta.writer_properties(),
        commit_properties=CommitProperties(max_commit_retries=100),
    )
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
