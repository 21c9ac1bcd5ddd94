"""Whose facts count as whose: after two records of one person were merged, and until they are separated again.

Facts are never rewritten: a merged person's events keep their own number and key. Facts about numbers are appended
here ("7 counts as 3 from now on", "7 is 7 again"), the latest word about a number stands, and readers follow it.
"""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cordiale.core import clock
from cordiale.lake import delta, durability
from cordiale.lake.schemas import ALIASES

TABLE = "aliases"


def add(tables: delta.Tables, told: Mapping[int, int | None]) -> int:
    """Append what changes, durably; how many. None: the number counts as itself again."""
    known = current(tables)
    fresh = {pid: into for pid, into in told.items() if known.get(pid) != into}
    if not fresh:
        return 0
    now = clock.now()
    facts = [{"pid": pid, "into_pid": into, "at": now, "month": f"{now:%Y-%m}"} for pid, into in fresh.items()]
    table = tables.open(TABLE)
    before = table.version()
    delta.append(table, pa.Table.from_pylist(facts, schema=ALIASES))
    if not tables.remote:
        durability.sync(Path(tables.uri(TABLE)), after=before - 1, upto=table.version())
    return len(facts)


def current(tables: delta.Tables) -> dict[int, int]:
    """The numbers that count as another one, and as which."""
    table = tables.find(TABLE)
    if table is None:
        return {}
    told = table.to_pyarrow_table(columns=["pid", "into_pid", "at"]).sort_by("at")
    latest = dict(zip(told["pid"].to_pylist(), told["into_pid"].to_pylist(), strict=True))
    return {pid: into for pid, into in latest.items() if into is not None}


def concerned(tables: delta.Tables, facts: pa.Table) -> set[int]:
    """Whose figures change by these facts: the numbers, and all they ever counted as."""
    pids = pc.unique(facts["pid"])
    table = tables.find(TABLE)
    every = table.to_pyarrow_table(columns=["pid", "into_pid"]) if table else facts
    ever = every.filter(pc.is_in(every["pid"], value_set=pids))
    return {*pids.to_pylist(), *ever["into_pid"].drop_null().to_pylist()}


def rows(known: Mapping[int, int]) -> pa.Table:
    """The aliases as a table to join with."""
    return pa.table({"pid": pa.array(known.keys(), pa.int64()), "into_pid": pa.array(known.values(), pa.int64())})
