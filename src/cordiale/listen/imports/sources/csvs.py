"""Text files with separators: read by the standard csv module in chunks, guarded against everything endless."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from cordiale.listen.imports import limits, refusals
from cordiale.listen.imports.reading import Reading
from cordiale.listen.imports.sources import tables, unpacking

csv.field_size_limit(limits.MAX_CELL)
Row = list[str]


class LineGuard(io.RawIOBase):
    """Passes bytes on, refusing NUL bytes and lines without end before anything downstream holds them."""

    def __init__(self, inner: io.BufferedReader, *, wide: bool) -> None:
        self._inner = inner
        self._wide = wide  # UTF-16 and UTF-32 have NUL bytes of their own
        self._since_newline = 0
        self._lines = 1

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        block = self._inner.read(len(view))
        view[: len(block)] = block
        self._check(block)
        return len(block)

    def _check(self, block: bytes) -> None:
        if not self._wide and b"\0" in block:
            raise refusals.BinaryContent(line=self._lines + block.count(b"\n", 0, block.index(b"\0")))
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        if last < 0:
            self._since_newline += len(block)
        else:
            first = min(i for i in (block.find(b"\n"), block.find(b"\r")) if i >= 0)
            self._refuse_long(self._since_newline + first)
            self._since_newline = len(block) - last - 1
        self._refuse_long(self._since_newline)
        self._lines += block.count(b"\n")

    def _refuse_long(self, length: int) -> None:
        if length > limits.MAX_LINE_BYTES:
            raise refusals.LineTooLong(line=self._lines, limit=limits.MAX_LINE_BYTES)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


def open_text(path: Path, *, encoding: str) -> io.TextIOWrapper:
    """The file as guarded text, strictly decoded."""
    wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
    guard = LineGuard(unpacking.open_bytes(path), wide=wide)
    return io.TextIOWrapper(io.BufferedReader(guard, limits.MIB // 4), encoding=encoding, errors="strict", newline="")


class CsvSource:
    """A CSV file under a complete `Reading` (encoding, delimiter, quote, header known)."""

    def __init__(self, path: Path, reading: Reading, *, chunk_rows: int = limits.CHUNK_ROWS) -> None:
        self._chunk_rows = chunk_rows
        self._reading = reading
        self._text = open_text(path, encoding=reading.encoding)
        self._reader = csv.reader(
            self._text, delimiter=reading.delimiter, quotechar=reading.quote or '"', strict=True,
            quoting=csv.QUOTE_MINIMAL if reading.quote else csv.QUOTE_NONE,
        )  # fmt: skip
        self._start = 1
        self._before = 0
        try:
            first = self._first_row()
        except BaseException:
            self.close()
            raise
        self._pending = [] if reading.header else [first]
        self.columns = tables.unique_names(first if reading.header else [""] * len(first))

    def _first_row(self) -> Row:
        for rows, _lines, _bad in self._chunks(1):
            if rows and len(rows[0]) > limits.MAX_COLUMNS:
                raise refusals.TooManyColumns(line=self._start - 1, found=len(rows[0]), limit=limits.MAX_COLUMNS)
            if rows and any(rows[0]):
                return rows[0]
        raise refusals.EmptyFile

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def batches(self) -> Iterator[pa.Table]:
        if self._pending:
            yield tables.table(list(zip(*self._pending, strict=True)), lines=[self._start - 1])
        for rows, lines, bad in self._chunks(self._chunk_rows):
            yield _as_table(rows, lines=lines, bad=bad, width=len(self.columns))

    def _chunks(self, size: int) -> Iterator[tuple[list[Row], list[int], dict[int, str]]]:
        """Rows with the line each begins on; `bad` maps a position to what is wrong with its quotes."""
        more = True
        while more:
            rows: list[Row] = []
            lines: list[int] = []
            bad: dict[int, str] = {}
            while more and len(rows) < size:
                fresh, more, broken = self._some(size - len(rows))
                if broken:
                    bad[len(rows) + len(fresh) - 1] = tables.BAD_QUOTES
                rows += fresh
                lines += self._lines_of(fresh)
            yield rows, lines, bad

    def _some(self, wanted: int) -> tuple[list[Row], bool, bool]:
        """Up to `wanted` rows, whether more may follow, and whether the last one is broken."""
        fresh: list[Row] = []
        self._before = self._reader.line_num
        try:
            fresh.extend(islice(self._reader, wanted))
        except csv.Error as error:
            self._refuse_if_fatal(error, line=self._start + sum(map(_height, fresh)))
            fresh.append([])
            return fresh, True, True
        except UnicodeDecodeError as error:
            line = self._reader.line_num + 1
            raise refusals.MixedEncodings(line=line, encoding=self._reading.encoding) from error
        return fresh, len(fresh) == wanted, False

    def _lines_of(self, rows: list[Row]) -> list[int] | range:
        spanned = self._reader.line_num - self._before
        start, self._start = self._start, self._start + spanned
        if spanned == len(rows):
            return range(start, start + len(rows))
        lines: list[int] = []
        line = start
        for row in rows:
            lines.append(line)
            line += _height(row)
        return lines

    @staticmethod
    def _refuse_if_fatal(error: csv.Error, *, line: int) -> None:
        if "field larger" in str(error):
            raise refusals.CellTooLarge(line=line, limit=limits.MAX_CELL) from error
        if "unexpected end" in str(error):
            raise refusals.UnclosedQuote(line=line) from error


def _height(row: Row) -> int:
    """How many lines of the file a row takes: \\r\\n inside a cell is one line end."""
    text = "".join(row)
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


def _as_table(rows: list[Row], *, lines: list[int], bad: dict[int, str], width: int) -> pa.Table:
    if set(map(len, rows)) == {width}:
        return tables.table(list(zip(*rows, strict=True)), lines=lines)
    return _ragged(rows, lines=lines, bad=bad, width=width)


def _ragged(rows: list[Row], *, lines: list[int], bad: dict[int, str], width: int) -> pa.Table:
    """Blank lines left out, short and long rows told apart and kept with what they hold."""
    cells: list[Row] = []
    kept: list[int] = []
    problems: list[str | None] = []
    extras: list[str | None] = []
    for position, (row, line) in enumerate(zip(rows, lines, strict=True)):
        problem = bad.get(position)
        if not problem and not any(row):
            continue
        if len(row) > limits.MAX_COLUMNS:
            raise refusals.TooManyColumns(line=line, found=len(row), limit=limits.MAX_COLUMNS)
        over = row[width:]
        problem = problem or (tables.TOO_MANY_CELLS if any(over) else None)
        problem = problem or (tables.TOO_FEW_CELLS if len(row) < width else None)
        cells.append((row + [""] * (width - len(row)))[:width])
        kept.append(line)
        problems.append(problem)
        extras.append("\t".join(over) if any(over) else None)
    columns = list(zip(*cells, strict=True)) if cells else [()] * width
    return tables.table(columns, lines=kept, problems=problems, extras=extras)
