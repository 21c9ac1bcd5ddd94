"""Marts on rows small enough to count by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

from cordiale.understand.marts import cohorts, defections, parties, rfm, rhythm, sales

AS_OF = datetime(2011, 6, 15, 12, tzinfo=UTC)
ZONE = "Europe/London"


def test_a_late_sale_in_summer_belongs_to_the_next_business_day(duck, tables, order):
    rows = duck(sales.daily_sales(tables.orders, zone=ZONE, as_of=AS_OF), orders=[order(1, "2011-05-01 23:30")])
    assert [row["day"] for row in rows] == [date(2011, 5, 2)]


def test_a_day_counts_sales_returns_and_strangers(duck, tables, order):
    rows = duck(
        sales.daily_sales(tables.orders, zone=ZONE, as_of=AS_OF),
        orders=[
            order(1, "2011-05-01 10:00", "10.50"),
            order(1, "2011-05-01 11:00", "-4.00", kind="return"),
            order(None, "2011-05-01 12:00", "2.00", line_count=3),
            order(2, "2011-07-01 12:00", "99"),
        ],
    )
    assert rows == [
        {
            "day": date(2011, 5, 1),
            "country": "GB",
            "currency": "GBP",
            "orders": 2,
            "lines": 5,
            "customers": 1,
            "anonymous_orders": 1,
            "gross": Decimal("12.50"),
            "returns": Decimal("4.00"),
            "adjustments": Decimal("0.00"),
            "net": Decimal("8.50"),
            "anonymous_net": Decimal("2.00"),
            "squares": Decimal("130.2500"),
        }
    ]


def test_a_returned_order_counts_as_a_visit_but_not_as_money(duck, tables, order):
    rows = duck(
        rfm.recency_frequency_money(tables.orders, as_of=AS_OF),
        orders=[order(1, "2011-06-01 12:00", "10"), order(1, "2011-06-02 12:00", "-10", kind="return")],
    )
    assert [(row["days_since_last"], row["order_count"], row["spent"]) for row in rows] == [(14, 1, Decimal("0.00"))]


def test_money_is_told_in_the_currency_of_most_orders(duck, tables, order):
    rows = duck(
        rfm.recency_frequency_money(tables.orders, as_of=AS_OF),
        orders=[
            order(1, "2011-06-01", "10", currency="CHF"),
            order(1, "2011-06-02", "7", currency="CHF"),
            order(1, "2011-06-03", "100", currency="EUR"),
        ],
    )
    assert [(row["currency"], row["order_count"], row["spent"]) for row in rows] == [("CHF", 2, Decimal("17.00"))]


def test_retention_has_a_cell_for_a_silent_month(duck, tables, order):
    rows = duck(
        cohorts.retention(tables.orders, zone=ZONE, as_of=AS_OF),
        orders=[order(1, "2011-03-01"), order(2, "2011-03-09"), order(1, "2011-05-02"), order(1, "2011-05-03")],
    )
    cells = {row["months"]: (row["size"], row["active"], row["complete"]) for row in rows}
    assert cells == {0: (2, 2, True), 1: (2, 0, True), 2: (2, 1, True), 3: (2, 0, False)}


def test_two_orders_give_no_rhythm(duck, tables, order):
    steps = rhythm.steps(rhythm.visits(tables.orders, zone=ZONE, as_of=AS_OF))
    rows = duck(
        defections.lateness(steps, rhythm=rhythm.UNKNOWN, as_of=AS_OF),
        orders=[order(1, "2010-01-01"), order(1, "2010-01-08")],
    )
    assert [(row["typical_gap_days"], row["late"]) for row in rows] == [(None, False)]


def test_who_comes_every_week_is_late_after_some_weeks(duck, tables, order):
    own = rhythm.Rhythm(mean_log=1945.91, pull=1.0, multiples=(3.0,) * 4)
    steps = rhythm.steps(rhythm.visits(tables.orders, zone=ZONE, as_of=AS_OF))
    rows = duck(
        defections.lateness(steps, rhythm=own, as_of=AS_OF),
        orders=[order(1, "2011-05-01 09:00"), order(1, "2011-05-08 09:00"), order(1, "2011-05-15 09:00")],
    )
    assert rows == [
        {"pid": 1, "gaps": 2, "typical_gap_days": 7.0, "late_at": datetime(2011, 6, 6, 9, tzinfo=UTC), "late": True}
    ]


def test_a_defection_falls_in_its_month_with_the_value_of_the_year_before(duck, tables, order):
    own = rhythm.Rhythm(mean_log=1945.91, pull=1.0, multiples=(3.0,) * 4)
    weekly = ["2011-03-01", "2011-03-08", "2011-03-15"]
    steps = rhythm.steps(rhythm.visits(tables.orders, zone=ZONE, as_of=AS_OF))
    rows = duck(
        defections.defections(tables.orders, steps, rhythm=own, zone=ZONE, as_of=AS_OF),
        orders=[
            *(order(1, day) for day in weekly),
            order(1, "2009-01-01", "500", kind="adjustment"),
            order(1, "2011-06-01", "70"),
        ],
    )
    assert [(row["month"].month, row["on_time"], row["became_late"], row["came_back"]) for row in rows] == [
        (3, 1, 0, 0),
        (4, 1, 1, 1),
        (5, 0, 0, 0),
        (6, 1, 0, 0),
    ]
    assert [row["value"] for row in rows] == [0, Decimal("30.00"), 0, 0]


def test_features_tell_orders_rhythm_and_exchanges_of_a_party(duck, tables, order, event):
    own = parties.Population(
        rhythm=rhythm.Rhythm(mean_log=1945.91, pull=1.0, multiples=(3.0,) * 4),
        limits={"GBP": rfm.Limits(recency=(0, 1, 2, 9e9), frequency=(1, 2, 3, 4), money=(1, 2, 500, 600))},
    )
    rows = duck(
        parties.party_features(tables.orders, tables.events, population=own, zone=ZONE, as_of=AS_OF, seen_at=AS_OF),
        orders=[
            order(1, "2011-05-01 09:00", "10.01"),
            order(1, "2011-05-08 09:00", "10.02"),
            order(1, "2011-05-15 09:00", "10.02", country="FR"),
            order(1, "2011-05-16 09:00", "-10.02", kind="return"),
            order(1, "2011-05-16 09:00", "99", currency="EUR"),
        ],
        events=[event(1, "mail.sent", "2011-06-01"), event(1, "ticket.opened", "2011-01-01"), event(2, "page.viewed")],
    )
    assert sorted(rows, key=lambda row: row["pid"])[0] == {
        "pid": 1,
        "currency": "GBP",
        "country": "FR",
        "first_order_at": datetime(2011, 5, 1, 9, tzinfo=UTC),
        "last_order_at": datetime(2011, 5, 15, 9, tzinfo=UTC),
        "order_count": 3,
        "visit_count": 4,
        "foreign_order_count": 1,
        "spent": Decimal("20.03"),
        "returned": Decimal("10.02"),
        "average_order": Decimal("10.02"),
        "year_value": Decimal("20.03"),
        "cohort": "2011-05",
        "typical_gap_days": 4.3,
        "late_at": datetime(2011, 5, 29, 9, tzinfo=UTC),
        "late": True,
        "recency_score": 4,
        "frequency_score": 3,
        "money_score": 3,
        "rfm": "433",
        "last_contact_at": datetime(2011, 6, 1, tzinfo=UTC),
        "inbound_90d": 0,
        "outbound_90d": 1,
        "last_event_at": datetime(2011, 6, 1, tzinfo=UTC),
    }


def test_features_of_a_visitor_are_blank_but_for_the_visit(duck, tables, event):
    rows = duck(
        parties.party_features(
            tables.orders, tables.events, population=parties.Population(), zone=ZONE, as_of=AS_OF, seen_at=AS_OF
        ),
        events=[event(2, "page.viewed")],
    )
    told = {name: value for name, value in rows[0].items() if value not in (None, 0, "", False)}
    assert told == {"pid": 2, "last_event_at": datetime(2011, 5, 1, tzinfo=UTC)}
