"""Small lakes in memory, and the two engines that must agree on them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import duckdb
import ibis
import pyarrow as pa
import pytest

from cordiale.lake.engines import declared, shaped, unbound
from cordiale.lake.schemas import TABLES

Run = Callable[..., list[dict[str, object]]]
_refs = itertools.count(1)


@pytest.fixture
def order() -> Callable[..., dict[str, object]]:
    """An order row of the lake: order(7, "2011-03-04 12:00", "12.50")."""

    def make(pid: int | None, at: str, amount: str = "10", **more: object) -> dict[str, object]:
        when = datetime.fromisoformat(at).replace(tzinfo=UTC)
        ref = f"o{next(_refs)}"
        row = {"id": ref.encode(), "order_ref": ref, "pid": pid, "at": when, "source": "test", "kind": "sale"}
        row |= {"amount": Decimal(amount), "product_amount": Decimal(amount), "currency": "GBP", "country": "GB"}
        return row | {"channel": "", "line_count": 1, "month": at[:7], "reverses": None} | more

    return make


@pytest.fixture
def event() -> Callable[..., dict[str, object]]:
    """An event row of the lake: event(7, "mail.sent", "2011-03-04")."""

    def make(pid: int | None, kind: str, at: str = "2011-05-01", **more: object) -> dict[str, object]:
        when = datetime.fromisoformat(at).replace(tzinfo=UTC)
        row = {"id": f"e{next(_refs)}".encode(), "pid": pid, "kind": kind, "at": when, "received_at": when}
        return row | {"source": "test", "subject": "", "currency": "", "data": "{}", "month": at[:7]} | more

    return make


@pytest.fixture
def tables() -> SimpleNamespace:
    """The lake's tables as unbound Ibis tables."""
    return SimpleNamespace(**{name: unbound(name) for name in TABLES})


@pytest.fixture(scope="session")
def duck() -> Run:
    """Run an expression on DuckDB over lists of rows given per table."""

    def run(expr: ibis.Table, **rows: list[dict[str, object]]) -> list[dict[str, object]]:
        with duckdb.connect(config={"threads": 2}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for name, schema in TABLES.items():
                connection.register(name, pa.Table.from_pylist(rows.get(name, []), schema=schema))
            found = connection.sql(ibis.to_sql(expr, dialect="duckdb")).to_arrow_table()
            return shaped(found, declared(expr)).to_pylist()

    return run


@pytest.fixture(scope="session")
def spark_session() -> Iterator[object]:
    from cordiale.lake.spark import session

    made = session(master="local[2]", memory_mb=1024)
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture
def spark(spark_session, tmp_path) -> Run:
    """The same on Spark."""
    import pyarrow.parquet as pq

    from cordiale.lake.spark import compiler_options

    def run(expr: ibis.Table, **rows: list[dict[str, object]]) -> list[dict[str, object]]:
        for name, schema in TABLES.items():
            pq.write_table(pa.Table.from_pylist(rows.get(name, []), schema=schema), tmp_path / f"{name}.parquet")
            spark_session.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(name)
        ibis.options.pyspark = compiler_options()
        found = spark_session.sql(ibis.to_sql(expr, dialect="pyspark"))
        return shaped(found.toArrow(), declared(expr)).to_pylist()

    return run


@pytest.fixture
def lake(tmp_path, settings):
    from cordiale.lake import LakeConfig
    from cordiale.people import lakehouse

    settings.LAKE = LakeConfig.in_folder(tmp_path)
    lakehouse.lake.cache_clear()
    yield lakehouse.lake()
    lakehouse.lake.cache_clear()


@pytest.fixture
def people(db):
    from cordiale.people.models import Party

    return [Party.objects.create(name=f"P{n}", sort_name=f"p{n}") for n in range(12)]
