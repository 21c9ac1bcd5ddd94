"""How a file is read: each value detected from the file, or chosen by a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Self

FORMATS = ("csv", "excel", "parquet", "jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The file's own grammar. An empty value means "detect it"."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    header: bool | None = None
    sheet: str = ""

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, object]) -> Self:
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How the values of one column are written, and why we think so.

    `type` is text, number, date or flag; `style` is the decimal sign ("." or ",") of a number or the order of a date
    (iso, dmy, mdy, ymd, serial); `sure` is false when the values alone cannot tell (01/02/2026) and a choice was made.
    A text with a style is a column most of whose values are written so, and some not.
    `trim_float` tells that whole numbers were written as 17850.0 by a spreadsheet.
    """

    type: str = "text"
    style: str = ""
    sure: bool = True
    evidence: str = ""
    trim_float: bool = False

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, object]) -> Self:
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as found: its name, some values, how they look."""

    index: int
    name: str
    samples: list[str] = field(default_factory=list)
    filled: float = 1.0
    format: Format = field(default_factory=Format)
