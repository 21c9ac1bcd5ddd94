"""What each table of the lake holds: names, types, and the month that partitions it.

`id` is the event's id (16 bytes), `pid` the person's random surrogate
(63 bits, drawn by the keyring, null for anonymous facts), `source` who told us, `month` ("2026-11") of `at`.
Money is decimal(18, 2). Times are microseconds, UTC.
"""

import pyarrow as pa

MONEY = pa.decimal128(18, 2)
TIME = pa.timestamp("us", tz="UTC")

EVENTS = pa.schema(
    [
        ("id", pa.binary()),
        ("pid", pa.int64()),
        ("kind", pa.string()),
        ("at", TIME),
        ("received_at", TIME),
        ("source", pa.string()),
        ("subject", pa.string()),
        ("amount", MONEY),
        ("currency", pa.string()),
        ("data", pa.string()),  # JSON, identifies nobody
        ("pii", pa.binary()),  # AES-256-GCM under the person's key, JSON inside
        ("month", pa.string()),
    ]
)

ORDERS = pa.schema(
    [
        ("id", pa.binary()),
        ("order_ref", pa.string()),
        ("pid", pa.int64()),
        ("at", TIME),
        ("source", pa.string()),
        ("kind", pa.string()),  # sale | return | adjustment
        ("reverses", pa.string()),  # order_ref that a return takes back, when it was matched
        ("amount", MONEY),  # signed: returns are negative
        ("product_amount", MONEY),  # the part of it that is merchandise (without postage, fees, adjustments)
        ("currency", pa.string()),
        ("country", pa.string()),  # ISO 3166-1 alpha-2 when known, else as given
        ("channel", pa.string()),
        ("line_count", pa.int32()),
        ("month", pa.string()),
    ]
)

ORDER_LINES = pa.schema(
    [
        ("id", pa.binary()),
        ("line", pa.int32()),
        ("order_ref", pa.string()),
        ("pid", pa.int64()),
        ("at", TIME),
        ("source", pa.string()),
        ("order_kind", pa.string()),
        ("kind", pa.string()),  # product | postage | fee | discount | manual | bank | voucher | sample | adjustment
        ("product", pa.string()),
        ("quantity", pa.decimal128(18, 3)),
        ("unit_price", pa.decimal128(18, 4)),
        ("amount", MONEY),
        ("currency", pa.string()),
        ("country", pa.string()),
        ("month", pa.string()),
    ]
)

PRODUCTS = pa.schema(
    [
        ("id", pa.binary()),
        ("product", pa.string()),
        ("at", TIME),
        ("source", pa.string()),
        ("name", pa.string()),
        ("category", pa.string()),
        ("brand", pa.string()),
        ("kind", pa.string()),  # as in order_lines
        ("month", pa.string()),
    ]
)

RETRACTIONS = pa.schema(
    [
        ("id", pa.binary()),  # one event taken back, or
        ("retracted_source", pa.string()),  # a whole source taken back, or
        ("pid", pa.int64()),  # a person erased
        ("at", TIME),
        ("source", pa.string()),
        ("month", pa.string()),
    ]
)

ALIASES = pa.schema(
    [
        ("pid", pa.int64()),
        ("into_pid", pa.int64()),  # whose facts these count as; null: as their own again
        ("at", TIME),
        ("month", pa.string()),
    ]
)

TRAITS = pa.schema(
    [
        ("pid", pa.int64()),
        ("at", TIME),  # of the telling: the last one of a person stands
        ("field", pa.string()),  # empty: the head of a telling, with its fingerprint
        ("text", pa.string()),
        ("folded", pa.string()),  # the text as it is compared, without its case
        ("number", pa.decimal128(21, 6)),
        ("day", pa.date32()),  # an instant by its day, where the house stands
        ("flag", pa.bool_()),
        ("pii", pa.binary()),  # what could name somebody: AES-256-GCM under the person's key
        ("month", pa.string()),
    ]
)

TABLES = {
    "events": EVENTS,
    "orders": ORDERS,
    "order_lines": ORDER_LINES,
    "products": PRODUCTS,
    "retractions": RETRACTIONS,
    "aliases": ALIASES,
    "traits": TRAITS,
}
