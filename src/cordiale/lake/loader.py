"""The loader: from the spool to the lake in micro-batches, each row exactly once (docs/algorithms/lake.md)."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from deltalake import DeltaTable

from cordiale.lake import delta, durability, told
from cordiale.lake.keyring import Keyring
from cordiale.lake.leases import Lease, LeaseLost
from cordiale.lake.prepare import Numbers, Prepared, Read, prepare
from cordiale.lake.spool import Spool

BATCH_ROWS = 50_000
LEASE = "loader"
LEASE_SECONDS = 120.0
ORDER = ("orders", "order_lines", "products", "events")  # `events` last: its commit ends a batch

Progress = Callable[["LoadReport"], None]


@dataclass(slots=True)
class LoadReport:
    """What one run did. `held` means that another loader is at work and this one stood back."""

    held: bool = False
    events: int = 0
    quarantined: int = 0
    forgotten: int = 0
    clamped: int = 0
    batches: int = 0
    position: int = 0
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


class Loader:
    """Takes what the spool holds behind the lake's own position and appends it to the Delta tables."""

    def __init__(self, tables: delta.Tables, spool: Spool, keyring: Keyring, *, batch_rows: int = BATCH_ROWS) -> None:
        self._tables = tables
        self._spool = spool
        self._numbers = Numbers(keyring)
        self._batch_rows = batch_rows
        self._mended = False

    def run_once(self, *, batches: int | None = None, on_progress: Progress | None = None) -> LoadReport:
        """Load until the spool has nothing new, or for so many batches; then let the spool drop what is safe."""
        report = LoadReport()
        began = time.monotonic()
        lease = self._spool.leases.take(LEASE, seconds=LEASE_SECONDS)
        if lease is None:
            report.held = True
            return report
        try:
            self._load(lease, report, on_progress, batches=batches)
        except (delta.Superseded, LeaseLost):
            report.held = True  # we slept past the lease and another went on: nothing of ours was doubled
        finally:
            lease.release()
        report.seconds = time.monotonic() - began
        return report

    def _load(self, lease: Lease, report: LoadReport, on_progress: Progress | None, *, batches: int | None) -> None:
        self._mend()
        handles = {name: self._tables.open(name) for name in ORDER}
        report.position = delta.loaded_upto(handles["events"], self._spool.key)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="loader") as ahead:
            coming = ahead.submit(self._read, report.position)
            while batches is None or report.batches < batches:
                read = coming.result()
                if not read.batch:
                    break
                coming = ahead.submit(self._read, read.batch.positions[-1])
                self._load_batch(handles, read, report)
                lease.renew()
                if on_progress:
                    on_progress(report)
            ahead.submit(self._spool.close)  # that thread's own connection
        self._let_go(handles, report.position)

    def _read(self, after: int) -> Read:
        batch = self._spool.read(after, self._batch_rows)
        return Read(batch, *told.read(batch))

    def _load_batch(self, handles: Mapping[str, DeltaTable], read: Read, report: LoadReport) -> None:
        floors = {name: delta.loaded_upto(handles[name], self._spool.key) for name in ORDER}
        prepared = prepare(read, self._numbers, floors=floors)
        if prepared.poison:
            self._spool.quarantine.put(prepared.poison)
        for name in ORDER:
            rows = prepared.tables.get(name)
            if rows is None or not rows.num_rows:
                if name != "events":
                    continue
                rows = delta.no_rows(name)  # the position must move on past a batch of poison
            if prepared.upto > floors[name]:
                delta.append(handles[name], rows, key=self._spool.key, upto=prepared.upto)
                report.rows[name] = report.rows.get(name, 0) + rows.num_rows
        _count(report, prepared)

    def _mend(self) -> None:
        """Before the first batch of a process: cut off what a power cut left torn."""
        if self._mended or self._tables.remote:
            return
        for name in ORDER:
            durability.mend(Path(self._tables.uri(name)), synced=self._spool.mark(f"synced:{name}"))
        self._mended = True

    def _let_go(self, handles: Mapping[str, DeltaTable], position: int) -> None:
        """Prune the spool up to what the lake holds for good, even through a power cut."""
        if not self._tables.remote:
            for name, table in handles.items():
                synced = self._spool.mark(f"synced:{name}")
                durability.sync(Path(self._tables.uri(name)), after=synced, upto=table.version())
                self._spool.set_mark(f"synced:{name}", table.version())
        self._spool.prune(position)


def _count(report: LoadReport, prepared: Prepared) -> None:
    report.batches += 1
    report.position = prepared.upto
    report.events = report.rows.get("events", 0)
    report.quarantined += len(prepared.poison)
    report.forgotten += prepared.forgotten
    report.clamped += prepared.clamped
