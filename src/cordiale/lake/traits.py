"""What is known of each person as of late: one set of rows per telling, of which the last stands.

A telling is a head (an empty `field`, with the fingerprint of what is told) and a row for each value, all of one `at`.
What is coarse stands in clear, in the column of its type; what could name somebody is sealed in `pii` under the
person's own key, so that only whether it is known can be asked. Readers see the rows of the last telling
(`views.live`); maintenance takes the earlier ones out of the files.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from deltalake import DeltaTable

from cordiale.lake import delta, durability, envelope, views
from cordiale.lake.config import LakeConfig
from cordiale.lake.duck import Duck
from cordiale.lake.house import Lake
from cordiale.lake.keyring import Forgotten
from cordiale.lake.schemas import TRAITS

TABLE = "traits"
HEAD = ""

Plain = str | Decimal | date | bool


@dataclass(frozen=True, slots=True)
class Trait:
    """One value of a field; of several values, one each. `sealed`: kept under the person's key."""

    field: str
    value: Plain
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """All that is told of a party; without a value, the party leaves the table."""

    traits: Sequence[Trait]
    fingerprint: str = ""


def heads(lake: Lake, pids: Sequence[int] | None = None) -> dict[int, str]:
    """The fingerprint of what was last told of each of these persons, or of everybody; those who left have none."""
    if lake.tables.find(TABLE) is None:
        return {}
    with closing(_duck(lake.tables, lake.config)) as duck:
        asked = "" if pids is None else " AND list_contains(?::BIGINT[], pid)"
        found = duck.connection.execute(
            f"SELECT pid, max_by(text, \"at\") FROM {duck.raw(TABLE)} WHERE field = ''{asked} GROUP BY pid",
            [] if pids is None else [list(pids)],
        )
        return {pid: text for pid, text in found.fetchall() if text}


def tell(lake: Lake, told: Mapping[UUID, Telling], *, at: datetime) -> int:
    """Append what is told of some parties, durably; how many rows. `at` is later than any telling before."""
    known = lake.keyring.pids([party for party, telling in told.items() if telling.traits])
    known |= lake.keyring.pids([party for party in told if party not in known], create=False)
    rows = _Rows(lake, at)
    for party, telling in told.items():
        if party in known:
            rows.add(known[party], telling)
    return _append(lake.tables, rows.table(), at=at) if known else 0


def leave(lake: Lake, pids: Sequence[int], *, at: datetime) -> int:
    """Tell that nothing is known of these persons any more."""
    rows = _Rows(lake, at)
    for pid in pids:
        rows.add(pid, Telling(()))
    return _append(lake.tables, rows.table(), at=at) if pids else 0


def opened(lake: Lake, party: UUID) -> dict[str, list[str]]:
    """The sealed values of a party, readable again; nothing when the person was forgotten."""
    pid = lake.keyring.pids([party], create=False).get(party)
    if pid is None:
        return {}
    with lake.engine() as engine:
        rows = engine.sql(f"SELECT field, pii FROM {TABLE} WHERE pid = ? AND pii IS NOT NULL", [pid], tables=[TABLE])
    found: dict[str, list[str]] = {}
    for row in rows.to_pylist():
        try:
            plain = lake.keyring.decrypt(party, row["pii"], associated=row["field"].encode())
        except (Forgotten, InvalidTag):
            return {}
        found.setdefault(row["field"], []).append(plain.decode())
    return found


class _Rows:
    """The columns of an append, filled person by person."""

    def __init__(self, lake: Lake, at: datetime) -> None:
        self._lake, self._at = lake, at
        self._columns: dict[str, list[object]] = {name: [] for name in TRAITS.names}
        self._to_seal: list[tuple[int, int, str, str]] = []

    def add(self, pid: int, telling: Telling) -> None:
        self._row(pid, HEAD, text=telling.fingerprint or None)
        for trait in telling.traits:
            if trait.sealed:
                self._to_seal.append((len(self._columns["pid"]), pid, trait.field, str(trait.value)))
                self._row(pid, trait.field)
            else:
                self._row(pid, trait.field, **_in_clear(trait.value))

    def _row(self, pid: int, field: str, **told: object) -> None:
        row = {"pid": pid, "field": field, "at": self._at, "month": f"{self._at:%Y-%m}", **told}
        for name, column in self._columns.items():
            column.append(row.get(name))

    def table(self) -> pa.Table:
        """Sealed last: a person forgotten meanwhile has no key, and is left out by every reader."""
        ciphers = self._lake.keyring.ciphers({pid for _place, pid, _field, _value in self._to_seal})
        for place, pid, field, value in self._to_seal:
            cipher = ciphers.get(pid)
            self._columns["pii"][place] = envelope.seal(cipher, value.encode(), field.encode()) if cipher else None
        return pa.table(self._columns, schema=TRAITS).sort_by("pid")


def _in_clear(value: Plain) -> dict[str, object]:
    """The value in the column of its type; a text also as it is compared, without its case."""
    if isinstance(value, bool):
        return {"flag": value}
    if isinstance(value, Decimal):
        return {"number": value}
    return {"day": value} if isinstance(value, date) else {"text": value, "folded": value.casefold()}


def _append(tables: delta.Tables, rows: pa.Table, *, at: datetime) -> int:
    table = tables.open(TABLE)
    before = table.version()
    delta.append(table, rows)
    if not tables.remote:
        durability.sync(Path(tables.uri(TABLE)), after=before - 1, upto=table.version())
    return rows.num_rows


def superseded(tables: delta.Tables, config: LakeConfig) -> tuple[pa.Table, list[str]]:
    """The persons of whom more than one telling is kept, with the last one, and the months of the earlier ones."""
    with closing(_duck(tables, config)) as duck:
        raw = duck.raw(TABLE)
        last = f'SELECT pid, max("at") AS "at" FROM {raw} GROUP BY pid HAVING count(DISTINCT "at") > 1'
        months = f'SELECT DISTINCT t.month FROM {raw} t JOIN ({last}) n ON t.pid = n.pid AND t."at" < n."at"'
        found = duck.connection.sql(last).to_arrow_table()
        return found, sorted(month for (month,) in duck.connection.sql(months).fetchall())


def settle(table: DeltaTable, rows: pa.Table, months: Sequence[str]) -> int:
    """Take the earlier tellings out of the files; how many rows."""
    listed = ", ".join(views.literal(month) for month in months)
    merged = (
        table.merge(
            rows,
            predicate=f"kept.month IN ({listed}) AND kept.pid = last.pid AND kept.at < last.at",
            source_alias="last",
            target_alias="kept",
            writer_properties=delta.writer_properties(),
        )
        .when_matched_delete()
        .execute()
    )
    return int(merged["num_target_rows_deleted"])


def _duck(tables: delta.Tables, config: LakeConfig) -> Duck:
    return Duck(tables, memory_mb=config.memory_mb, threads=config.threads, temp_dir=config.temp_dir)
