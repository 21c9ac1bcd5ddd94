"""Whose facts changed since a moment: what lets a profile be refreshed for those parties alone.

Read from the tables' own logs: rows appended to `events` since a version (every fact has a row there, and it is written
last), and retractions since a version. Rewriting (compaction, physical removal) changes nothing that readers see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cordiale.lake import aliases, delta, retractions

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

WATCHED = ("events", retractions.TABLE, aliases.TABLE)


class Unknown(Exception):
    """The logs no longer reach back far enough: whoever asks must take everything as changed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The pids whose visible facts changed, and the versions up to which this is true."""

    pids: pa.Array
    versions: Mapping[str, int]


def versions(tables: delta.Tables) -> dict[str, int]:
    """How far each watched table has come; -1 while it is not there."""
    found = {name: tables.find(name) for name in WATCHED}
    return {name: table.version() if table else -1 for name, table in found.items()}


def since(tables: delta.Tables, seen: Mapping[str, int]) -> Changes:
    """The pids touched after the versions `seen`. Raises Unknown when that cannot be told."""
    now = versions(tables)
    try:
        pids = [
            _table(tables, "events", file, columns=["pid"])["pid"]
            for file in _appended(tables, "events", after=seen.get("events", -1), upto=now["events"])
        ]
        facts = _new(tables, retractions.TABLE, seen=seen, upto=now)
        merged = _new(tables, aliases.TABLE, seen=seen, upto=now)
    except FileNotFoundError as gone:
        raise Unknown(str(gone)) from gone
    if facts is not None and facts.num_rows:
        pids += _pids_taken_back(tables, facts)
    if merged is not None:
        pids.append(pa.chunked_array([pa.array(aliases.concerned(tables, merged), pa.int64())]))
    flat = pa.concat_arrays([chunk for column in pids for chunk in column.chunks]) if pids else pa.array([], pa.int64())
    return Changes(_followed(tables, pc.unique(flat.drop_null())), now)


_COLUMNS = {retractions.TABLE: ["id", "retracted_source", "pid", "source"], aliases.TABLE: ["pid", "into_pid"]}


def _new(tables: delta.Tables, name: str, *, seen: Mapping[str, int], upto: Mapping[str, int]) -> pa.Table | None:
    """The facts appended to a small table after the version seen."""
    files = list(_appended(tables, name, after=seen.get(name, -1), upto=upto[name]))
    if not files:
        return None
    return pa.concat_tables([_table(tables, name, file, columns=_COLUMNS[name]) for file in files])


def _followed(tables: delta.Tables, pids: pa.Array) -> pa.Array:
    """The numbers, and those that they count as: readers see the latter."""
    known = aliases.current(tables)
    others = {known[pid] for pid in pids.to_pylist() if pid in known} if known else set()
    return pc.unique(pa.concat_arrays([pids, pa.array(others, pa.int64())])) if others else pids


def _pids_taken_back(tables: delta.Tables, facts: pa.Table) -> list[pa.ChunkedArray]:
    """Persons erased, and whoever stands behind the ids and sources that went or came back."""
    ids, sources = _closure(tables, facts)
    found = [facts["pid"]]
    table = tables.find("events")
    if table is not None and (len(ids) or len(sources)):
        rows = table.to_pyarrow_dataset()
        chosen = pc.field("id").isin(ids) | pc.field("source").isin(sources)
        found.append(rows.to_table(columns=["pid"], filter=chosen)["pid"])
    return found


def _closure(tables: delta.Tables, facts: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Ids and sources named by these facts; a source taken back also frees what it had taken back itself."""
    table = tables.find(retractions.TABLE)
    every = table.to_pyarrow_table(columns=["id", "retracted_source", "source"]) if table else facts
    ids, sources = facts["id"], set(facts["retracted_source"].drop_null().to_pylist())
    known: set[str] = set()
    while sources - known:
        known |= sources
        freed = every.filter(pc.is_in(every["source"], value_set=pa.array(sorted(known), pa.string())))
        ids = pa.chunked_array([*ids.chunks, *freed["id"].chunks], type=pa.binary())
        sources = known | set(freed["retracted_source"].drop_null().to_pylist())
    return pc.unique(ids.drop_null()), pa.array(sorted(known), pa.string())


def _appended(tables: delta.Tables, name: str, *, after: int, upto: int) -> Iterator[str]:
    """Files added by commits that removed none: appends. Rewrites hold no new row."""
    for version in range(after + 1, upto + 1):
        actions = [json.loads(line) for line in _log(tables, name, version).splitlines()]
        if not any("remove" in action for action in actions):
            yield from (unquote(action["add"]["path"]) for action in actions if "add" in action)


def _log(tables: delta.Tables, name: str, version: int) -> str:
    path = f"_delta_log/{version:020}.json"
    if not tables.remote:
        return (Path(tables.uri(name)) / path).read_text()
    with _remote(tables, name).open_input_stream(path) as stream:
        return str(stream.read().decode())


def _table(tables: delta.Tables, name: str, file: str, *, columns: list[str]) -> pa.Table:
    if not tables.remote:
        return pq.read_table(Path(tables.uri(name)) / file, columns=columns, partitioning=None)
    return pq.read_table(file, columns=columns, filesystem=_remote(tables, name), partitioning=None)


def _remote(tables: delta.Tables, name: str) -> FileSystem:
    from deltalake.fs import DeltaStorageHandler
    from pyarrow.fs import PyFileSystem

    return PyFileSystem(DeltaStorageHandler(tables.uri(name), options=tables.options or None))
