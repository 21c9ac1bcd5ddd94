"""Repetition: the days that RFC 5545 gives, and nothing we do not know."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordiale.people.agenda import recurrence
from cordiale.people.agenda.recurrence import Unreadable, parse

D = date.fromisoformat


def days(text, start, count=4):
    return [f"{day:%m-%d}" for day in islice(recurrence.dates(parse(text), D(start)), count)]


@pytest.mark.parametrize(
    ("rule", "start", "found"),
    [
        ("FREQ=DAILY;INTERVAL=10", "2027-01-01", ["01-01", "01-11", "01-21", "01-31"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "2027-03-24", ["03-24", "03-29", "03-31", "04-05"]),
        ("FREQ=WEEKLY;INTERVAL=2", "2027-03-25", ["03-25", "04-08", "04-22", "05-06"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", "2027-03-28", ["03-28", "04-05", "04-11", "04-19"]),
        ("FREQ=MONTHLY", "2027-01-31", ["01-31", "03-31", "05-31", "07-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31", ["01-31", "02-28", "03-31", "04-30"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2027-01-12", ["01-12", "02-09", "03-09", "04-13"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2027-01-29", ["01-29", "02-26", "03-26", "04-30"]),
        ("FREQ=YEARLY", "2028-02-29", ["02-29", "02-29", "02-29", "02-29"]),
        ("FREQ=DAILY;COUNT=2", "2027-01-01", ["01-01", "01-02"]),
        ("FREQ=DAILY;UNTIL=20270103", "2027-01-01", ["01-01", "01-02", "01-03"]),
        ("FREQ=MONTHLY;BYDAY=5FR;INTERVAL=12", "2027-02-01", ["02-29"]),
    ],
)
def test_the_days_of_a_rule(rule, start, found):
    assert days(rule, start)[: len(found)] == found


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=HOURLY", "FREQ=DAILY;BYSETPOS=1", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=2MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=YEARLY;BYMONTHDAY=1", "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;UNTIL=demain", "FREQ=WEEKLY;WKST=SU", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=DAILY;DAILY",
    ],
)  # fmt: skip
def test_what_we_do_not_know_is_refused_whole(text):
    with pytest.raises(Unreadable):
        parse(text)


RULES = st.builds(
    recurrence.Rule,
    frequency=st.sampled_from(recurrence.FREQUENCIES),
    interval=st.integers(1, 60),
    count=st.none() | st.integers(1, 50),
)


@given(RULES, st.dates(D("2020-01-01"), D("2040-12-31")))
def test_reading_what_was_written_gives_the_same_and_days_rise(rule, start):
    assert parse(recurrence.dump(rule)) == rule
    found = list(islice(recurrence.dates(rule, start), 20))
    assert found == sorted(set(found))
    assert found[0] == start
    assert len(found) <= (rule.count or 20)


@given(RULES, st.dates(D("2020-01-01"), D("2040-12-31")), st.integers(0, 400))
def test_going_on_from_the_next_day_gives_the_days_that_are_left(rule, start, later):
    today = start + timedelta(days=later)
    went_on = recurrence.next_after(rule, start, today=today)
    left = [day for day in islice(recurrence.dates(rule, start), 600) if day > start and day >= today]
    if went_on is None:
        assert left == []
    else:
        day, rest = went_on
        assert list(islice(recurrence.dates(rest, day), 5)) == left[:5]
