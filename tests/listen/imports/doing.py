"""Importing a file in a test, and reading the lake afterwards."""

from pathlib import Path

from cordiale.lake import Lake
from cordiale.listen.imports import runs
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.plans import Options, Plan

ORDERS = {
    "InvoiceNo": "order", "InvoiceDate": "at", "CustomerID": "customer", "StockCode": "product",
    "Description": "product_name", "Quantity": "quantity", "UnitPrice": "unit_price", "Country": "country",
}  # fmt: skip
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def plan(kind: str = "orders", columns: dict[str, str] | None = None, **options: object) -> Plan:
    return Plan(
        kind=kind, columns=columns or ORDERS, options=Options(**{"currency": "EUR", "issuer": "shop", **options})
    )


def imported(path: Path, *, settle: bool = True, template: str = "", given: Plan | None = None) -> ImportRun:
    """Carry a file out and load the lake."""
    run = runs.create(path=path, plan=None if template else given or plan(), template=template)
    run = runs.carry_out(run.key)
    if settle:
        runs.settle(run)
    return run


def told(lake: Lake, query: str) -> list[tuple]:
    with lake.engine("duckdb") as engine:
        table = engine.sql(query)
        return [tuple(row.values()) for row in table.to_pylist()]
