"""How the list shows what it holds: its columns, how dense, as a table or as a board."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

USUAL = ("tags", "city", "owner", "last", "orders", "spent", "late")
MOST = 12
TABLE, BOARD = "table", "board"


@dataclass(frozen=True, slots=True)
class Look:
    """`columns` beside the name, in this order; `by` is the field that makes the columns of a board."""

    columns: tuple[str, ...] = USUAL
    dense: bool = False
    layout: str = TABLE
    by: str = "owner"

    @classmethod
    def read(cls, params: QueryDict) -> Look:
        """Read an address; `cols=name` alone is the name without any other column."""
        given = [name for name in params.getlist("cols") if name != "name" and len(name) <= 60]
        layout = BOARD if params.get("layout") == BOARD else TABLE
        return cls(
            columns=tuple(dict.fromkeys(given))[:MOST] if "cols" in params else USUAL,
            dense=params.get("dense") == "1",
            layout=layout,
            by=params.get("by", "owner")[:60] if layout == BOARD else "owner",
        )

    @property
    def usual(self) -> bool:
        """Whether the columns are those that everybody starts with."""
        return self.columns == USUAL

    def pairs(self) -> list[tuple[str, str]]:
        """Its part of the address: what is not as usual."""
        pairs = []
        if not self.usual:
            pairs += [("cols", "name"), *(("cols", name) for name in self.columns)]
        if self.dense:
            pairs.append(("dense", "1"))
        if self.layout == BOARD:
            pairs += [("layout", BOARD), ("by", self.by)]
        return pairs


USUAL_LOOK = Look()
