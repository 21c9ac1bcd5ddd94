"""From rows read to tables of Arrow: events, and orders and products spread over tables of their own."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa

from cordiale.lake import schemas
from cordiale.lake.told import Line, Row, with_member
from cordiale.lake.wire import NOTHING, Wire

DAY = 86_400_000_000
EARLIEST = 0  # 1970-01-01: nothing we keep is older; spreadsheets write 1900 for an empty date
AHEAD = DAY  # clocks and time zones may be wrong by a day; a fact of next year is none
TOLD_AT = "told_at"  # where a time outside these bounds is kept, in microseconds since 1970

Seal = Callable[[int, bytes, bytes], bytes | None]  # (pid, event id, personal JSON) -> ciphertext


class Exploder:
    """Builds the tables of one batch, whose rows are given once so that their times and persons are computed once."""

    def __init__(self, rows: Sequence[Row], *, pids: Mapping[bytes, int], now: int) -> None:
        self.rows = rows
        self._told = events = [row.event for row in rows]
        self._orders = [(index, row.order) for index, row in enumerate(rows) if row.order]
        self._products = [(index, row.product) for index, row in enumerate(rows) if row.product]
        self.pids = [pids.get(row.party) for row in rows]
        self.at, self.received, self.clamped = _times(events, now)
        self._at = _timestamps(self.at)
        self._month = _months(self.at)
        self._pid = pa.array(self.pids, pa.int64())
        self._id = pa.array([row.id for row in rows], pa.binary())
        self._source = _texts([event.source for event in events])
        self._currency = _texts([event.currency for event in events])
        self._amount = _decimals([event.amount for event in events], schemas.MONEY)

    def events(self, seal: Seal) -> pa.Table:
        """Every event; what is personal is sealed with the event's id as associated data."""
        for index in np.flatnonzero(self.clamped).tolist():
            row = self.rows[index]
            row.data = with_member(row.data, TOLD_AT, row.event.at)
        columns = {
            "id": self._id,
            "pid": self._pid,
            "kind": _texts([event.kind for event in self._told]),
            "at": self._at,
            "received_at": _timestamps(self.received),
            "source": self._source,
            "subject": _texts([event.subject for event in self._told]),
            "amount": self._amount,
            "currency": self._currency,
            "data": pa.array([row.data for row in self.rows], pa.string()),
            "pii": self._sealed(seal),
            "month": self._month,
        }
        table = _table("events", columns)
        return table.sort_by([("pid", "ascending"), ("at", "ascending")])

    def orders(self) -> pa.Table:
        """One row per order."""
        told = [order for _, order in self._orders]
        columns = {
            **self._shared([index for index, _ in self._orders]),
            "order_ref": _texts([order.order_ref for order in told]),
            "kind": _texts([order.kind for order in told]),
            "reverses": _texts([order.reverses or None for order in told]),
            "product_amount": _decimals([order.product_amount for order in told], schemas.MONEY),
            "country": _texts([order.country for order in told]),
            "channel": _texts([order.channel for order in told]),
            "line_count": pa.array([len(order.lines) for order in told], pa.int32()),
        }
        return _table("orders", columns).sort_by([("pid", "ascending"), ("at", "ascending")])

    def order_lines(self) -> pa.Table:
        """One row per line of an order, with what the order says repeated."""
        told = [order for _, order in self._orders]
        counts = [len(order.lines) for order in told]
        repeat = pa.array(np.repeat(np.arange(len(told)), counts))
        lines: list[Line] = list(chain.from_iterable(order.lines for order in told))
        places = chain.from_iterable(range(1, count + 1) for count in counts)
        of_order = {
            **self._shared([index for index, _ in self._orders]),
            "order_ref": _texts([order.order_ref for order in told]),
            "order_kind": _texts([order.kind for order in told]),
            "country": _texts([order.country for order in told]),
        }
        columns = {
            **{name: column.take(repeat) for name, column in of_order.items()},
            "line": pa.array([line.line or place for line, place in zip(lines, places, strict=True)], pa.int32()),
            "kind": _texts([line.kind for line in lines]),
            "product": _texts([line.product for line in lines]),
            "quantity": _decimals([line.quantity for line in lines], pa.decimal128(18, 3)),
            "unit_price": _decimals([line.unit_price for line in lines], pa.decimal128(18, 4)),
            "amount": _decimals([line.amount for line in lines], schemas.MONEY),
        }
        return _table("order_lines", columns).sort_by([("pid", "ascending"), ("at", "ascending")])

    def products(self) -> pa.Table:
        """One row per description of a product."""
        told = [product for _, product in self._products]
        columns = {
            **self._shared([index for index, _ in self._products]),
            "product": _texts([product.product for product in told]),
            "name": _texts([product.name for product in told]),
            "category": _texts([product.category for product in told]),
            "brand": _texts([product.brand for product in told]),
            "kind": _texts([product.kind for product in told]),
        }
        return _table("products", columns)

    def _shared(self, chosen: Sequence[int]) -> dict[str, pa.Array]:
        index = pa.array(chosen, pa.int64())
        shared = {
            "id": self._id,
            "pid": self._pid,
            "at": self._at,
            "source": self._source,
            "amount": self._amount,
            "currency": self._currency,
            "month": self._month,
        }
        return {name: column.take(index) for name, column in shared.items()}

    def _sealed(self, seal: Seal) -> pa.Array:
        sealed = [
            seal(pid, row.id, bytes(row.event.personal))
            if pid is not None and row.event.personal is not NOTHING
            else None
            for row, pid in zip(self.rows, self.pids, strict=True)
        ]
        return pa.array(sealed, pa.binary())


def _table(name: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    schema = schemas.TABLES[name]
    return pa.Table.from_arrays([columns[field.name] for field in schema], schema=schema)


def _texts(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _decimals(values: Sequence[str | int | None], kind: pa.DataType) -> pa.Array:
    texts = [str(value) if value.__class__ is int else value for value in values]
    return pa.array(texts, pa.string()).cast(kind)  # refuses digits that would be lost


def _times(events: Sequence[Wire], now: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When it happened and when it was received, within bounds, and which were moved (F24)."""
    told = np.array([event.at for event in events], np.int64)
    received = np.array([event.received_at for event in events], np.int64).clip(EARLIEST, now + AHEAD)
    late = told > received + AHEAD
    at = np.where(late, received, told).clip(EARLIEST)
    return at, received, at != told


def _timestamps(values: np.ndarray) -> pa.Array:
    return pa.array(values).cast(schemas.TIME)


def _months(at: np.ndarray) -> pa.Array:
    months, index = np.unique(at.astype("datetime64[us]").astype("datetime64[M]"), return_inverse=True)
    names = pa.array([str(month) for month in months], pa.string())
    return names.take(pa.array(index))
