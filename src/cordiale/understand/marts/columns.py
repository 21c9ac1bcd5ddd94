"""The last step of every mart: its columns, in order, in the types it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis.expr.operations import Cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

MONEY = "decimal(18, 2)"
TIME = "timestamp('UTC', 6)"


def declared(table: Table, schema: Mapping[str, str]) -> Table:
    """`table` with exactly the columns of `schema` (name -> Ibis type), so that engines cannot disagree on types.

    The cast is always written into the SQL: `Value.cast` leaves it out where Ibis believes the type already holds,
    and it believes wrong (a sum of integers is a 128-bit integer on DuckDB).
    """
    return table.select(**{name: Cast(table[name], to=ibis.dtype(kind)).to_expr() for name, kind in schema.items()})
