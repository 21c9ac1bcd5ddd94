"""Profile rows on their way into the product database: in sets, in batches short enough for everybody else to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from cordiale.understand.profile.batches import ROWS, chunks, in_one_batch
from cordiale.understand.profile.models import Profile

BLANK: dict[str, object] = {
    "currency": "",
    "country": "",
    "first_order_at": None,
    "last_order_at": None,
    "order_count": 0,
    "visit_count": 0,
    "foreign_order_count": 0,
    "spent": Decimal(0),
    "returned": Decimal(0),
    "average_order": None,
    "year_value": Decimal(0),
    "cohort": "",
    "typical_gap_days": None,
    "late_at": None,
    "late": False,
    "recency_score": None,
    "frequency_score": None,
    "money_score": None,
    "rfm": "",
    "last_contact_at": None,
    "inbound_90d": 0,
    "outbound_90d": 0,
    "last_event_at": None,
}
FIELDS = tuple(BLANK)
_COLUMNS = ("party_id", *FIELDS, "refreshed_at")
_NAMES = ", ".join(_COLUMNS)
_STAGE = "profile_told"


def write(told: pa.Table, *, parties: Mapping[int, bytes], refreshed_at: datetime) -> int:
    """Write the figures of `told` (one row per pid) for the parties that stand behind (16 bytes each); how many.

    Numbers without a party, and parties that are gone, are left out. Values travel as the text both databases store:
    made column by column, which costs a tenth of adapting them one by one.
    """
    known = told.filter(pc.is_in(told["pid"], value_set=pa.array(list(parties), pa.int64())))
    keys = [parties[pid].hex() for pid in known["pid"].to_pylist()]
    columns = [_stored(known[name]) for name in FIELDS]
    stamp = _adapt(refreshed_at)
    written = 0
    for low in range(0, len(keys), ROWS):
        pks = _pks(keys[low : low + ROWS])
        parts = [column[low : low + ROWS] for column in columns]
        rows = [
            (pks[key], *values, stamp)
            for key, *values in zip(keys[low : low + ROWS], *parts, strict=True)
            if key in pks
        ]
        in_one_batch(partial(_upsert, rows))
        written += len(rows)
    return written


def fill(*, after: int, upto: int, refreshed_at: datetime) -> None:
    """A blank row for each party between two primary keys that has none."""
    blanks = ", ".join(["%s"] * (len(FIELDS) + 1))
    sql = (
        f"INSERT INTO profile_profile ({_NAMES}) SELECT p.id, {blanks} FROM people_party p"
        " WHERE p.id > %s AND p.id <= %s ON CONFLICT (party_id) DO NOTHING"
    )
    values = [*(_adapt(BLANK[name]) for name in FIELDS), _adapt(refreshed_at)]
    for low in range(after, upto, ROWS):
        in_one_batch(partial(_execute, sql, [*values, low, min(low + ROWS, upto)]))


def blank(pks: Iterator[int], *, refreshed_at: datetime) -> int:
    """Empty the rows of parties of whom nothing is known any more; how many."""
    emptied = 0
    for some in chunks(pks):
        rows = Profile.objects.filter(pk__in=some)
        in_one_batch(partial(rows.update, **BLANK, refreshed_at=refreshed_at))
        emptied += len(some)
    return emptied


def turn_late(*, as_of: datetime) -> int:
    """Those whose moment has come with the passage of time alone; how many."""
    due = Profile.objects.filter(late=False, late_at__lte=as_of).order_by("late_at")
    turned = 0
    while some := list(due.values_list("pk", flat=True)[:ROWS]):
        rows = Profile.objects.filter(pk__in=some)
        in_one_batch(partial(rows.update, late=True))
        turned += len(some)
    return turned


def _upsert(rows: Sequence[Sequence[Any]]) -> None:
    """Write rows through a stage. Where no indexed figure changed (a page was viewed), the indexes are left alone:
    rewriting them for nothing was half the price of a refresh."""
    if not rows:
        return
    with connection.cursor() as cursor:
        _stage(cursor, rows)
        quiet, same = _quiet(), _same()
        updates = ", ".join(f"{name} = t.{name}" for name in quiet)
        cursor.execute(
            f"UPDATE profile_profile AS p SET {updates} FROM {_STAGE} t WHERE p.party_id = t.party_id AND {same}"
        )
        updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
        cursor.execute(
            f"INSERT INTO profile_profile ({_NAMES}) SELECT {_NAMES} FROM {_STAGE} t WHERE NOT EXISTS"
            f" (SELECT 1 FROM profile_profile p WHERE p.party_id = t.party_id AND {same})"
            f" ON CONFLICT (party_id) DO UPDATE SET {updates}"
        )
        cursor.execute(f"DELETE FROM {_STAGE}")


def _stage(cursor: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Put rows into a table of this connection alone."""
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_STAGE} AS SELECT {_NAMES} FROM profile_profile WHERE false")
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {_STAGE} ({_NAMES}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        places = ", ".join(["%s"] * len(_COLUMNS))
        cursor.executemany(f"INSERT INTO {_STAGE} ({_NAMES}) VALUES ({places})", rows)


def _indexed() -> frozenset[str]:
    """The figures that some index orders or chooses by."""
    named = {field for index in Profile._meta.indexes for field in index.fields}
    chosen = {name for index in Profile._meta.indexes if index.condition for name, _ in index.condition.children}
    return frozenset(FIELDS) & (named | chosen)


def _quiet() -> list[str]:
    return [name for name in _COLUMNS[1:] if name not in _indexed()]


def _same() -> str:
    """The condition that row `t` leaves every indexed figure of row `p` as it is."""
    equal = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    return " AND ".join(f"p.{name} {equal} t.{name}" for name in sorted(_indexed()))


def _pks(keys: Sequence[str]) -> dict[str, int]:
    """The primary keys of these parties (keys in hexadecimal), past the ORM's conversions."""
    shown = "encode(uuid_send(key), 'hex')" if connection.features.has_native_uuid_field else "key"
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(keys))
        cursor.execute(f"SELECT {shown}, id FROM people_party WHERE key IN ({places})", keys)
        return dict(cursor.fetchall())


def _stored(column: pa.ChunkedArray) -> list[object]:
    """A column's values as Django would store them, so that its comparisons hold."""
    if pa.types.is_timestamp(column.type):
        text = pc.strftime(column.cast(pa.timestamp("us")), format="%Y-%m-%d %H:%M:%S")
        column = pc.replace_substring(text, ".000000", "")
    elif pa.types.is_decimal(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def _execute(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _adapt(value: object) -> object:
    """As Django itself would store it, so that its comparisons hold."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Decimal):
        return str(value) if connection.vendor == "sqlite" else value
    return value
