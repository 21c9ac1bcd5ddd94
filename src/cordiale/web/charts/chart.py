"""What every chart function returns."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the data table: a heading and its cells; `forecast` marks what has not happened yet."""

    name: str
    cells: tuple[str, ...]
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart: `head` names the heading column and each cell."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its figures. `xs` are the percentages where the reading line stops, one per row of the table."""

    html: SafeString
    table: Table
    xs: tuple[float, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.table.rows)

    def __html__(self) -> SafeString:
        return self.html

    def __str__(self) -> str:
        return self.html

    @property
    def stops(self) -> str:
        """`xs` as the attribute that the script reads."""
        return ",".join(f"{x:.2f}" for x in self.xs)
