"""The shape every source yields: text columns c0..cN, the line, and what is wrong with a row's form."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import pyarrow as pa

TOO_MANY_CELLS = "too_many_cells"
TOO_FEW_CELLS = "too_few_cells"
BAD_QUOTES = "bad_quotes"
BAD_JSON = "bad_json"


class Source(Protocol):
    """A file opened for reading. `columns` is complete once `batches` has ended."""

    columns: list[str]

    def batches(self) -> Iterator[pa.Table]: ...

    def close(self) -> None: ...


def table(
    columns: Sequence[Sequence[str | None]],
    *,
    lines: Sequence[int],
    problems: Sequence[str | None] | None = None,
    extras: Sequence[str | None] | None = None,
) -> pa.Table:
    """One batch: `columns` by position, `lines` the number of each row's first line in the file."""
    numbers = np.arange(lines.start, lines.stop) if isinstance(lines, range) else np.array(lines, np.int64)
    arrays = [pa.array(numbers, pa.int64())]
    arrays.append(pa.array(problems, pa.string()) if problems else pa.nulls(len(lines), pa.string()))
    arrays.append(pa.array(extras, pa.string()) if extras else pa.nulls(len(lines), pa.string()))
    arrays.extend(pa.array(column, pa.string()) for column in columns)
    names = ["line", "problem", "extra", *(f"c{i}" for i in range(len(columns)))]
    return pa.table(arrays, names=names)


def unique_names(raw: Sequence[str | None]) -> list[str]:
    """Header names made usable: trimmed, numbered when empty or repeated."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, value in enumerate(raw, start=1):
        name = (value or "").strip().lstrip("\ufeff")[:200] or f"colonne {position}"
        count = seen.get(name.casefold(), 0) + 1
        seen[name.casefold()] = count
        names.append(name if count == 1 else f"{name} ({count})")
    return names
