"""The closed set of Ibis operations that marts may use: each gives the same rows on every engine (test_conformance).

Add an operation here before using it in a mart.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import ibis
from ibis import _

LIMIT = datetime(2026, 5, 1, tzinfo=UTC)
ONE = ibis.literal(1, "int32")
ARRAY = ibis.literal([7, 8, 9, 10], type="array<int64>")
MOMENT = ibis.literal(LIMIT, type="timestamp('UTC', 6)")


def _window(t):
    return ibis.window(group_by=t.pid, order_by=[t["at"], t.id])


def _ranked(t):
    return ibis.window(order_by=[t.amount, t.id])


def _so_far(t):
    return ibis.cumulative_window(group_by=t.pid, order_by=[t["at"], t.id])


def _days(t):
    return t.select("pid", "id", day=(t["at"].epoch_seconds() / 86400.0).floor().cast("int32"))


def _dated(t):
    return t.select("id", on=(ibis.literal(datetime(1970, 1, 1)) + t.day.cast("int64").as_interval("D")).date())


ROWS: Mapping[str, Callable] = {
    "filter by time": lambda t: t.filter(t["at"] < MOMENT).select("order_ref"),
    "filter by month": lambda t: t.filter(t.month == "2026-04").select("order_ref"),
    "filter by presence": lambda t: t.filter(t.pid.notnull(), t.reverses.isnull()).select("order_ref"),
    "filter by membership": lambda t: t.filter(t.kind.isin(["sale", "return"])).select("order_ref"),
    "filter by the start of a text": lambda t: t.filter(t.order_ref.startswith("A1")).select("order_ref"),
    "distinct": lambda t: t.select("pid", "country").distinct(),
    "union": lambda t: t.select("order_ref").union(t.select("order_ref"), distinct=False),
    "ifelse": lambda t: t.select("order_ref", big=ibis.ifelse(t.amount > 20, 1, 0)),
    "fill_null": lambda t: t.select("order_ref", taken=t.reverses.fill_null("")),
    "coalesce of numbers": lambda t: t.select("order_ref", who=ibis.coalesce(t.pid, 0)),
    "abs, ceil, floor, round": lambda t: t.select(
        "order_ref",
        a=t.amount.abs(),
        c=(t.amount.cast("float64") / 7).ceil().cast("int64"),
        f=(t.amount.cast("float64") / 7).floor().cast("int64"),
        r=(t.amount.cast("float64") / 7 * 10).round() / 10,  # not round(1): 3.4499999999999997 differs
    ),
    "logarithm and exponential": lambda t: t.select(
        "order_ref",
        milli=((t.line_count.cast("float64") + 1).ln() * 1000).round().cast("int64"),
        e=(t.line_count / 10.0).exp().round(6),
    ),
    "modulo and whole division": lambda t: t.select(
        "order_ref", m=t.line_count % 3, d=(t.line_count / 2.0).floor().cast("int32")
    ),
    "clip": lambda t: t.select("order_ref", c=t.line_count.clip(lower=2, upper=3)),
    "epoch seconds": lambda t: t.select("order_ref", s=t["at"].epoch_seconds().floor().cast("int64")),
    "year of a moment": lambda t: t.select("order_ref", y=t["at"].cast("timestamp(6)").year()),
    "whole days from the epoch": _days,
    "date of a day number": lambda t: _dated(_days(t)),
    "year and month of a date": lambda t: t.select(
        "order_ref", y=ibis.date("2026-02-28").year(), m=t["at"].cast("timestamp(6)").date().month()
    ),
    "a date from its parts": lambda t: t.select(
        "order_ref", on=ibis.date(ibis.literal(2026, "int32"), t.line_count, ibis.literal(1, "int32"))
    ),
    "a moment plus days": lambda t: t.select("order_ref", later=t["at"] + t.line_count.cast("int64").as_interval("D")),
    "an element of an array": lambda t: t.select(
        "order_ref", x=ibis.literal([7, 8, 9, 10], type="array<int64>")[t.line_count % 4]
    ),
    "unnest of a range": lambda t: t.select("order_ref", n=ibis.range(0, t.line_count.cast("int64")).unnest()),
    "cast to money": lambda t: t.select("order_ref", m=(t.amount * 2).cast("decimal(18, 2)")),
    "row_number": lambda t: t.select("id", n=ibis.row_number().over(_window(t))),
    "ntile with a tie-breaker": lambda t: t.select("id", n=ibis.ntile(3).over(_ranked(t))),
    "percent_rank": lambda t: t.select("id", r=ibis.percent_rank().over(_ranked(t)).round(9)),
    "lag and lead": lambda t: t.select("id", a=t.amount.lag().over(_window(t)), b=t.amount.lead().over(_window(t))),
    "running sum": lambda t: t.select("id", s=t.amount.sum().over(_so_far(t))),
    "group sums of money": lambda t: t.group_by("pid").aggregate(n=t.count(), s=t.amount.sum()),
    "conditional aggregates": lambda t: t.group_by("country").aggregate(
        n=t.count(where=t.kind == "sale"), s=t.amount.sum(where=t["at"] < MOMENT)
    ),
    "min, max, mean": lambda t: t.group_by("kind").aggregate(
        first=t["at"].min(), last=t["at"].max(), mean=t.amount.cast("float64").mean().round(9)
    ),
    "distinct count": lambda t: t.group_by("kind").aggregate(n=t.pid.nunique()),
    "quantile and median": lambda t: t.group_by("country").aggregate(
        q=t.amount.cast("float64").quantile(0.95).round(9), m=t.line_count.cast("float64").median()
    ),
    "variance": lambda t: t.aggregate(v=t.amount.cast("float64").var(how="sample").round(6)),
    "argmax": lambda t: t.group_by("pid").aggregate(
        best=t.order_ref.argmax(t.line_count * 1000 + t.amount.cast("int64"))
    ),
    "count of nothing": lambda t: t.filter(t.kind == "gift").aggregate(n=_.count(), s=_.amount.sum()),
    "any and all": lambda t: t.group_by("pid").aggregate(a=(t.amount > 20).any(), b=(t.amount > 0).all()),
}


def _counted(t, key, name):
    return t.filter(t.amount > 20).group_by(**{key: t.pid}).aggregate(**{name: _.count()})


JOINS: Mapping[str, Callable] = {
    "inner join": lambda o, n: o.inner_join(n, ["id"]).select("order_ref", "line", "product"),
    "left join": lambda o, n: o.left_join(n.filter(n.line == 2), ["id"]).select("order_ref", "product"),
    "outer join": lambda o, n: _counted(o, "pid", "a").outer_join(_counted(n, "who", "b"), [("pid", "who")]),
    "semi join": lambda o, n: o.semi_join(n.filter(n.line == 2), ["id"]).select("order_ref"),
    "anti join": lambda o, n: o.anti_join(n.filter(n.line == 2), ["id"]).select("order_ref"),
    "cross join": lambda o, n: o.select("order_ref").cross_join(n.aggregate(total=n.amount.sum())),
}
