"""Sales by business day, by country and by product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from cordiale.understand.marts.calendar import as_date, day_of, moment
from cordiale.understand.marts.columns import MONEY, declared

if TYPE_CHECKING:
    from datetime import datetime

    from ibis.expr.types import Table

SQUARES = "decimal(30, 4)"
_FIGURES = {"orders": "int64", "customers": "int64", "gross": MONEY, "returns": MONEY, "net": MONEY}
DAILY = {
    "day": "date",
    "country": "string",
    "currency": "string",
    "orders": "int64",
    "lines": "int64",
    "customers": "int64",
    "anonymous_orders": "int64",
    "gross": MONEY,
    "returns": MONEY,
    "adjustments": MONEY,
    "net": MONEY,
    "anonymous_net": MONEY,
    "squares": SQUARES,
}
COUNTRY = {"country": "string", "currency": "string", **_FIGURES}
PRODUCT = {
    "product": "string",
    "name": "string",
    "category": "string",
    "currency": "string",
    "orders": "int64",
    "customers": "int64",
    "quantity": "decimal(18, 3)",
    "gross": MONEY,
    "returns": MONEY,
    "net": MONEY,
    "position": "int64",
}


def daily_sales(orders: Table, *, zone: str, as_of: datetime) -> Table:
    """One row per business day, country and currency, before `as_of`.

    `orders` counts sales; `returns` is positive; `net` = gross - returns + adjustments. Anonymous: without a known
    customer. `customers` are the different known buyers of that row and do not add up over rows. `squares` is
    the sum of squared signed amounts: the variance of `net` if orders fall independently (compound Poisson).
    """
    told = _signed(orders, as_of=as_of)
    told = told.mutate(day_number=day_of(told.at, zone=zone))
    rows = told.group_by("day_number", "country", "currency").aggregate(
        orders=_.count(where=_.sale),
        lines=_.line_count.cast("int64").sum(),
        customers=_.pid.nunique(where=_.sale),
        anonymous_orders=_.count(where=_.sale & _.pid.isnull()),
        gross=_.amount.sum(where=_.sale),
        returns=-_.amount.sum(where=_.kind == "return"),
        adjustments=_.amount.sum(where=_.kind == "adjustment"),
        net=_.amount.sum(),
        anonymous_net=_.amount.sum(where=_.pid.isnull()),
        squares=(_.amount.cast("decimal(15, 2)") * _.amount.cast("decimal(15, 2)")).sum(),
    )
    return declared(_zeros(rows.mutate(day=as_date(rows.day_number)), DAILY), DAILY)


def country_sales(orders: Table, *, start: datetime, end: datetime) -> Table:
    """One row per country and currency, for orders from `start` (included) to `end` (excluded)."""
    told = _signed(orders, as_of=end).filter(_.at >= moment(start))
    rows = told.group_by("country", "currency").aggregate(
        orders=_.count(where=_.sale),
        customers=_.pid.nunique(where=_.sale),
        gross=_.amount.sum(where=_.sale),
        returns=-_.amount.sum(where=_.kind == "return"),
        net=_.amount.sum(),
    )
    return declared(_zeros(rows, COUNTRY), COUNTRY)


def product_sales(lines: Table, products: Table, *, start: datetime, end: datetime, top: int) -> Table:
    """The `top` products of each currency by net sales, from `start` (included) to `end` (excluded).

    Lines that are no merchandise (postage, fees, manual corrections) are left out. `position` starts at 1.
    """
    sold = lines.filter(lines.kind == "product", lines.at >= moment(start), lines.at < moment(end)).mutate(
        sale=_.order_kind == "sale", currency=_.currency.fill_null(""), product=_["product"].fill_null("")
    )
    rows = sold.group_by("product", "currency").aggregate(
        orders=_.order_ref.nunique(where=_.sale),
        customers=_.pid.nunique(where=_.sale),
        quantity=_.quantity.sum(),
        gross=_.amount.sum(where=_.sale),
        returns=-_.amount.sum(where=_.order_kind == "return"),
        net=_.amount.sum(),
    )
    best = ibis.window(group_by=rows.currency, order_by=[ibis.desc(rows.net), rows["product"]])
    ranked = rows.mutate(position=ibis.row_number().over(best) + 1).filter(_.position <= top)
    named = ranked.left_join(latest_products(products), "product").select(
        *[name for name in PRODUCT if name not in {"name", "category"}],
        name=_.name.fill_null(""),
        category=_.category.fill_null(""),
    )
    return declared(_zeros(named, PRODUCT), PRODUCT)


def latest_products(products: Table) -> Table:
    """Each product as last described."""
    last = ibis.window(group_by=products["product"], order_by=[ibis.desc(products.at), ibis.desc(products.id)])
    ranked = products.mutate(place=ibis.row_number().over(last))
    return ranked.filter(ranked.place == 0).select("product", "name", "category", "brand")


def _signed(orders: Table, *, as_of: datetime) -> Table:
    return orders.filter(orders.at < moment(as_of)).mutate(
        sale=_.kind == "sale",
        country=_.country.fill_null(""),
        currency=_.currency.fill_null(""),
        amount=_.amount.fill_null(0).cast(MONEY),
    )


def _zeros(rows: Table, schema: dict[str, str]) -> Table:
    """A sum over no rows is zero, not unknown."""
    sums = [name for name, kind in schema.items() if kind.startswith("decimal") or kind == "int64"]
    return rows.mutate(**{name: rows[name].fill_null(0) for name in sums})
