"""Events to load, with everything said explicitly."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from cordiale.core import keys
from cordiale.core.event import Event

EMMA = UUID("0190c0de-0000-7000-8000-00000000e33a")
HARPAGON = UUID("0190c0de-0000-7000-8000-0000000a59a6")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def order(ref, *, party=EMMA, day=0, amounts=("12.30",), source="import:1", kind="order.placed", version="1", **data):
    total = sum(map(Decimal, amounts), Decimal(0))
    lines = [
        {"line": n, "kind": "product", "product": f"P{n}", "quantity": "1", "unit_price": a, "amount": a}
        for n, a in enumerate(amounts, 1)
    ]
    return Event(
        kind=kind,
        id=keys.derived("order", ref, version),
        party=party,
        at=START + timedelta(days=day),
        received_at=START + timedelta(days=200),
        source=source,
        amount=total,
        currency="EUR",
        data={
            "order_ref": ref,
            "country": "FR",
            "channel": "web",
            "product_amount": str(total),
            "lines": lines,
            **data,
        },
    )


def visit(n, *, party=EMMA, day=0, **values):
    at = START + timedelta(days=day, seconds=n)
    return Event(kind="page.viewed", id=keys.derived("visit", str(n)), party=party, at=at, received_at=at, **values)


def product(code, *, day=0, source="import:1", **data):
    at = START + timedelta(days=day)
    return Event(
        kind="product.described",
        id=keys.derived("product", code, str(day)),
        at=at,
        received_at=at,
        source=source,
        data={"product": code, **data},
    )
