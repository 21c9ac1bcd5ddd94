"""Engines: the same Ibis expressions on the live lake, run by DuckDB or by Spark."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from cordiale.lake.config import LakeConfig
from cordiale.lake.delta import Tables
from cordiale.lake.duck import Duck
from cordiale.lake.schemas import TABLES
from cordiale.lake.shapes import arrow_schema, ibis_schema

if TYPE_CHECKING:
    import ibis.expr.types as ir

BATCH_ROWS = 50_000


class Engine(Protocol):
    """What a mart needs of an engine."""

    name: str

    def table(self, name: str) -> "ir.Table":
        """A table of the lake as an unbound Ibis expression; what was taken back is not in it."""
        ...

    def arrow(self, expression: "ir.Expr", *, schema: pa.Schema | None = None) -> pa.Table:
        """Run an expression; columns cast to `schema`, or to the types that the expression declares."""
        ...

    def batches(self, expression: "ir.Expr", *, schema: pa.Schema | None = None) -> Iterator[pa.RecordBatch]:
        """Run an expression and hand its rows out in batches, for results larger than memory."""
        ...


def unbound(name: str) -> "ir.Table":
    """A table of the lake as an Ibis expression that belongs to no engine: what marts are written on."""
    import ibis

    return ibis.table(ibis_schema(TABLES[name]), name=name)


def tables_in(expression: "ir.Expr") -> list[str]:
    """The tables of the lake that an expression reads."""
    import ibis.expr.operations as ops

    return sorted({node.name for node in expression.op().find(ops.UnboundTable) if node.name in TABLES})


def declared(expression: "ir.Expr") -> pa.Schema:
    """The types that an expression promises, the same for each engine."""
    return arrow_schema(expression.as_table().schema())


def variable(name: str) -> "ir.Value":
    """A moment that DuckDB is told when it runs (`Written`): the text stays the same from one run to the next."""
    import ibis

    instant = ibis.dtype("timestamp('UTC', 6)")
    return ibis.udf.scalar.builtin(_told, name="getvariable", signature=(("string",), instant))(name)


def _told(which):  # type: ignore[no-untyped-def]  # Ibis reads a signature of its own
    ...


@dataclass(frozen=True, slots=True)
class Written:
    """An expression in DuckDB's SQL, to run many times: for the large ones, writing costs more than running."""

    sql: str
    tables: tuple[str, ...]
    schema: pa.Schema

    @classmethod
    def of(cls, expression: "ir.Expr") -> "Written":
        import ibis

        return cls(str(ibis.to_sql(expression, dialect="duckdb")), tuple(tables_in(expression)), declared(expression))


class DuckEngine:
    """DuckDB in this process, in memory."""

    name = "duckdb"

    def __init__(self, duck: Duck) -> None:
        self._duck = duck
        self.connection = duck.connection

    def table(self, name: str) -> "ir.Table":
        """A table of the lake as an unbound Ibis expression."""
        self._duck.ensure([name])
        return unbound(name)

    def compile(self, expression: "ir.Expr") -> str:
        """The SQL that `arrow` runs."""
        return self._ready(Written.of(expression)).sql

    def arrow(self, expression: "ir.Expr | Written", *, schema: pa.Schema | None = None) -> pa.Table:
        """Run an expression."""
        written = self._ready(expression)
        return shaped(self.connection.sql(written.sql).to_arrow_table(), schema or written.schema)

    def batches(self, expression: "ir.Expr | Written", *, schema: pa.Schema | None = None) -> Iterator[pa.RecordBatch]:
        """Run an expression and hand its rows out in batches."""
        written = self._ready(expression)
        for batch in self.connection.sql(written.sql).to_arrow_reader(BATCH_ROWS):
            yield from shaped(pa.Table.from_batches([batch]), schema or written.schema).to_batches()

    def tell(self, **moments: datetime) -> None:
        """Give the moments that `variable` stands for."""
        for name, at in moments.items():
            self.connection.execute(f"SET VARIABLE {name} = TIMESTAMPTZ '{at.astimezone(UTC).isoformat()}'")

    def _ready(self, expression: "ir.Expr | Written") -> Written:
        written = expression if isinstance(expression, Written) else Written.of(expression)
        self._duck.ensure(written.tables)
        return written

    def sql(self, query: str, parameters: Sequence[object] = (), *, tables: Sequence[str] | None = None) -> pa.Table:
        """Run the product's own SQL, on these tables of the lake or on all of them. Never text from a user."""
        self._duck.ensure(list(TABLES) if tables is None else tables)
        return self.connection.sql(query, params=list(parameters)).to_arrow_table()


def shaped(found: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of `schema`, in its order and types: engines differ in the width of what they count."""
    return found.select(schema.names).cast(schema)


@contextmanager
def open_engine(
    name: str, tables: Tables, config: LakeConfig, *, memory_mb: int | None = None, threads: int | None = None
) -> Iterator[Any]:
    """The engine of that name on the lake as it is now."""
    if name == "duckdb":
        duck = Duck(
            tables,
            memory_mb=memory_mb or config.memory_mb,
            threads=threads or config.threads,
            temp_dir=config.temp_dir,
        )
        try:
            yield DuckEngine(duck)
        finally:
            duck.close()
    elif name == "spark":
        from cordiale.lake.spark import SparkEngine

        engine = SparkEngine(tables, master=config.spark_master, memory_mb=memory_mb or config.memory_mb)
        try:
            yield engine
        finally:
            engine.close()
    else:
        raise ValueError(f"the engines are duckdb and spark, not {name!r}")
