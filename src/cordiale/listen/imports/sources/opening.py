"""From a path and a complete `Reading` to a source."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from cordiale.listen.imports import limits, refusals
from cordiale.listen.imports.reading import Reading
from cordiale.listen.imports.sources import csvs, excel, jsonlines, tables, unpacking


def open_source(path: Path, reading: Reading, *, max_rows: int = 0) -> tables.Source:
    """The file as a stream of text tables. `max_rows` is for samples: small tables, no more unpacked than needed."""
    chunk_rows = max_rows or limits.CHUNK_ROWS
    if reading.format == "csv":
        return csvs.CsvSource(path, reading, chunk_rows=chunk_rows)
    if reading.format == "jsonl":
        return jsonlines.JsonLinesSource(path, chunk_rows=chunk_rows)
    if reading.format in ("excel", "parquet"):
        return UnpackedSource(path, reading, max_rows=max_rows)
    raise refusals.UnknownFormat


def format_of(path: Path) -> str:
    """The format told by the first bytes, the name only deciding between CSV and JSON lines."""
    start = unpacking.magic(path)
    if start.startswith(unpacking.PARQUET):
        return "parquet"
    if start.startswith(unpacking.ZIP) and unpacking.is_workbook(path):
        return "excel"
    if start.startswith(b"\xd0\xcf\x11\xe0"):  # the Excel of before 2007, or a protected workbook
        raise refusals.UnknownFormat
    with unpacking.open_bytes(path) as stream:
        head = stream.peek(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return "jsonl" if head == b"{" else "csv"


class UnpackedSource:
    """A workbook or Parquet file, unpacked by a child process that may die without harm."""

    def __init__(self, path: Path, reading: Reading, *, max_rows: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cordiale-unpack-")
        self._out = Path(self._folder.name)
        self._skip = 0
        try:
            answer = _child(reading.format, path, out=self._out, sheet=reading.sheet, max_rows=max_rows)
            names = answer.get("columns") or self._header(reading, width=answer.get("width", 0))
        except BaseException:
            self.close()
            raise
        self.sheets: list[str] = answer.get("sheets", [])
        self.sheet: str = answer.get("sheet", "")
        self.columns = tables.unique_names(names)

    def _header(self, reading: Reading, *, width: int) -> list[str]:
        first = next(excel.parts(self._out), None)
        if first is None:
            raise refusals.EmptyFile
        if not reading.header:
            return [""] * width
        self._skip = 1
        row = first.slice(0, 1).to_pylist()[0]
        return [row.get(f"c{i}") or "" for i in range(width)]

    def batches(self) -> Iterator[pa.Table]:
        skip = self._skip
        for part in excel.parts(self._out):
            yield part.slice(skip)
            skip = 0

    def close(self) -> None:
        """Remove what was unpacked."""
        self._folder.cleanup()


def _child(kind: str, path: Path, *, out: Path, sheet: str, max_rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", f"{__package__}.child", kind, str(path.resolve()), str(out), sheet, str(max_rows)]
    environment = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode or not done.stdout:
        starved = b"MemoryError" in done.stderr or done.returncode < 0
        raise refusals.TooMuchMemory if starved else refusals.UnreadableFile
    answer = json.loads(done.stdout)
    if "refusal" in answer:
        raise getattr(refusals, answer["refusal"])(**answer["details"])
    return answer
