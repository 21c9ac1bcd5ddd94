"""The lake as one thing: what the rest of the house holds in its hand."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cordiale.lake.config import LakeConfig
from cordiale.lake.keyring import Keyring
from cordiale.lake.spool import Spool

if TYPE_CHECKING:
    from cordiale.lake.delta import Tables
    from cordiale.lake.loader import Loader
    from cordiale.lake.maintenance import MaintenanceReport


class Lake:
    """Tables, spool and keyring of one company. Opened cheaply; what is heavy is imported when it is used."""

    def __init__(self, config: LakeConfig) -> None:
        self.config = config

    @cached_property
    def tables(self) -> "Tables":
        """The Delta tables."""
        from cordiale.lake.delta import Tables

        return Tables(self.config.root, storage_options=self.config.storage_options)

    @cached_property
    def spool(self) -> Spool:
        """Where events become durable."""
        return Spool.open(self.config.spool_url)

    @cached_property
    def keyring(self) -> Keyring:
        """Who stands behind each number."""
        return Keyring.open(self.config.keyring_url, secret=self.config.keyring_secret)

    def loader(self, *, batch_rows: int | None = None) -> "Loader":
        """What carries the spool into the tables; keep one per process."""
        from cordiale.lake.loader import BATCH_ROWS, Loader

        return Loader(self.tables, self.spool, self.keyring, batch_rows=batch_rows or BATCH_ROWS)

    def engine(
        self, name: str = "duckdb", *, memory_mb: int | None = None, threads: int | None = None
    ) -> AbstractContextManager[Any]:
        """An engine ("duckdb" or "spark") on the lake as it is when each table is first used."""
        from cordiale.lake.engines import open_engine

        return open_engine(name, self.tables, self.config, memory_mb=memory_mb, threads=threads)

    def retract(self, *, ids: Iterable[UUID] = (), source: str = "", pid: int | None = None, by: str = "") -> int:
        """Take back events, a whole source, or a person; readers opened from now on no longer see them.

        An id or a source taken back stays so: a correction has a new id, an import run its own source. The ids
        that a retracted source brought may come again by another source. `by` names the source that takes back:
        when that one is retracted, what it took back stands again (for `undo_days`).
        """
        from cordiale.lake import retractions

        count = retractions.add(
            self.tables,
            ids=ids,
            sources=[source] if source else [],
            pids=[] if pid is None else [pid],
            by=by,
        )
        if source:
            self.spool.release(source)
        return count

    def alias(self, told: Mapping[UUID, UUID | None]) -> int:
        """Let the facts of some parties count as another one's, or (None) as their own again; how many changed.

        Marts follow from their next run on; no fact is rewritten, so separating again is exact.
        """
        from cordiale.lake import aliases

        pids = self.keyring.pids({*told, *(into for into in told.values() if into)})
        facts = {pids[party]: pids.get(into) if into else None for party, into in told.items() if party in pids}
        return aliases.add(self.tables, facts)

    def erase(self, party: UUID) -> None:
        """Forget a person: unseen at once, unreadable at once, physically gone after `maintain`. May be repeated."""
        self.erase_all([party])

    def erase_all(self, parties: Iterable[UUID]) -> None:
        """Forget many persons, with one retraction for all."""
        from cordiale.lake import retractions

        wanted = list(parties)
        retractions.add(self.tables, pids=self.keyring.pids(wanted, create=False).values())
        for party in wanted:
            self.keyring.forget(party)
            self.spool.forget(party)

    def hide(self, pids: Iterable[int]) -> int:
        """Take back the rows of persons whose numbers alone are known any more; how many were not taken back yet."""
        from cordiale.lake import retractions

        fresh = set(pids) - retractions.current(self.tables).pids
        return retractions.add(self.tables, pids=sorted(fresh))

    def maintain(self) -> "MaintenanceReport":
        """Compact, remove what was taken back, delete files nobody reads any more. Safe beside loader and readers."""
        from cordiale.lake.maintenance import maintain

        return maintain(self.tables, self.spool, self.config)


def open_all(config: LakeConfig) -> Lake:
    """The lake with its spool and keyring."""
    return Lake(config)
