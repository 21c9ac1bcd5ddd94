"""One DuckDB per thread for the short reads of web pages, kept open for as long as the lake does not change."""

import threading
from collections.abc import Sequence

from cordiale.lake.duck import Duck
from cordiale.lake.house import Lake

MEMORY_MB = 256
THREADS = 2
_kept = threading.local()

Versions = tuple[tuple[str, int], ...]


def duck(lake: Lake, tables: Sequence[str]) -> Duck:
    """A connection that sees these tables as they are now.

    Each fact keeps its own number here: whoever reads a merged person asks for all the numbers.
    Opening one costs more than most reads; a new one is made when a table, or what was taken back, has changed.
    Belongs to the calling thread, which must not keep it beyond its read.
    """
    now = _versions(lake, ["retractions", *tables])
    kept: dict[tuple[str, tuple[str, ...]], tuple[Versions, Duck]] = _kept.__dict__.setdefault("ducks", {})
    place = (lake.tables.root, tuple(sorted(tables)))
    held = kept.get(place)
    if held is not None and held[0] == now:
        return held[1]
    if held is not None:
        held[1].close()
    made = Duck(lake.tables, memory_mb=MEMORY_MB, threads=THREADS, temp_dir=lake.config.temp_dir, aliased=False)
    made.ensure(tables)
    kept[place] = (now, made)
    return made


def _versions(lake: Lake, names: Sequence[str]) -> Versions:
    found = ((name, lake.tables.find(name)) for name in names)
    return tuple((name, -1 if table is None else table.version()) for name, table in found)
