"""Monthly cohorts of first order, and how many come back (docs/algorithms/retention.md)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts.calendar import day_number, day_of, first_day, moment, month_number, month_of
from cordiale.understand.marts.columns import declared

if TYPE_CHECKING:
    from datetime import datetime

    from ibis.expr.types import Table

CELL = {"cohort": "date", "months": "int32", "size": "int64", "active": "int64", "complete": "boolean"}
LONGEST = 120


def retention(orders: Table, *, zone: str, as_of: datetime) -> Table:
    """One row per cohort (month of the first order) and number of months since, up to the month of `as_of`.

    `active` counts the parties of the cohort with at least one sale in that calendar month, `size` the cohort.
    The month of `as_of` is not `complete`; months without any order are rows with 0. At most ten years.
    """
    now = month_number(_date(day_number(as_of, zone=zone)))
    sales = orders.filter(orders.pid.notnull(), orders.kind == "sale", orders.at < moment(as_of))
    days = sales.select("pid", day=day_of(sales.at, zone=zone)).distinct()
    months = days.select("pid", month=month_of(days.day)).distinct()
    since = months.mutate(cohort=months.month.min().over(ibis.window(group_by=months.pid)))
    since = since.mutate(months=(since.month - since.cohort).cast("int32"))
    active = since.group_by("cohort", "months").aggregate(active=_.count())
    sizes = active.filter(_.months == 0).select("cohort", size=_.active)
    steps = ibis.range(0, LONGEST).unnest().name("months").as_table().mutate(months=_.months.cast("int32"))
    grid = sizes.cross_join(steps).filter(_.cohort + _.months <= now)
    cells = grid.left_join(active, ["cohort", "months"]).select(
        "size",
        "months",
        cohort=first_day(grid.cohort),
        active=_.active.fill_null(0),
        complete=grid.cohort + grid.months < now,
    )
    return declared(cells, CELL)


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
