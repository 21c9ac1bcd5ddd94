"""Every operation that marts use gives the same rows and types on DuckDB and on Spark, on the same files."""

import shutil
from collections import Counter

import pytest
from tests.conftest import missing
from tests.lake.events import EMMA, HARPAGON, order, product, visit
from tests.lake.operations import JOINS, ROWS

from cordiale.lake import LakeConfig, open_all

# py4j leaves sockets to the garbage collector, which tells on them in whatever test comes next.
pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Sixty orders of two persons and of nobody, in three loads, some of them taken back."""
    lake = open_all(LakeConfig.in_folder(tmp_path_factory.mktemp("conformance")))
    for part in range(3):
        lake.spool.append([said for n in range(part * 20, part * 20 + 20) for said in _said(n)])
        lake.loader().run_once()
    lake.retract(ids=[order("A7").id], by="import:9")
    lake.retract(source="import:bad")
    return lake


def _said(n):
    who = (EMMA, HARPAGON, None)[n % 3]
    amounts = [f"{(n * 7) % 23 + 1}.{n % 100:02}", "3.10", "0.99", "12.00"][: n % 4 + 1]
    source = "import:bad" if n % 10 == 9 else "import:1"
    kind = "order.returned" if n % 7 == 6 else "order.placed"
    reverses = f"A{n - 3}" if n % 7 == 6 else None
    country = "CH" if n % 5 == 0 else "FR"
    yield order(
        f"A{n}", party=who, day=n, amounts=amounts, source=source, kind=kind, reverses=reverses, country=country
    )
    yield visit(n, party=who, day=n % 9)
    yield product(f"P{n % 5}", day=n, name=f"Robe {n}", source=source)


@pytest.fixture(scope="module")
def engines(lake):
    if shutil.which("java") is None:
        missing("Java")
    with lake.engine("duckdb") as duck, lake.engine("spark") as spark:
        yield duck, spark


def rows(engine, expression):
    found = engine.arrow(expression)
    return found.schema, Counter(tuple(sorted((k, str(v)) for k, v in row.items())) for row in found.to_pylist())


@pytest.mark.parametrize("name", ["events", "orders", "order_lines", "products"])
def test_each_table_is_the_same(engines, name):
    duck, spark = engines
    assert rows(duck, duck.table(name)) == rows(spark, spark.table(name))


def test_the_filters_are_at_work(engines):
    duck, _spark = engines
    orders = duck.table("orders")
    assert duck.arrow(orders.aggregate(n=orders.count())).to_pylist() == [{"n": 53}]


@pytest.mark.parametrize("name", ROWS)
def test_an_operation_gives_the_same_rows(engines, name):
    duck, spark = engines
    expression = ROWS[name](duck.table("orders"))
    found = rows(duck, expression)
    assert found[1], "a comparison of nothing proves nothing"
    assert found == rows(spark, expression)


@pytest.mark.parametrize("name", JOINS)
def test_a_join_gives_the_same_rows(engines, name):
    duck, spark = engines
    expression = JOINS[name](duck.table("orders"), duck.table("order_lines"))
    found = rows(duck, expression)
    assert found[1]
    assert found == rows(spark, expression)


def test_an_empty_lake_reads_the_same(tmp_path, engines):
    empty = open_all(LakeConfig.in_folder(tmp_path))
    with empty.engine("duckdb") as duck, empty.engine("spark") as spark:
        orders = duck.table("orders")
        assert rows(duck, orders) == rows(spark, orders)
        assert duck.arrow(orders).num_rows == 0
