"""The reconciliation of an import of orders: every line read stands in exactly one row, and the rows add up."""

from cordiale.listen.imports.workbench import Workbench

# The class of a line, the order of the cases being the order of precedence.
CLASSES = """
create or replace table classed as
select l.*, m.exact as matched_exact, case
    when l.stock then case when l.quantity < 0 then 'stock_out' else 'stock_in' end
    when l.kind = 'sample' and l.unit_price = 0 then 'gift'
    when l.kind <> 'product' then l.kind
    when l.order_kind = 'adjustment' then 'adjustment'
    when l.amount = 0 then 'zero'
    when l.amount > 0 and l.customer is null and l.email is null then 'sale_anonymous'
    when l.amount > 0 then 'sale'
    when l.customer is null and l.email is null then 'return_anonymous'
    when m.line is not null then 'return_matched'
    else 'return_unmatched' end as class
from lines l left join matches m using (line)
"""
TABLE = """
select class, count(*) as lines, count(distinct number) as orders,
    coalesce(sum(amount) filter (amount > 0), 0) as plus, coalesce(sum(amount) filter (amount < 0), 0) as minus,
    sum(amount) as net
from classed group by class
"""
TOTALS = """
select
    (select count(*) from typed) as lines_read,
    (select count(*) from typed where reasons is not null) as lines_refused,
    (select count(*) from orders) as orders,
    (select count(*) from orders where kind = 'sale') as orders_sale,
    (select count(*) from orders where kind = 'return') as orders_return,
    (select count(*) from orders where kind = 'adjustment') as orders_adjustment,
    (select count(*) from orders where party_ref is null) as orders_anonymous,
    (select count(distinct party_ref) from orders) as customers,
    (select count(distinct party_ref) from orders where kind = 'sale') as customers_buying,
    (select count(distinct product) from lines where kind in ('product', 'sample') and product <> '') as products,
    (select count(distinct product_given) from lines) as product_codes_written,
    (select count(distinct product) from lines where product <> '') as product_codes,
    (select cast(min(ts) as varchar) from orders) as first_at,
    (select cast(max(ts) as varchar) from orders) as last_at,
    (select count(*) from orders where times > 1) as orders_two_times,
    (select count(*) from reverses) as returns_linked,
    coalesce((select sum(amount) from classed where class in ('sale', 'sale_anonymous')), 0) as gross,
    coalesce((select sum(amount) from classed where class like 'return%'), 0) as returns,
    coalesce((select sum(amount) from classed where kind = 'product'), 0) as product_net,
    coalesce((select sum(amount) from classed), 0) as net,
    coalesce((select sum(exact) from classed), 0) as net_exact,
    (select count(*) from matches where exact) as matched_exact,
    coalesce((select sum(amount) from matches where exact), 0) as matched_exact_amount
"""
DUPLICATES = """
select coalesce(sum(n - 1), 0) as lines, coalesce(sum((n - 1) * amount), 0) as amount from (
    select count(*) as n, any_value(amount) as amount from lines
    group by hash(ref, product_given, product_name, quantity, unit_price, ts, customer, email, country, channel)
    having count(*) > 1)
"""
COUNTRIES = """
select coalesce(country, ''), count(*) from lines where country is null or length(country) <> 2
group by 1 order by 2 desc limit 50
"""


def tell(bench: Workbench) -> dict[str, object]:
    """The report as plain JSON values; amounts are texts with all their digits."""
    bench.run(CLASSES)
    names = ("class", "lines", "orders", "plus", "minus", "net")
    rows = [dict(zip(names, _plain(row), strict=True)) for row in bench.rows(TABLE)]
    cursor = bench.run(TOTALS)
    columns = [str(column[0]) for column in cursor.description or ()]
    totals = dict(zip(columns, _plain(cursor.fetchone() or ()), strict=True))
    duplicate_lines, duplicate_amount = _plain(bench.one(DUPLICATES))
    currencies = [str(row[0]) for row in bench.rows("select distinct currency from orders order by 1 limit 20")]
    return {
        "kind": "orders",
        "rows": rows,
        "totals": totals,
        "duplicates": {"lines": duplicate_lines, "amount": duplicate_amount},
        "countries_as_given": [list(_plain(row)) for row in bench.rows(COUNTRIES)],
        "currencies": currencies,
    }


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(value if value is None or isinstance(value, int | str) else str(value) for value in row)
