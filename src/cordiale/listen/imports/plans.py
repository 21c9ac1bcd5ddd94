"""The plan of an import: everything needed to run it again on another file. A template is a named plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Self

from cordiale.listen.imports.reading import Format, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What no column says.

    `issuer` names who gave the references (two shops may both have a customer 17). `return_orders` and
    `adjustment_orders` are RE2 patterns of order references; `line_kinds` pairs of (pattern of product codes, kind).
    `stock_adjustments` reads lines without price and customer as movements of stock. `merge_case` says that product
    codes differing only by case are one. `countries` adds names to those already known; an empty code means unknown.
    """

    issuer: str = "import"
    currency: str = ""
    time_zone: str = "UTC"
    channel: str = ""
    country: str = ""
    day_first: bool = True
    return_orders: str = ""
    adjustment_orders: str = ""
    line_kinds: tuple[tuple[str, str], ...] = ()
    stock_adjustments: bool = False
    merge_case: bool = False
    countries: dict[str, str] = field(default_factory=dict)
    party_kind: str = "person"
    party_name: str = "Client {ref}"
    event_kind: str = ""

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, object]) -> Self:
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        if "line_kinds" in kept:
            kept["line_kinds"] = tuple((pattern, kind) for pattern, kind in kept["line_kinds"])  # type: ignore[attr-defined]
        return cls(**kept)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`columns` maps the file's column names to fields; `formats` says how their values are written, when settled."""

    kind: str
    columns: dict[str, str]
    formats: dict[str, Format] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    options: Options = field(default_factory=Options)

    def column_of(self, name: str) -> str | None:
        """The file's column that holds a field."""
        return next((column for column, known in self.columns.items() if known == name), None)

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "columns": self.columns,
            "formats": {column: style.to_json() for column, style in self.formats.items()},
            "reading": self.reading.to_json(),
            "options": self.options.to_json(),
        }

    @classmethod
    def from_json(cls, values: dict[str, object]) -> Self:
        formats: dict[str, dict[str, object]] = values.get("formats") or {}  # type: ignore[assignment]
        return cls(
            kind=str(values["kind"]),
            columns=dict(values.get("columns") or {}),  # type: ignore[call-overload]
            formats={column: Format.from_json(style) for column, style in formats.items()},
            reading=Reading.from_json(values.get("reading") or {}),  # type: ignore[arg-type]
            options=Options.from_json(values.get("options") or {}),  # type: ignore[arg-type]
        )
