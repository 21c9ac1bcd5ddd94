"""One JSON object per line: keys become columns, also those that only appear later."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from cordiale.listen.imports import limits, refusals
from cordiale.listen.imports.sources import tables
from cordiale.listen.imports.sources.csvs import open_text


class JsonLinesSource:
    """Nested values stay JSON text; numbers keep the digits they were written with."""

    def __init__(self, path: Path, *, chunk_rows: int = limits.CHUNK_ROWS) -> None:
        self._chunk_rows = chunk_rows
        self._text = open_text(path, encoding="utf-8-sig")
        self.columns: list[str] = []
        self._position: dict[str, int] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def batches(self) -> Iterator[pa.Table]:
        numbered = enumerate(self._text, start=1)
        try:
            while block := list(islice(numbered, self._chunk_rows)):
                yield self._block(block)
        except UnicodeDecodeError as error:
            raise refusals.MixedEncodings(line="?", encoding="UTF-8") from error

    def _block(self, block: list[tuple[int, str]]) -> pa.Table:
        rows: list[tuple[int, dict[str, str | None], str | None, str | None]] = []
        for line, text in block:
            if not text.strip():
                continue
            values = _parsed(text)
            if values is None:
                rows.append((line, {}, tables.BAD_JSON, text.strip()[: limits.MAX_CELL]))
            else:
                self._learn(values, line=line)
                rows.append((line, values, None, None))
        columns = [[values.get(name) for _line, values, _p, _e in rows] for name in self.columns]
        return tables.table(
            columns,
            lines=[row[0] for row in rows],
            problems=[row[2] for row in rows],
            extras=[row[3] for row in rows],
        )

    def _learn(self, values: dict[str, str | None], *, line: int) -> None:
        for name in values:
            if name not in self._position:
                self._position[name] = len(self.columns)
                self.columns.append(name)
        if len(self.columns) > limits.MAX_COLUMNS:
            raise refusals.TooManyColumns(line=line, found=len(self.columns), limit=limits.MAX_COLUMNS)


def _parsed(text: str) -> dict[str, str | None] | None:
    try:
        value = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return {name[:200]: _text(item) for name, item in value.items()}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
