"""What was taken back: single events, whole sources, persons. Facts of their own, appended, themselves revocable."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from cordiale.core import clock
from cordiale.lake import delta, durability
from cordiale.lake.schemas import RETRACTIONS

TABLE = "retractions"


@dataclass(frozen=True, slots=True)
class Retracted:
    """What readers must not see."""

    ids: frozenset[bytes] = field(default_factory=frozenset)
    sources: frozenset[str] = field(default_factory=frozenset)
    pids: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.ids or self.sources or self.pids)


def add(
    tables: delta.Tables,
    *,
    ids: Iterable[UUID] = (),
    sources: Iterable[str] = (),
    pids: Iterable[int] = (),
    by: str = "",
) -> int:
    """Append the facts, durably; how many. `by` is the source that takes back: retracting it undoes this."""
    facts: list[dict[str, object]] = [{"id": key.bytes} for key in ids]
    facts += [{"retracted_source": source} for source in sources]
    facts += [{"pid": pid} for pid in pids]
    if not facts:
        return 0
    now = clock.now()
    told = {"at": now, "source": by, "month": f"{now:%Y-%m}"}
    table = tables.open(TABLE)
    before = table.version()
    delta.append(table, pa.Table.from_pylist([{**fact, **told} for fact in facts], schema=RETRACTIONS))
    if not tables.remote:
        durability.sync(Path(tables.uri(TABLE)), after=before - 1, upto=table.version())
    return len(facts)


def current(tables: delta.Tables, *, before: datetime | None = None) -> Retracted:
    """What is taken back now, or by facts older than `before`.

    A retraction is void when the source that made it was retracted later. Persons stay erased whatever happens.
    """
    facts = _facts(tables)
    if facts is None or not facts.num_rows:
        return Retracted()
    sources = _live_sources(facts)
    voided = pa.array(sorted(sources), pa.string())
    if before is not None:
        sources = {source: at for source, at in sources.items() if at < before}
        facts = facts.filter(
            pc.or_(pc.less(facts["at"], pa.scalar(before, facts["at"].type)), pc.is_valid(facts["pid"]))
        )
    standing = facts.filter(pc.invert(pc.is_in(facts["source"], value_set=voided)))
    return Retracted(
        ids=frozenset(standing["id"].drop_null().to_pylist()),
        sources=frozenset(sources),
        pids=frozenset(facts["pid"].drop_null().to_pylist()),
    )


def _facts(tables: delta.Tables) -> pa.Table | None:
    table = tables.find(TABLE)
    if table is None:
        return None
    columns = ["id", "retracted_source", "pid", "at", "source"]
    return table.to_pyarrow_table(columns=columns)


def _live_sources(facts: pa.Table) -> dict[str, datetime]:
    """Retracted sources and since when; the latest word decides first, as it may void earlier ones."""
    told = facts.filter(pc.is_valid(facts["retracted_source"])).sort_by([("at", "descending")])
    live: dict[str, datetime] = {}
    for source, at, by in zip(*(told[name].to_pylist() for name in ("retracted_source", "at", "source")), strict=True):
        if by not in live:
            live[source] = at
    return live
