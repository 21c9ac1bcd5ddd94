"""Reading the spool's bodies: each becomes a row with what its order or product told, or is set apart as poison."""

from collections.abc import Sequence

import msgspec

from cordiale.lake.quarantine import Poison
from cordiale.lake.spool import Batch
from cordiale.lake.wire import Wire, decode

ORDER_KINDS = {"order.placed": "sale", "order.returned": "return", "order.adjusted": "adjustment"}
PRODUCT_DESCRIBED = "product.described"
SPREAD_KINDS = {*ORDER_KINDS, PRODUCT_DESCRIBED}
PARTY_BYTES = 16
UNREADABLE = (ValueError, OverflowError, RecursionError)  # all that hostile bytes can raise in decoding and casting


class Line(msgspec.Struct, gc=False):
    """One line of an order; figures are decimal texts."""

    amount: str | int
    line: int = 0
    kind: str = "product"
    product: str = ""
    quantity: str | int = "0"
    unit_price: str | int = "0"


class Order(msgspec.Struct, gc=False):
    """The `data` of an order event."""

    order_ref: str
    kind: str = ""
    reverses: str | None = None
    country: str = ""
    channel: str = ""
    product_amount: str | int = "0"
    lines: list[Line] = []


class Product(msgspec.Struct, gc=False):
    """The `data` of a `product.described` event."""

    product: str
    name: str = ""
    category: str = ""
    brand: str = ""
    kind: str = "product"


class Row(msgspec.Struct, gc=False):
    """One readable event on its way to the lake. `data` is its JSON without an order's lines."""

    position: int
    id: bytes
    event: Wire
    party: bytes
    data: bytes
    order: Order | None = None
    product: Product | None = None


_order = msgspec.json.Decoder(Order).decode
_product = msgspec.json.Decoder(Product).decode
_shallow = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_fromhex = bytes.fromhex
_encode = msgspec.json.Encoder().encode


def read(batch: Batch) -> tuple[list[Row], list[Poison]]:
    """The readable events of a batch, and the others with the reason."""
    rows: list[Row] = []
    poison: list[Poison] = []
    for position, key, body in zip(batch.positions, batch.ids, batch.bodies, strict=True):
        try:
            rows.append(_row(position, key, body))
        except UNREADABLE as error:
            poison.append(Poison(position, key, body, str(error)))
    return rows, poison


def _row(position: int, key: bytes, body: bytes) -> Row:
    event = decode(body)
    party = _fromhex(event.party)
    if party and len(party) != PARTY_BYTES:
        raise ValueError("party is not 32 hexadecimal digits")
    row = Row(position, key, event, party, bytes(event.data))
    if event.kind not in SPREAD_KINDS:
        return row
    if event.kind in ORDER_KINDS:
        row.order = _order(row.data)
        row.order.kind = row.order.kind or ORDER_KINDS[event.kind]
        if event.amount is None:
            raise ValueError("an order needs its amount")
        row.data = without(row.data, "lines")
    else:
        row.product = _product(row.data)
    return row


def without(data: bytes, name: str) -> bytes:
    """A JSON object without one of its members, the others untouched."""
    members = _shallow(data)
    members.pop(name, None)
    return _encode(members)


def with_member(data: bytes, name: str, value: object) -> bytes:
    """A JSON object with one more member."""
    members = _shallow(data) if data else {}
    return _encode({**members, name: value})


def parties(rows: Sequence[Row]) -> set[bytes]:
    """Everybody a batch is about."""
    return {row.party for row in rows if row.party}
