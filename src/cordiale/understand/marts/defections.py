"""The first measure of defection: customers who became late against their own rhythm, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts import rhythm as rhythms
from cordiale.understand.marts.calendar import day_number, day_of, first_day, moment, month_of
from cordiale.understand.marts.columns import MONEY, TIME, declared
from cordiale.understand.marts.currencies import main_of

if TYPE_CHECKING:
    from datetime import datetime

    from ibis.expr.types import Table, Value

YEAR_D = 365
LATENESS = {"pid": "int64", "gaps": "int64", "typical_gap_days": "float64", "late_at": TIME, "late": "boolean"}
MONTH = {
    "month": "date",
    "currency": "string",
    "on_time": "int64",
    "became_late": "int64",
    "came_back": "int64",
    "value": MONEY,
    "complete": "boolean",
}


def lateness(steps: Table, *, rhythm: rhythms.Rhythm, as_of: datetime | Value) -> Table:
    """One row per party with a visit: their typical gap and the moment they are late from.

    With fewer than three visits there is not enough history: both are null and nobody is late.
    """
    last = steps.filter(steps.next_day.isnull())
    enough = last.gaps >= rhythms.CLASSES[0]
    after = rhythms.late_after(last.gaps, last.logs, rhythm=rhythm)
    # To a tenth of a day; `round(1)` settles ties differently on the two engines.
    typical = (rhythms.typical(last.gaps, last.logs, rhythm=rhythm) * 10).round() / 10.0
    told = last.mutate(
        typical_gap_days=ibis.ifelse(enough, typical, None),
        late_at=ibis.ifelse(enough, last.last_at + after.as_interval("D"), None),
    )
    return declared(told.mutate(late=(told.late_at <= moment(as_of)).fill_null(False)), LATENESS)


def defections(orders: Table, steps: Table, *, rhythm: rhythms.Rhythm, zone: str, as_of: datetime) -> Table:
    """One row per month and (main) currency: on time, became late, came back since, and the value that became late.

    `on_time` counts the customers with a known rhythm who were on time at some moment of the month: those of
    the start, plus those whose rhythm became known or who came back; who became late is a part of them. `value` is
    what they had spent, less returns, in the 365 days before they became late.
    """
    spells = _spells(steps, rhythm=rhythm, zone=zone, as_of=as_of)
    money = orders.filter(orders.pid.notnull(), orders.at < moment(as_of)).mutate(currency=_.currency.fill_null(""))
    spells = spells.inner_join(_main_currency(money), "pid")
    late = spells.filter(_.became_late)
    lost = late.group_by("late_month", "currency").aggregate(
        became_late=_.count(), came_back=_.count(where=_.next_at.notnull())
    )
    value = _value_before(late, money)
    entries = spells.filter(_.entered).group_by("month", "currency").aggregate(entered=_.count())
    changes = entries.select("month", "currency", "entered", became_late=ibis.literal(0, type="int64")).union(
        lost.select(
            month=_.late_month, currency=_.currency, entered=ibis.literal(0, type="int64"), became_late=_.became_late
        )
    )
    rows = _on_time(changes, until=day_number(as_of, zone=zone))
    rows = rows.left_join(lost, (rows.month == lost.late_month) & (rows.currency == lost.currency)).select(
        "month", "currency", "on_time", "complete", "became_late", came_back=_.came_back.fill_null(0)
    )
    rows = rows.left_join(value, (rows.month == value.late_month) & (rows.currency == value.currency)).select(
        "currency",
        "on_time",
        "became_late",
        "came_back",
        "complete",
        month=first_day(rows.month),
        value=_.value.fill_null(0),
    )
    return declared(rows, MONTH)


def _spells(steps: Table, *, rhythm: rhythms.Rhythm, zone: str, as_of: datetime) -> Table:
    """Each visit from the third on: does a spell on time begin, and does it end in lateness?"""
    known = steps.filter(steps.gaps >= rhythms.CLASSES[0])
    after = rhythms.late_after(known.gaps, known.logs, rhythm=rhythm)
    dated = known.mutate(late_at=known.last_at + after.as_interval("D"))
    passed = (dated.late_at <= moment(as_of)) & (dated.next_at.isnull() | (dated.next_at > dated.late_at))
    told = dated.mutate(became_late=passed)
    order = ibis.window(group_by=told.pid, order_by=told.day)
    told = told.mutate(entered=told.became_late.lag().over(order).fill_null(True))
    return told.select(
        "pid",
        "late_at",
        "next_at",
        "became_late",
        "entered",
        month=month_of(told.day),
        late_month=month_of(day_of(told.late_at, zone=zone)),
    )


def _main_currency(money: Table) -> Table:
    counted = money.group_by("pid", "currency").aggregate(order_count=_.count(where=_.kind == "sale"))
    return main_of(counted).select("pid", "currency")


def _value_before(late: Table, money: Table) -> Table:
    told = late.select("pid", "currency", "late_month", "late_at").mutate(since=_.late_at - ibis.interval(days=YEAR_D))
    spent = money.select("pid", "currency", "at", "amount")
    paired = told.inner_join(spent, ["pid", "currency"]).filter(_.at > _.since, _.at <= _.late_at)
    return paired.group_by("late_month", "currency").aggregate(value=_.amount.sum())


def _on_time(changes: Table, *, until: int) -> Table:
    """On time during each month: entered up to its end, less those late before it; every month from the first on."""
    now = month_of(ibis.literal(until, type="int32"))
    sums = changes.group_by("month", "currency").aggregate(entered=_.entered.sum(), became_late=_.became_late.sum())
    first = sums.group_by("currency").aggregate(first=_.month.min())
    steps = ibis.range(0, 600).unnest().name("step").as_table()
    grid = first.cross_join(steps).mutate(month=(_.first + _.step).cast("int32"), now=now)
    grid = grid.filter(_.month <= _.now).select("month", "currency", "now")
    filled = grid.left_join(sums, ["month", "currency"]).select(
        "month",
        "currency",
        "now",
        entered=_.entered.fill_null(0),
        became_late=_.became_late.fill_null(0),
    )
    so_far = ibis.cumulative_window(group_by=filled.currency, order_by=filled.month)
    told = filled.mutate(in_all=filled.entered.sum().over(so_far), out_all=filled.became_late.sum().over(so_far))
    return told.mutate(on_time=told.in_all - told.out_all + told.became_late, complete=told.month < told.now)
