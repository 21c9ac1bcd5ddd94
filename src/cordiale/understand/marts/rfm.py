"""Recency, frequency, money (docs/algorithms/rfm.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts.calendar import DAY_S, moment, seconds
from cordiale.understand.marts.columns import MONEY, TIME, declared
from cordiale.understand.marts.currencies import main_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ibis.expr.types import IntegerValue, NumericValue, Table

GROUPS = 5
RFM = {
    "pid": "int64",
    "currency": "string",
    "last_order_at": TIME,
    "days_since_last": "int32",
    "order_count": "int64",
    "spent": MONEY,
    "recency_score": "int32",
    "frequency_score": "int32",
    "money_score": "int32",
}
MEASURES = ("recency", "frequency", "money")
LIMITS = {"currency": "string", **{f"{measure}_{step}": "float64" for measure in MEASURES for step in range(1, GROUPS)}}


@dataclass(frozen=True, slots=True)
class Limits:
    """The four limits of each measure: a score is 1 + how many of them a value exceeds.

    Recency limits are epoch seconds of the last order (later is better), so a score does not change by waiting.
    """

    recency: tuple[float, ...]
    frequency: tuple[float, ...]
    money: tuple[float, ...]


def recency_frequency_money(orders: Table, *, as_of: datetime) -> Table:
    """One row per party that bought before `as_of`: how lately (whole days), how often, how much, and scores 1 to 5.

    A returned order counts as a visit (the customer came) but not as money. Scores are fifths of the buyers of the
    same currency, 5 the best; equal values are told apart by pid, so that each fifth has the same size.
    """
    buyers = _buyers(orders, as_of=as_of)

    def fifth(best_last: IntegerValue | NumericValue) -> IntegerValue:
        order = ibis.window(group_by=buyers.currency, order_by=[best_last, buyers.pid])
        return ibis.ntile(GROUPS).over(order) + 1

    scored = buyers.mutate(
        days_since_last=((seconds(moment(as_of)) - seconds(buyers.last_order_at)) / float(DAY_S)).floor(),
        recency_score=fifth(buyers.last_order_at),
        frequency_score=fifth(buyers.order_count),
        money_score=fifth(buyers.spent),
    )
    return declared(scored, RFM)


def limits(orders: Table, *, as_of: datetime) -> Table:
    """Per currency, the values that cut its buyers into fifths: what scores one party without looking at the others."""
    buyers = _buyers(orders, as_of=as_of).mutate(
        recency=seconds(_.last_order_at).cast("float64"),
        frequency=_.order_count.cast("float64"),
        money=_.spent.cast("float64"),
    )
    cuts = {
        f"{measure}_{step}": buyers[measure].quantile(step / GROUPS)
        for measure in MEASURES
        for step in range(1, GROUPS)
    }
    return declared(buyers.group_by("currency").aggregate(**cuts), LIMITS)


def score(value: NumericValue, *, currency: ibis.Value, by_currency: Mapping[str, tuple[float, ...]]) -> IntegerValue:
    """1 to 5 by the limits of the row's currency; null where the currency has none."""
    told = ibis.literal(None, type="int32")
    for code, cuts in sorted(by_currency.items()):
        above = sum(((value > cut).cast("int32") for cut in cuts), ibis.literal(1, type="int32"))
        told = ibis.ifelse(currency == code, above, told)
    return told


def _buyers(orders: Table, *, as_of: datetime) -> Table:
    past = orders.filter(orders.pid.notnull(), orders.at < moment(as_of)).mutate(currency=_.currency.fill_null(""))
    sale = past.kind == "sale"
    per_currency = past.group_by("pid", "currency").aggregate(
        last_order_at=past.at.max(where=sale),
        order_count=past.count(where=sale),
        spent=past.amount.sum().fill_null(0),
    )
    bought = main_of(per_currency.filter(_.order_count > 0))
    return bought.select("pid", "currency", "last_order_at", "order_count", spent=bought.spent.cast(MONEY))
