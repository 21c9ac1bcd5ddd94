"""The SQL of the views that readers see: the live files, without what was taken back, the same on both engines."""

from collections.abc import Sequence

import pyarrow as pa

from cordiale.lake.retractions import Retracted
from cordiale.lake.schemas import TABLES

FILTERED = ("events", "orders", "order_lines", "products", "traits")
RETRACTED_IDS = "retracted_ids"
RETRACTED_PIDS = "retracted_pids"
ALIASED_PIDS = "aliased_pids"


def quoted(name: str) -> str:
    """A column's name in SQL of DuckDB (`at` is a keyword there)."""
    return f'"{name}"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def live(name: str, *, raw: str, retracted: Retracted, aliased: bool = False, quote: str = '"') -> str:
    """The rows of a table that stand. Joins are written only when there is something to leave out or to follow.

    `aliased`: the facts of merged persons carry the number of the one they were merged into.
    """
    columns = TABLES[name].names
    picked = ", ".join(f"t.{quote}{column}{quote}" for column in columns)
    joins, conditions = "", []
    if name in FILTERED:
        if retracted.ids and "id" in columns:
            joins += f" ANTI JOIN {RETRACTED_IDS} i ON t.id = i.id"
        if retracted.pids and "pid" in columns:
            joins += f" ANTI JOIN {RETRACTED_PIDS} p ON t.pid = p.pid"
        if retracted.sources and "source" in columns:
            listed = ", ".join(literal(source) for source in sorted(retracted.sources))
            conditions.append(f"t.source NOT IN ({listed})")
    if name == "traits":
        joins += _last_tellings(raw, aliased=aliased, quote=quote)
        conditions.append("t.field <> ''")
    elif aliased and name in FILTERED and "pid" in columns:
        joins += f" LEFT JOIN {ALIASED_PIDS} a ON t.pid = a.pid"
        own = f"t.{quote}pid{quote}"
        picked = picked.replace(own, f"coalesce(a.into_pid, t.pid) AS {quote}pid{quote}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"SELECT {picked} FROM {raw} t{joins}{where}"
    return _latest_products(sql, columns, quote) if name == "products" else sql


def _last_tellings(raw: str, *, aliased: bool, quote: str) -> str:
    """Of each person the last telling; of a merged one none, for the survivor's own says what holds."""
    at = f"{quote}at{quote}"
    last = f"SELECT pid, max({at}) AS {at} FROM {raw} GROUP BY pid"
    merged = f" ANTI JOIN {ALIASED_PIDS} a ON t.pid = a.pid" if aliased else ""
    return f" SEMI JOIN ({last}) n ON t.pid = n.pid AND t.{at} = n.{at}{merged}"


def _latest_products(sql: str, columns: Sequence[str], quote: str) -> str:
    """One row per product: its latest description, ties by the greater id."""
    picked = ", ".join(f"{quote}{column}{quote}" for column in columns)
    at = f"{quote}at{quote}"
    return (
        f"SELECT {picked} FROM (SELECT *, row_number() OVER (PARTITION BY product ORDER BY {at} DESC, id DESC)"
        f" AS newest FROM ({sql}) d) n WHERE newest = 1"
    )


def id_rows(retracted: Retracted) -> pa.Table:
    """The retracted ids as a table to join with."""
    return pa.table({"id": pa.array(sorted(retracted.ids), pa.binary())})


def pid_rows(retracted: Retracted) -> pa.Table:
    """The erased persons as a table to join with."""
    return pa.table({"pid": pa.array(sorted(retracted.pids), pa.int64())})
