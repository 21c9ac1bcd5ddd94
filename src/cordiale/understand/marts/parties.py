"""All figures of a party's profile: one pass over orders, one over visits, one over events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts import rfm, rhythm
from cordiale.understand.marts.calendar import as_date, day_of, moment, seconds
from cordiale.understand.marts.columns import MONEY, TIME, declared
from cordiale.understand.marts.contacts import EXCHANGES, INBOUND, OUTBOUND, WINDOW_DAYS
from cordiale.understand.marts.currencies import main_of
from cordiale.understand.marts.defections import YEAR_D, lateness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ibis.expr.types import Table, Value

FEATURES = {
    "pid": "int64",
    "currency": "string",
    "country": "string",
    "first_order_at": TIME,
    "last_order_at": TIME,
    "order_count": "int64",
    "visit_count": "int64",
    "foreign_order_count": "int64",
    "spent": MONEY,
    "returned": MONEY,
    "average_order": MONEY,
    "year_value": MONEY,
    "cohort": "string",
    "typical_gap_days": "float64",
    "late_at": TIME,
    "late": "boolean",
    "recency_score": "int32",
    "frequency_score": "int32",
    "money_score": "int32",
    "rfm": "string",
    "last_contact_at": TIME,
    "inbound_90d": "int64",
    "outbound_90d": "int64",
    "last_event_at": TIME,
}
_ZERO = ("order_count", "visit_count", "foreign_order_count", "spent", "returned", "year_value")
_COUNTS = ("inbound_90d", "outbound_90d")
_WORDS = ("currency", "country", "cohort", "rfm")


@dataclass(frozen=True, slots=True)
class Population:
    """What a party is compared with: the common rhythm and the score limits per currency."""

    rhythm: rhythm.Rhythm = rhythm.UNKNOWN
    limits: Mapping[str, rfm.Limits] = field(default_factory=dict)


def party_features(
    orders: Table,
    events: Table,
    *,
    population: Population,
    zone: str,
    as_of: datetime | Value,
    seen_at: datetime | Value,
) -> Table:
    """One row per party known to the lake: orders before `as_of`, exchanges before `seen_at`.

    The two moments differ when the orders are a file of the past: rhythm is judged at its end, exchanges today.

    Every figure depends on the party's own facts and on `population` alone, so computing some parties gives the rows
    that computing all would give. Money is in the party's main currency (`currencies.main_of`).
    """
    bought = _purchases(orders, zone=zone, as_of=as_of)
    steps = rhythm.steps(rhythm.visits(orders, zone=zone, as_of=as_of))
    pace = lateness(steps, rhythm=population.rhythm, as_of=as_of)
    pace = pace.select("typical_gap_days", "late_at", "late", visitor="pid", visit_count=pace.gaps + 1)
    scored = _scores(bought, population=population)
    paced = scored.left_join(pace, scored.pid == pace.visitor).drop("visitor")
    met = _exchanges(events, as_of=seen_at)
    whole = paced.outer_join(met, paced.pid == met.met_pid).mutate(pid=ibis.coalesce(_.pid, _.met_pid))
    filled = whole.mutate(
        **{name: whole[name].fill_null(0) for name in (*_ZERO, *_COUNTS)},
        **{name: whole[name].fill_null("") for name in _WORDS},
        late=whole.late.fill_null(False),
    )
    return declared(filled, FEATURES)


def _purchases(orders: Table, *, zone: str, as_of: datetime | Value) -> Table:
    past = orders.filter(orders.pid.notnull(), orders.at < moment(as_of)).mutate(
        currency=_.currency.fill_null(""), country=_.country.fill_null("")
    )
    last_sale = past.at.max(where=past.kind == "sale").over(ibis.window(group_by=[past.pid, past.currency]))
    past = past.mutate(since=last_sale - ibis.interval(days=YEAR_D), last_sale=last_sale)
    sale, back = past.kind == "sale", past.kind == "return"
    rows = past.group_by("pid", "currency").aggregate(
        first_order_at=past.at.min(where=sale),
        last_order_at=past.at.max(where=sale),
        order_count=past.count(where=sale),
        country=past.country.max(where=sale & (past.at == past.last_sale)),
        sold=past.amount.sum(where=sale).fill_null(0),
        spent=past.amount.sum().fill_null(0),
        returned=-past.amount.sum(where=back).fill_null(0),
        year_value=past.amount.sum(where=past.at > past.since).fill_null(0),
    )
    told = main_of(rows)
    cents = (told.sold * 100).cast("int64")
    average = ((cents * 2 + told.order_count) / (told.order_count * 2.0)).floor().cast("int64")
    cohort = as_date(day_of(told.first_order_at, zone=zone)).strftime("%Y-%m")
    return told.mutate(
        average_order=ibis.ifelse(told.order_count > 0, (average / 100.0).cast(MONEY), None),
        cohort=ibis.ifelse(told.order_count > 0, cohort, ""),
    )


def _scores(bought: Table, *, population: Population) -> Table:
    values = {
        "recency": seconds(bought.last_order_at).cast("float64"),
        "frequency": bought.order_count.cast("float64"),
        "money": bought.spent.cast("float64"),
    }
    scores = {
        f"{measure}_score": rfm.score(
            value,
            currency=bought.currency,
            by_currency={code: getattr(limits, measure) for code, limits in population.limits.items()},
        )
        for measure, value in values.items()
    }
    buyer = bought.order_count > 0
    told = bought.mutate(**{name: ibis.ifelse(buyer, score, None) for name, score in scores.items()})
    letters = [told[f"{measure}_score"].cast("string") for measure in rfm.MEASURES]
    return told.mutate(rfm=letters[0] + letters[1] + letters[2])


def _exchanges(events: Table, *, as_of: datetime | Value) -> Table:
    past = events.filter(events.pid.notnull(), events.at < moment(as_of))
    recent = past.at >= moment(as_of) - ibis.interval(days=WINDOW_DAYS)
    return past.group_by(met_pid=past.pid).aggregate(
        last_event_at=past.at.max(),
        last_contact_at=past.at.max(where=past.kind.isin(EXCHANGES)),
        inbound_90d=past.count(where=recent & past.kind.isin(INBOUND)),
        outbound_90d=past.count(where=recent & past.kind.isin(OUTBOUND)),
    )
