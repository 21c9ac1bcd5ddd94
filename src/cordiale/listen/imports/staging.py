"""The file's rows as Parquet parts of text columns: read once, then everything is set-based."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from cordiale.core import heap
from cordiale.listen.imports import refusals
from cordiale.listen.imports.reading import Reading
from cordiale.listen.imports.sources import opening

STAGED = "staged.json"
OnRows = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What stands in the staging folder."""

    folder: Path
    columns: list[str]
    rows: int
    reading: Reading

    @property
    def parts(self) -> str:
        """The glob that DuckDB reads."""
        return str(self.folder / "rows-*.parquet")


def stage(path: Path, *, reading: Reading, folder: Path, evidence: dict[str, str], on_rows: OnRows) -> Staged:
    """Read the whole file into `folder`; a finished staging is taken up again as it is.

    A file that looked like pure ASCII at its beginning and is not UTF-8 further on is read again as Windows-1252.
    """
    ready = _ready(folder)
    if ready:
        return ready
    try:
        return _fill(path, reading=reading, folder=folder, on_rows=on_rows)
    except refusals.MixedEncodings:
        if evidence.get("encoding") != "ascii":
            raise
        return _fill(path, reading=replace(reading, encoding="cp1252"), folder=folder, on_rows=on_rows)


def _ready(folder: Path) -> Staged | None:
    note = folder / STAGED
    if not note.exists():
        return None
    told = json.loads(note.read_text())
    return Staged(folder=folder, columns=told["columns"], rows=told["rows"], reading=Reading.from_json(told["reading"]))


def _fill(path: Path, *, reading: Reading, folder: Path, on_rows: OnRows) -> Staged:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("rows-*.parquet"):
        old.unlink()
    rows = 0
    with heap.rarely_searched(), closing(opening.open_source(path, reading)) as source:
        for part, table in enumerate(source.batches()):
            rows += table.num_rows
            pq.write_table(table, folder / f"rows-{part:05}.parquet", use_dictionary=False, store_schema=False)
            on_rows(rows)
    if not rows:
        raise refusals.EmptyFile
    told = {"columns": source.columns, "rows": rows, "reading": reading.to_json()}
    note = folder / "staged.partial"
    note.write_text(json.dumps(told))
    note.rename(folder / STAGED)
    return Staged(folder=folder, columns=list(source.columns), rows=rows, reading=reading)
