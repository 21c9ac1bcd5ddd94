"""The one currency a party's money is told in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

if TYPE_CHECKING:
    from ibis.expr.types import Table


def main_of(per_currency: Table) -> Table:
    """Of rows per (pid, currency) with `order_count`, the pid's main one: most orders, then first in the alphabet.

    Two currencies never add up, so a party's figures are told in one; the others are counted, not summed.
    """
    most = ibis.window(group_by=per_currency.pid, order_by=[ibis.desc(per_currency.order_count), per_currency.currency])
    every = ibis.window(group_by=per_currency.pid)
    ranked = per_currency.mutate(
        place=ibis.row_number().over(most), all_orders=per_currency.order_count.sum().over(every)
    )
    return ranked.filter(_.place == 0).mutate(foreign_order_count=_.all_orders - _.order_count)
