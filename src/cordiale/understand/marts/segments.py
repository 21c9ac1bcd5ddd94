"""How a segment of many conditions is counted: one pass over orders, one over events, whatever their number."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts.calendar import moment
from cordiale.understand.marts.columns import MONEY, TIME, declared

if TYPE_CHECKING:
    from datetime import datetime

    from ibis.expr.types import Table

SEGMENT = {"pid": "int64", "spent_365d": MONEY, "orders_90d": "int64", "last_order_at": TIME, "spend_rank": "float64"}


def twelve_conditions(orders: Table, events: Table, *, as_of: datetime) -> Table:
    """Good customers who answer, visit and are content: twelve conditions (benchmarks/lake_marts.py)."""

    def since(days: int) -> ibis.Value:
        return moment(as_of - timedelta(days=days))

    past = orders.filter(orders.pid.notnull(), orders.at < moment(as_of))
    sale = past.kind == "sale"
    bought = past.group_by("pid").aggregate(
        orders_90d=past.count(where=sale & (past.at >= since(90))),
        orders_365d=past.count(where=sale & (past.at >= since(365))),
        spent_365d=past.amount.sum(where=past.at >= since(365)).fill_null(0).cast(MONEY),
        returns_365d=past.count(where=(past.kind == "return") & (past.at >= since(365))),
        first_order_at=past.at.min(where=sale),
        last_order_at=past.at.max(where=sale),
    )
    bought = bought.mutate(spend_rank=ibis.percent_rank().over(ibis.window(order_by=[bought.spent_365d, bought.pid])))
    counted = {
        "mails_30d": ("mail.sent", 30),
        "opened_30d": ("mail.opened", 30),
        "clicked_90d": ("mail.clicked", 90),
        "pages_14d": ("page.viewed", 14),
        "tickets_opened": ("ticket.opened", None),
        "tickets_closed": ("ticket.closed", None),
        "answers_365d": ("survey.answered", 365),
    }
    told = events.filter(events.pid.notnull(), events.at < moment(as_of))
    when = {
        name: (told.kind == kind) & (told.at >= since(days)) if days else told.kind == kind
        for name, (kind, days) in counted.items()
    }
    # Only rows that some condition counts are grouped (most page views are older than two weeks): a third of the cost.
    counting = told.mutate(**when).filter(ibis.or_(*(_[name] for name in when)))
    met = counting.group_by(met_pid=counting.pid).aggregate(
        **{name: counting.count(where=counting[name]) for name in when}
    )
    chosen = bought.inner_join(met, bought.pid == met.met_pid).filter(
        _.orders_90d >= 1,
        _.orders_365d >= 2,
        _.spent_365d >= 100,
        _.returns_365d <= 1,
        _.first_order_at < since(180),
        _.spend_rank >= 0.6,
        _.mails_30d <= 8,
        _.opened_30d + _.clicked_90d >= 1,
        _.clicked_90d <= 20,
        _.pages_14d >= 1,
        _.tickets_opened <= _.tickets_closed + 1,
        _.answers_365d <= 3,
    )
    return declared(chosen, SEGMENT)
