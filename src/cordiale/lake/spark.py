"""Spark over the lake, for data that outgrow one machine; imported only when it is asked for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from cordiale.lake import aliases, delta, retractions, views
from cordiale.lake.engines import BATCH_ROWS, declared, shaped, tables_in, unbound
from cordiale.lake.schemas import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.config import Config


def session(*, master: str, memory_mb: int) -> SparkSession:
    """The process's Spark session: UTC, ANSI arithmetic, no web page of its own."""
    builder = (
        SparkSession.builder.master(master)
        .appName("cordiale")
        .config("spark.driver.memory", f"{max(memory_mb, 1024)}m")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
    )
    return builder.getOrCreate()


def compiler_options() -> "Config":
    """What Ibis's compiler asks of its own Spark backend, whose import would need pandas for nothing."""
    from ibis.config import Config

    class Options(Config):  # type: ignore[misc]  # Ibis has no types
        treat_nan_as_null: bool = False

    return Options()


class SparkEngine:
    """The live files of the lake as views of a Spark session, which is kept for the next engine."""

    name = "spark"

    def __init__(self, tables: delta.Tables, *, master: str, memory_mb: int) -> None:
        self._tables = tables
        self.session = session(master=master, memory_mb=memory_mb).newSession()
        self.session.conf.set("spark.sql.session.timeZone", "UTC")
        self._ready: set[str] = set()
        self._retracted: retractions.Retracted | None = None
        self._aliased = False

    def table(self, name: str) -> "ir.Table":
        """A table of the lake as an unbound Ibis expression."""
        self._ensure(name)
        return unbound(name)

    def compile(self, expression: "ir.Expr") -> str:
        """The SQL that `arrow` runs."""
        import ibis

        ibis.options.pyspark = compiler_options()
        for name in tables_in(expression):
            self._ensure(name)
        return str(ibis.to_sql(expression, dialect="pyspark"))

    def arrow(self, expression: "ir.Expr", *, schema: pa.Schema | None = None) -> pa.Table:
        """Run an expression."""
        return shaped(self.session.sql(self.compile(expression)).toArrow(), schema or declared(expression))

    def batches(self, expression: "ir.Expr", *, schema: pa.Schema | None = None) -> Iterator[pa.RecordBatch]:
        """Run an expression and hand its rows out in batches; Spark brings the whole result to this process first."""
        yield from self.arrow(expression, schema=schema).to_batches(max_chunksize=BATCH_ROWS)

    def close(self) -> None:
        """Drop the views; the session itself is costly to start and stays."""
        for name in self._ready:
            self.session.catalog.dropTempView(name)

    def _ensure(self, name: str) -> None:
        if name in self._ready:
            return
        if self._retracted is None:
            self._retracted = retractions.current(self._tables)
            self._register(views.RETRACTED_IDS, views.id_rows(self._retracted))
            self._register(views.RETRACTED_PIDS, views.pid_rows(self._retracted))
            known = aliases.current(self._tables)
            self._aliased = bool(known)
            self._register(views.ALIASED_PIDS, aliases.rows(known))
        self._files(name).createOrReplaceTempView(f"{name}_files")
        sql = views.live(name, raw=f"{name}_files", retracted=self._retracted, aliased=self._aliased, quote="`")
        self.session.sql(sql).createOrReplaceTempView(name)
        self._ready.add(name)

    def _files(self, name: str) -> DataFrame:
        """The live files, read with the schema we declare: a column that a file lacks reads as null."""
        schema = from_arrow_schema(TABLES[name])
        table = self._tables.find(name)
        files = table.file_uris() if table else []
        if not files:
            return self.session.createDataFrame([], schema)
        return self.session.read.schema(schema).option("basePath", self._tables.uri(name)).parquet(*files)

    def _register(self, name: str, rows: pa.Table) -> None:
        frame = self.session.createDataFrame(
            [tuple(row.values()) for row in rows.to_pylist()], from_arrow_schema(rows.schema)
        )
        frame.createOrReplaceTempView(name)
