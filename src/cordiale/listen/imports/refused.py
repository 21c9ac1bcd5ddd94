"""Refused rows: kept with the run as they were written, told in words, and given back as a file to correct."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pyarrow.parquet as pq

from cordiale.core.spreadsheets import neutral
from cordiale.listen.imports import limits, reasons
from cordiale.listen.imports.kinds import kind_of
from cordiale.listen.imports.kinds.base import Kind
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.staging import Staged
from cordiale.listen.imports.workbench import Workbench

FILE = "refused.parquet"
COUNTED = """
select split_part(reason, '|', 1) as code, split_part(reason, '|', 2) as field, count(*) as rows, min(line) as line
from (select line, unnest(reasons) as reason from typed where reasons is not null)
group by all order by rows desc, code, field
"""


def keep(bench: Workbench, *, staged: Staged, kind: Kind, run: ImportRun) -> None:
    """Write the refused rows beside the run and their number, by reason, on it (the caller saves)."""
    target = run.folder / FILE
    rows = [dict(zip(("code", "field", "rows", "line"), row, strict=True)) for row in bench.rows(COUNTED)]
    (count,) = bench.one("select count(*) from typed where reasons is not null")
    (good,) = bench.one("select count(*) from typed where reasons is null")
    run.counts["rows"] = {"read": int(str(good)) + int(str(count)), "good": good, "refused": count}
    run.report = {**run.report, "columns": staged.columns, "refused": rows}
    bench.run(
        "copy (select s.*, t.reasons from staged s join typed t using (line) where t.reasons is not null"
        f" order by line) to '{str(target).replace(chr(39), chr(39) * 2)}' (format parquet)"
    )


def rows_of(run: ImportRun, *, limit: int = 0) -> Iterator[tuple[int, list[str], list[str]]]:
    """Line, cells as written and reasons in words of the refused rows, in the file's order."""
    path: Path = run.folder / FILE
    if not path.exists():
        return
    kind = kind_of(run.kind)
    columns: list[str] = run.report["columns"]
    done = 0
    for batch in pq.ParquetFile(path).iter_batches(batch_size=limits.LOAD_CHUNK):
        for row in batch.to_pylist():
            cells = [row.get(f"c{index}") or "" for index in range(len(columns))]
            named = dict(zip(columns, cells, strict=True))
            told = [reasons.sentence(reason, kind=kind, plan=run.plan, cells=named) for reason in row["reasons"]]
            if row["extra"]:
                cells.append(row["extra"])
            yield row["line"], cells, told
            done += 1
            if limit and done >= limit:
                return


def write_csv(run: ImportRun, out: TextIO) -> int:
    """The same columns, then line and reason: to be corrected and imported again. Formulas are made harmless."""
    delimiter = run.plan["reading"].get("delimiter") or ","
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([*run.report.get("columns", []), reasons.LINE_HEADER, reasons.REASON_HEADER])
    width = len(run.report.get("columns", []))
    count = 0
    for line, cells, told in rows_of(run):
        extra = [" ".join(cells[width:])] if cells[width:] else []
        said = " ".join(told + [f"({text})" for text in extra])
        writer.writerow([*map(harmless, cells[:width]), line, harmless(said)])
        count += 1
    return count


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, behind an apostrophe; plain numbers stay numbers."""
    return cell if _is_number(cell) else neutral(cell)


def _is_number(cell: str) -> bool:
    return cell.startswith("-") and cell[1:].replace(".", "", 1).replace(",", "", 1).isdecimal()
