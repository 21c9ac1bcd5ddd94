"""Facts to load into a lake, dated in days from a first day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cordiale.core import keys
from cordiale.core.event import Event
from cordiale.understand.profile.refresh import Moment

START = datetime(2026, 1, 5, 10, tzinfo=UTC)


def moment(day: int) -> Moment:
    return Moment(START + timedelta(days=day), START + timedelta(days=day))


def order(party, day, amount="10.00", *, source="import:1", **more) -> Event:
    key, at = party.key if party else None, START + timedelta(days=day)
    data = {"order_ref": f"o{keys.new()}", "kind": "sale", "country": "FR", "lines": []} | more
    money = {"amount": Decimal(amount), "currency": "EUR"}
    return Event(
        kind="order.placed", id=keys.new(), party=key, at=at, received_at=at, source=source, data=data, **money
    )


def contact(party, day, kind="mail.sent", *, source="web") -> Event:
    at = START + timedelta(days=day)
    return Event(kind=kind, id=keys.new(), party=party.key, at=at, received_at=at, source=source)


def load(lake, *events: Event) -> None:
    lake.spool.append(events)
    lake.loader().run_once()
