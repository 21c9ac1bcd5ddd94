"""Profile rows on their way into the product database: in sets, in batches short enough for everybody else to write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from cordiale.people.models import Party
from cordiale.understand.profile.models import Profile

T = TypeVar("T")
ROWS = 1_000
BREATH_S = 0.005
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
_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])

Told = dict[str, object]


def write(told: Sequence[tuple[UUID, Told]], *, refreshed_at: datetime) -> int:
    """Write the figures of these parties, who they replace or join; how many. Parties that are gone are left out."""
    written = 0
    for some in chunks(told):
        pks = dict(Party.objects.filter(key__in=[key for key, _ in some]).values_list("key", "pk"))
        rows = [(pks[key], *(row[name] for name in FIELDS), refreshed_at) for key, row in some if key in pks]
        _in_one_batch(lambda rows=rows: _upsert(rows))
        written += len(rows)
    return written


def fill(*, after: int, upto: int, refreshed_at: datetime) -> None:
    """A blank row for each party between two primary keys that has none."""
    names = ", ".join(_COLUMNS)
    blanks = ", ".join(["%s"] * (len(FIELDS) + 1))
    sql = (
        f"INSERT INTO profile_profile ({names}) SELECT p.id, {blanks} FROM people_party p"
        " WHERE p.id > %s AND p.id <= %s ON CONFLICT (party_id) DO NOTHING"
    )
    values = [*_adapted([BLANK[name] for name in FIELDS]), _adapt(refreshed_at)]
    for low in range(after, upto, ROWS):
        _in_one_batch(lambda low=low: _execute(sql, [*values, low, min(low + ROWS, upto)]))


def blank(pks: Iterator[int], *, refreshed_at: datetime) -> int:
    """Empty the rows of parties of whom nothing is known any more; how many."""
    emptied = 0
    for some in chunks(pks):
        rows = Profile.objects.filter(pk__in=some)
        _in_one_batch(lambda rows=rows: rows.update(**BLANK, refreshed_at=refreshed_at))
        emptied += len(some)
    return emptied


def turn_late(*, as_of: datetime) -> int:
    """Those whose moment has come with the passage of time alone; how many."""
    due = Profile.objects.filter(late=False, late_at__lte=as_of).order_by("late_at")
    turned = 0
    while some := list(due.values_list("pk", flat=True)[:ROWS]):
        rows = Profile.objects.filter(pk__in=some)
        _in_one_batch(lambda rows=rows: rows.update(late=True))
        turned += len(some)
    return turned


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Parts of at most `ROWS`."""
    rest = iter(values)
    while some := list(islice(rest, ROWS)):
        yield some


def _in_one_batch(deed: Callable[[], object]) -> None:
    with transaction.atomic():
        deed()
    if connection.vendor == "sqlite":
        time.sleep(BREATH_S)  # the lock is fair: whoever waits for it gets it now


def _upsert(rows: Sequence[Sequence[object]]) -> None:
    if not rows:
        return
    names, tail = ", ".join(_COLUMNS), f"ON CONFLICT (party_id) DO UPDATE SET {_UPDATES}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TEMP TABLE told (LIKE profile_profile)")
            with cursor.copy(f"COPY told ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO profile_profile ({names}) SELECT {names} FROM told {tail}")
            cursor.execute("DROP TABLE told")
        else:
            places = ", ".join(["%s"] * len(_COLUMNS))
            cursor.executemany(
                f"INSERT INTO profile_profile ({names}) VALUES ({places}) {tail}", [_adapted(row) for row in rows]
            )


def _execute(sql: str, values: Sequence[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _adapted(row: Sequence[object]) -> list[object]:
    return [_adapt(value) for value in row]


def _adapt(value: object) -> object:
    """As Django itself would store it, so that its comparisons hold."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Decimal):
        return str(value) if connection.vendor == "sqlite" else value
    return value
