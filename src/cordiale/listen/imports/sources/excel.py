"""Excel workbooks through openpyxl, read-only, after a look at the zip. A formula gives its last saved value."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cordiale.listen.imports import limits, refusals
from cordiale.listen.imports.sources import tables

Cells = list[str | None]


def unpack(path: Path, *, out: Path, sheet: str, max_rows: int) -> dict[str, object]:
    """Write one sheet as text columns to `out` (0 rows = all); the first row is left to the caller as data."""
    inspect_archive(path)
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise refusals.UnreadableFile from error
    sheets = book.sheetnames
    if sheet and sheet not in sheets:
        raise refusals.UnknownSheet(name=sheet, found=", ".join(sheets))
    name = sheet or sheets[0]
    width = _write(_rows(book[name]), out=out, max_rows=max_rows)
    return {"sheets": sheets, "sheet": name, "width": width}


def inspect_archive(path: Path) -> None:
    """Refuse what no spreadsheet writes: entity definitions, absurd sizes, thousands of members."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > limits.MAX_WORKBOOK_MEMBERS:
                raise refusals.HostileWorkbook(what=f"{len(members)} parties")
            total = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members)
            if total > limits.MAX_WORKBOOK_BYTES or total > max(limits.RATIO_FLOOR_BYTES, limits.MAX_RATIO * packed):
                raise refusals.Bomb(ratio=limits.MAX_RATIO, limit=limits.MAX_WORKBOOK_BYTES)
            for member in members:
                _inspect_member(archive, member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise refusals.UnreadableFile from error


def _inspect_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if name.endswith("sharedstrings.xml") and member.file_size > limits.MAX_SHARED_STRINGS_BYTES:
        raise refusals.TooMuchMemory
    if name.endswith((".xml", ".rels", ".vml")):
        with archive.open(member) as file:
            start = file.read(limits.PROLOG_BYTES)
        wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4]
        if wide or b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise refusals.HostileWorkbook(what="DOCTYPE")


def _rows(sheet: object) -> Iterator[Cells]:
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):  # type: ignore[attr-defined]
            if number > limits.MAX_SHEET_ROWS:
                raise refusals.HostileWorkbook(what=f"ligne {number}")
            if len(row) > limits.MAX_COLUMNS:
                row = _without_tail(row)  # noqa: PLW2901  a formatted but empty tail is common
                if len(row) > limits.MAX_COLUMNS:
                    raise refusals.TooManyColumns(line=number, found=len(row), limit=limits.MAX_COLUMNS)
            yield [_text(value, line=number) for value in row]
    except (SyntaxError, KeyError, ValueError, TypeError, IndexError, OverflowError, zipfile.BadZipFile) as error:
        raise refusals.UnreadableFile from error


def _without_tail(row: Iterable[object]) -> tuple[object, ...]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _text(value: object, *, line: int) -> str | None:
    if value is None or isinstance(value, str):
        if value and len(value) > limits.MAX_CELL:
            raise refusals.CellTooLarge(line=line, limit=limits.MAX_CELL)
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _write(rows: Iterator[Cells], *, out: Path, max_rows: int) -> int:
    """Chunks of rows, all widened to the widest: one file per chunk, so that a late wide row costs nothing."""
    width = chunk = 0
    line = 1
    rows = islice(rows, max_rows) if max_rows else rows
    while block := list(islice(rows, limits.CHUNK_ROWS // 10)):
        width = max(width, *map(len, block))
        lines = range(line, line + len(block))
        filled = [(n, row + [None] * (width - len(row))) for n, row in zip(lines, block, strict=True) if any(row)]
        if filled:
            columns = list(zip(*(row for _n, row in filled), strict=True))
            pq.write_table(tables.table(columns, lines=[n for n, _row in filled]), out / f"part-{chunk:05}.parquet")
            chunk += 1
        line += len(block)
    return width


def parts(folder: Path) -> Iterator[pa.Table]:
    """What `unpack` wrote, in order."""
    for part in sorted(folder.glob("part-*.parquet")):
        yield pq.read_table(part)
