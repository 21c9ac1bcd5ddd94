"""The SQL that types a column agrees with Python's own reading of the same text."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordiale.listen.imports import expressions, formats


def value_of(expression: str, text: str | None):
    # a fresh cursor on one connection: the expression reads column c0
    row = CONNECTION.execute(
        f"select {expression} from (select {expressions.text('v')} as c0 from (select ?::varchar as v))", [text]
    ).fetchone()
    return row[0]


CONNECTION = duckdb.connect()


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("2.55", ".", "2.55"),
        ("1,234.50", ".", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1.234.567,8", ",", "1234567.8"),
        ("1\u202f234,50 €", ",", "1234.50"),
        ("CHF 1'250.05", ".", "1250.05"),
        ("(12.30)", ".", "-12.30"),
        ("12,30-", ",", "-12.30"),
        ("−4", ".", "-4"),
        ("1.2.3", ",", None),
        ("1,2,3", ".", None),
        ("1e5", ".", None),
        ("12", ".", "12"),
        ("douze", ".", None),
        ("", ".", None),
        ("9" * 40, ".", None),
    ],
)
def test_number(text, style, expected):
    found = value_of(expressions.number("c0", style=style), text)
    assert found == (None if expected is None else Decimal(expected))


@given(
    value=st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    style=st.sampled_from([".", ","]),
    grouped=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_any_decimal_written_in_either_style_comes_back(value, style, grouped):
    text = f"{value:,.4f}" if grouped else f"{value:.4f}"
    if style == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    assert value_of(expressions.number("c0", style=style), text) == value
    assert formats.NUMBER[style].fullmatch(text)


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("2011-07-01 12:00:00", "iso", datetime(2011, 7, 1, 11)),
        ("2011-01-01T12:00", "iso", datetime(2011, 1, 1, 12)),
        ("2011-07-01T12:00:00+02:00", "iso", datetime(2011, 7, 1, 10)),
        ("2011-07-01T12:00:00Z", "iso", datetime(2011, 7, 1, 12)),
        ("31/12/2010 08:26", "dmy", datetime(2010, 12, 31, 8, 26)),
        ("1.2.2011", "dmy", datetime(2011, 2, 1)),
        ("1/2/11", "dmy", datetime(2011, 2, 1)),
        ("12/31/2010 1:05 PM", "mdy", datetime(2010, 12, 31, 13, 5)),
        ("2010/12/31", "ymd", datetime(2010, 12, 31)),
        ("40513.5", "serial", datetime(2010, 12, 1, 12)),
        ("31/02/2010", "dmy", None),
        ("13/13/2010", "dmy", None),
        ("demain", "iso", None),
        (None, "iso", None),
    ],
)
def test_moment(text, style, expected):
    assert value_of(expressions.moment("c0", style=style, zone="Europe/London"), text) == expected


@given(
    at=st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2068, 12, 31)),
    shape=st.sampled_from(
        [("iso", "%Y-%m-%d %H:%M:%S"), ("dmy", "%d/%m/%Y %H:%M:%S"), ("mdy", "%m-%d-%Y %H:%M:%S"),
         ("dmy", "%d.%m.%Y %H:%M:%S"), ("ymd", "%Y/%m/%d %H:%M:%S")]
    ),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_any_moment_written_in_a_style_comes_back_in_utc(at, shape):
    style, pattern = shape
    at = at.replace(microsecond=0)
    text = at.strftime(pattern)
    found = value_of(expressions.moment("c0", style=style, zone="UTC"), text)
    assert found == at
    assert style in formats.date_orders(text)


def test_local_times_follow_the_zone():
    paris = ZoneInfo("Europe/Paris")
    expected = datetime(2026, 7, 14, 9, tzinfo=paris).astimezone(UTC).replace(tzinfo=None)
    assert value_of(expressions.moment("c0", style="iso", zone="Europe/Paris"), "2026-07-14 09:00") == expected


def test_flags_and_references():
    assert [value_of(expressions.flag("c0"), w) for w in ("Oui", "no", "X", "peut-être")] == [True, False, True, None]
    assert value_of(expressions.reference("c0", trim_float=True), " 17850.0 ") == "17850"
    assert value_of(expressions.reference("c0", trim_float=False), "17850.0") == "17850.0"
