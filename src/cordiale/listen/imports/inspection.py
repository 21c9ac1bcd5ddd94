"""The first look at a file: how it is written, its columns with samples, the mapping each kind would suggest."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa

from cordiale.listen.imports import detection, formats, limits, mapping, refusals
from cordiale.listen.imports.kinds import all_kinds
from cordiale.listen.imports.kinds.base import Kind
from cordiale.listen.imports.mapping import Suggestion
from cordiale.listen.imports.reading import Column, Format, Reading
from cordiale.listen.imports.sources import opening

SAMPLES_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the file looks like. `preview` holds rows of text in the columns' order; `lines` their line numbers."""

    path: Path
    size: int
    reading: Reading
    evidence: dict[str, str]
    columns: list[Column]
    preview: list[list[str]]
    lines: list[int]
    sheets: list[str]

    def suggestions(self, kind: Kind) -> list[Suggestion]:
        """The mapping that this kind would take."""
        return mapping.suggest(kind, self.columns)

    def likely_kind(self) -> Kind:
        """The kind whose fields explain the most columns, wishes unmet counting against it."""

        def merit(kind: Kind) -> float:
            found = self.suggestions(kind)
            names = {suggestion.field for suggestion in found}
            unmet = sum(field.required and field.name not in names for field in kind.fields)
            unmet += sum(not names & set(choice) for choice in kind.needs)
            return sum(suggestion.confidence for suggestion in found) - 2 * unmet

        return max(all_kinds().values(), key=merit)


def inspect(path: Path, *, chosen: Reading | None = None, day_first: bool = True) -> Inspection:
    """Read the beginning of a file; `chosen` holds what a person decided."""
    found = detection.detect(path, chosen=chosen)
    with closing(opening.open_source(path, found.reading, max_rows=limits.SAMPLE_ROWS)) as source:
        sample = _sample(source.batches())
    if not sample.num_rows:
        raise refusals.EmptyFile
    texts = [_texts(sample, index) for index in range(len(source.columns))]
    columns = [_column(index, name, texts[index], day_first=day_first) for index, name in enumerate(source.columns)]
    preview = [list(row) for row in islice(zip(*texts, strict=True), limits.PREVIEW_ROWS)]
    sheet = getattr(source, "sheet", "")
    return Inspection(
        path=path,
        size=path.stat().st_size,
        reading=replace(found.reading, sheet=sheet or found.reading.sheet),
        evidence=found.evidence,
        columns=columns,
        preview=preview,
        lines=sample.column("line").to_pylist()[: limits.PREVIEW_ROWS],
        sheets=getattr(source, "sheets", []),
    )


def _sample(batches: object) -> pa.Table:
    rows, tables = 0, []
    for table in batches:  # type: ignore[attr-defined]
        tables.append(table)
        rows += table.num_rows
        if rows >= limits.SAMPLE_ROWS:
            break
    if not tables:
        return pa.table({"line": pa.array([], pa.int64())})
    return pa.concat_tables(tables, promote_options="default")


def _texts(sample: pa.Table, index: int) -> list[str]:
    name = f"c{index}"
    if name not in sample.column_names:
        return [""] * sample.num_rows
    return [value or "" for value in sample.column(name).to_pylist()]


def _column(index: int, name: str, values: Sequence[str], *, day_first: bool) -> Column:
    filled = [value for value in values if value.strip()]
    style = formats.detect(filled, day_first=day_first) if filled else Format(evidence="empty")
    distinct = list(dict.fromkeys(filled))
    return Column(
        index=index,
        name=name,
        samples=distinct[:SAMPLES_SHOWN],
        filled=len(filled) / max(len(values), 1),
        format=style,
    )
