"""What can be a fact, and what cannot."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from cordiale.core.event import BadEvent, Event
from cordiale.lake.wire import decode, encode, microseconds, moment

EMMA = UUID("0190c0de-0000-7000-8000-00000000e33a")
AT = datetime(2026, 3, 28, 1, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("kind", ["order.placed", "mail.opened", "chat_message.sent"])
def test_a_kind_is_a_noun_and_a_participle(kind):
    assert Event(kind=kind).kind == kind


@pytest.mark.parametrize("kind", ["", "order", "Order.placed", "order.placed.twice", "order placed", "order.", "é.é"])
def test_another_form_of_kind_is_refused(kind):
    with pytest.raises(BadEvent, match="kind must look like"):
        Event(kind=kind)


def test_times_are_kept_in_utc():
    event = Event(kind="order.placed", at=AT)
    assert event.at == AT
    assert event.at.tzinfo is UTC


def test_a_time_without_zone_is_refused():
    with pytest.raises(BadEvent, match="aware"):
        Event(kind="order.placed", at=datetime(2026, 1, 1))


def test_money_needs_its_currency():
    with pytest.raises(BadEvent, match="currency"):
        Event(kind="order.placed", amount=Decimal(1))


def test_personal_values_need_a_party():
    with pytest.raises(BadEvent, match="party"):
        Event(kind="form.sent", personal={"name": "Emma"})


def test_an_event_without_values_has_empty_ones_that_nobody_can_fill():
    event = Event(kind="page.viewed")
    assert (dict(event.data), dict(event.personal)) == ({}, {})
    with pytest.raises(TypeError):
        event.data["x"] = 1


def test_an_event_written_down_says_the_same():
    event = Event(
        kind="order.placed", party=EMMA, at=AT, amount=Decimal("1E+2"), currency="EUR", data={"q": Decimal("2.50")}
    )
    told = decode(encode(event).body)
    assert (told.kind, told.party, told.amount, told.currency) == ("order.placed", EMMA.hex, "100", "EUR")
    assert moment(told.at) == AT
    assert bytes(told.data) == b'{"q":"2.50"}'


def test_the_edges_of_time_are_exact():
    for at in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)):
        assert moment(microseconds(at)) == at
