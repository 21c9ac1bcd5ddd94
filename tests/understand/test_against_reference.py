"""Marts on random orders against the same rules in plain Python, on DuckDB; and DuckDB against Spark."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.understand import reference

from cordiale.understand.marts import cohorts, defections, parties, rfm, rhythm, sales, segments
from cordiale.understand.marts.calendar import month_number

pytestmark = pytest.mark.slow  # each test fills a lake of its own

ZONE = "Europe/Paris"
AS_OF = datetime(2011, 12, 10, 7, 30, tzinfo=UTC)
OWN = rhythm.Rhythm(mean_log=3000.0, pull=1.7, multiples=(2.0, 2.2, 2.5, 3.1))
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

moments = st.datetimes(datetime(2010, 9, 1), datetime(2011, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
facts = st.tuples(
    st.one_of(st.none(), st.integers(1, 9)),
    moments,
    st.sampled_from(["sale", "sale", "sale", "return", "adjustment"]),
    st.integers(0, 5000),
    st.sampled_from(["EUR", "EUR", "CHF"]),
)
streams = st.lists(facts, max_size=60)


def rows_of(stream, order):
    rows = []
    for pid, at, kind, cents, currency in stream:
        amount = Decimal(cents if kind == "sale" else -cents) / 100
        rows.append(order(pid, "2011-01-01") | {"at": at, "kind": kind, "amount": amount, "currency": currency})
    return rows


@QUIET
@given(stream=streams)
def test_rfm_equals_the_reference(duck, tables, order, stream):
    rows = rows_of(stream, order)
    found = duck(rfm.recency_frequency_money(tables.orders, as_of=AS_OF), orders=rows)
    columns = ["currency", "days_since_last", "order_count", "spent", *(f"{name}_score" for name in rfm.MEASURES)]
    assert {row["pid"]: tuple(row[name] for name in columns) for row in found} == reference.rfm(rows, as_of=AS_OF)


@QUIET
@given(stream=streams)
def test_retention_equals_the_reference(duck, tables, order, stream):
    rows = rows_of(stream, order)
    found = duck(cohorts.retention(tables.orders, zone=ZONE, as_of=AS_OF), orders=rows)
    told = {(month_number(row["cohort"]), row["months"]): (row["size"], row["active"]) for row in found}
    assert told == reference.retention(rows, zone=ZONE, as_of=AS_OF)


@QUIET
@given(stream=streams)
def test_lateness_equals_the_reference(duck, tables, order, stream):
    rows = rows_of(stream, order)
    steps = rhythm.steps(rhythm.visits(tables.orders, zone=ZONE, as_of=AS_OF))
    found = duck(defections.lateness(steps, rhythm=OWN, as_of=AS_OF), orders=rows)
    told = {row["pid"]: (row["late_at"], row["late"]) for row in found}
    assert told == reference.lateness(rows, rhythm=OWN, zone=ZONE, as_of=AS_OF)


@QUIET
@given(stream=streams)
def test_features_agree_with_the_marts_they_are_made_of(duck, tables, order, stream):
    rows = rows_of(stream, order)
    population = parties.Population(rhythm=OWN)
    whole = parties.party_features(
        tables.orders, tables.events, population=population, zone=ZONE, as_of=AS_OF, seen_at=AS_OF
    )
    told = {row["pid"]: row for row in duck(whole, orders=rows) if row["order_count"]}
    expected = reference.rfm(rows, as_of=AS_OF)
    assert {pid: (row["currency"], row["order_count"], row["spent"]) for pid, row in told.items()} == {
        pid: (row[0], row[2], row[3]) for pid, row in expected.items()
    }
    late = reference.lateness(rows, rhythm=OWN, zone=ZONE, as_of=AS_OF)
    assert {pid: (row["late_at"], row["late"]) for pid, row in told.items()} == late


def a_shop(order, event):
    """Two hundred customers with rhythms of their own, ties, returns, strangers, two currencies."""
    from random import Random

    draw = Random(7)
    orders, events = [], []
    for pid in range(1, 201):
        at = datetime(2009, 1, 1, tzinfo=UTC) + timedelta(hours=draw.randrange(9000))
        pace = draw.choice([7, 30, 90])
        currency = draw.choice(["EUR", "EUR", "CHF"])
        for _ in range(draw.randrange(1, 14)):
            kind = draw.choice(["sale"] * 8 + ["return", "adjustment"])
            amount = Decimal(draw.choice([1000, 1990, draw.randrange(100, 9000)])) / 100
            signed = amount if kind == "sale" else -amount
            row = order(draw.choice([pid] * 15 + [None]), "2011-01-01") | {"at": at, "kind": kind, "amount": signed}
            orders.append(row | {"currency": currency, "country": draw.choice(["FR", "CH"])})
            kinds = ["mail.sent", "mail.opened", "page.viewed", "ticket.opened"]
            events.append(event(pid, draw.choice(kinds)) | {"at": at + timedelta(days=1)})
            at += timedelta(days=draw.expovariate(1 / pace), seconds=draw.randrange(86400))
    for pid in range(201, 211):
        _regular(pid, order, event, orders, events)
    return orders, events


def _regular(pid, order, event, orders, events):
    """Somebody who meets every condition of the segment: bought long ago and lately, opens mails, visits."""
    for days in (300, 200, 40):
        at = AS_OF - timedelta(days=days, minutes=pid)
        row = order(pid, "2011-01-01") | {"at": at, "kind": "sale", "amount": Decimal(900) + pid}
        orders.append(row | {"currency": "EUR", "country": "FR"})
    for kind in ("mail.opened", "page.viewed"):
        events.append(event(pid, kind) | {"at": AS_OF - timedelta(days=5, minutes=pid)})


def every_mart(tables):
    steps = rhythm.steps(rhythm.visits(tables.orders, zone=ZONE, as_of=AS_OF))
    limits = {
        code: rfm.Limits((1.2e9, 1.25e9, 1.3e9, 1.31e9), (1, 2, 4, 7), (10, 30, 60, 99)) for code in ("EUR", "CHF")
    }
    population = parties.Population(rhythm=OWN, limits=limits)
    year = {"start": AS_OF - timedelta(days=1000), "end": AS_OF}
    return {
        "daily_sales": sales.daily_sales(tables.orders, zone=ZONE, as_of=AS_OF),
        "country_sales": sales.country_sales(tables.orders, **year),
        "product_sales": sales.product_sales(tables.order_lines, tables.products, top=3, **year),
        "rfm": rfm.recency_frequency_money(tables.orders, as_of=AS_OF),
        "limits": rfm.limits(tables.orders, as_of=AS_OF),
        "retention": cohorts.retention(tables.orders, zone=ZONE, as_of=AS_OF),
        "spread": rhythm.spread(steps),
        "multiples": rhythm.multiples(steps, rhythm=OWN),
        "lateness": defections.lateness(steps, rhythm=OWN, as_of=AS_OF),
        "defections": defections.defections(tables.orders, steps, rhythm=OWN, zone=ZONE, as_of=AS_OF),
        "features": parties.party_features(
            tables.orders, tables.events, population=population, zone=ZONE, as_of=AS_OF, seen_at=AS_OF
        ),
        "segment": segments.twelve_conditions(tables.orders, tables.events, as_of=AS_OF),
    }


def comparable(rows):
    """Rows in one order; sums of floats are equal to nine digits (the engines add in different orders)."""
    told = [
        tuple((name, float(f"{value:.9g}") if isinstance(value, float) else value) for name, value in row.items())
        for row in rows
    ]
    return sorted(told, key=repr)


@pytest.mark.slow
@pytest.mark.spark
def test_duckdb_and_spark_give_the_same_rows(duck, spark, tables, order, event):
    orders, events = a_shop(order, event)
    lines = [
        {"id": row["id"], "line": 1, "order_ref": row["order_ref"], "pid": row["pid"], "at": row["at"]}
        | {"order_kind": row["kind"], "kind": "product", "product": f"p{index % 5}", "quantity": Decimal(1)}
        | {"amount": row["amount"], "currency": row["currency"]}
        for index, row in enumerate(orders)
    ]
    products = [
        {"id": b"1", "product": "p1", "at": AS_OF, "name": "Tea"},
        {"id": b"2", "product": "p1", "at": AS_OF, "name": "Pot"},
    ]
    rows = {"orders": orders, "events": events, "order_lines": lines, "products": products}
    for name, mart in every_mart(tables).items():
        left, right = duck(mart, **rows), spark(mart, **rows)
        assert left, name
        assert comparable(left) == comparable(right), name
