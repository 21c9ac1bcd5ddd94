"""From checked lines to orders: what each line is, what each order is, and which sale a return takes back."""

from cordiale.listen.imports.expressions import literal
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench

MAX_LINES = 10_000  # of one order: a fact of four megabytes is refused by the spool

ORDER_REF = """coalesce(f_order, coalesce(f_customer, f_customer_email) || '/' || strftime(f_at, '%Y-%m-%d %H:%M'))"""

# An order is taken whole or not at all: a corrected line sent alone would otherwise replace the whole order.
BROKEN = f"""
create or replace table broken as
select {ORDER_REF} as ref,
    case when count(distinct f_customer) > 1 then 'order_two_customers|customer'
        when count(distinct f_currency) > 1 then 'order_two_currencies|currency'
        when count(*) > {MAX_LINES} then 'order_too_long|order' else 'order_incomplete|order' end as reason
from typed where {ORDER_REF} is not null
group by ref
having bool_or(reasons is not null) or count(distinct f_customer) > 1 or count(distinct f_currency) > 1
    or count(*) > {MAX_LINES}
"""


def refuse_broken_orders(bench: Workbench) -> None:
    """A refused line takes its whole order with it; an order of two customers or currencies is refused."""
    bench.run(f"update typed set reasons = ['required|order'] where reasons is null and ({ORDER_REF}) is null")
    bench.run(
        "update typed set reasons = ['required|amount'] where reasons is null and f_amount is null"
        " and f_unit_price is null"
    )
    bench.run(BROKEN)
    bench.run(f"update typed set reasons = [b.reason] from broken b where reasons is null and ({ORDER_REF}) = b.ref")


def read_lines(bench: Workbench, plan: Plan) -> None:
    """Table `lines0`: each line with its quantity, price, amount and what its product code says it is."""
    product = "upper(f_product)" if plan.options.merge_case else "f_product"
    kinds = "".join(
        f" when regexp_full_match(f_product, {literal('(?i)' + pattern)}) then {literal(kind)}"
        for pattern, kind in plan.options.line_kinds
    )
    told = f"case{kinds} else 'product' end" if kinds else "'product'"
    bench.run(
        f"""create or replace table lines0 as
        select line, {ORDER_REF} as ref, f_at as ts, f_customer as customer, f_customer_email as email,
            f_customer_name as customer_name, coalesce({product}, '') as product, f_product as product_given,
            f_product_name as product_name, f_category as category,
            coalesce(f_quantity, 1) as quantity, f_country as country,
            coalesce(f_unit_price, cast(f_amount / nullif(coalesce(f_quantity, 1), 0) as decimal(18, 4)), 0)
                as unit_price,
            cast(coalesce(f_amount, round(coalesce(f_quantity, 1) * f_unit_price, 2)) as decimal(18, 2)) as amount,
            cast(coalesce(f_amount, coalesce(f_quantity, 1) * f_unit_price) as decimal(28, 8)) as exact,
            coalesce(f_currency, {literal(plan.options.currency)}) as currency,
            coalesce(f_channel, {literal(plan.options.channel)}) as channel,
            coalesce(f_line_kind, {told}) as code_kind
        from checked"""
    )


def gather_orders(bench: Workbench, plan: Plan) -> None:
    """Tables `orders` (numbered by time) and `lines` (sorted by order, with their final kind)."""
    options = plan.options
    returned = f"regexp_full_match(ref, {literal(options.return_orders)})" if options.return_orders else "total < 0"
    adjusted = f"regexp_full_match(ref, {literal(options.adjustment_orders)})" if options.adjustment_orders else "false"
    known = "bool_or(customer is not null or email is not null)"
    stock = f"(bool_and(unit_price = 0) and not {known})" if options.stock_adjustments else "false"
    bench.run(
        f"""create or replace table orders as
        select row_number() over (order by ts, ref) as number, *,
            case when {adjusted} or internal then 'adjustment' when {returned} then 'return' else 'sale' end as kind,
            coalesce('x:' || customer, 'm:' || email) as party_ref
        from (
            select ref, min(ts) as ts, count(distinct ts) as times, max(customer) as customer, max(email) as email,
                max(customer_name) as customer_name, arg_min(country, line) as country, max(currency) as currency,
                arg_min(channel, line) as channel, sum(amount) as total, count(*) as line_count, {stock} as stock,
                {stock} or (bool_and(code_kind in ('fee', 'bank', 'adjustment', 'sample')) and not {known}) as internal
            from lines0 group by ref
        )"""
    )
    bench.run(
        """create or replace table lines as
        select o.number, l.*, o.kind as order_kind, o.stock,
            case when o.stock then 'adjustment'
                when code_kind = 'product' and l.unit_price = 0 and l.quantity > 0 then 'sample'
                else code_kind end as kind
        from lines0 l join orders o using (ref) order by o.number, l.line"""
    )
    bench.run("drop table lines0")


# The sale a return takes back: first one of the same quantity and price, else the latest one of that product before it.
# Where several orders of one minute fit, the greatest reference: the same file must always say the same.
MATCH = """
create or replace table matches as
with sold as (select customer, product, quantity, unit_price, ts, max(ref) as ref from lines
        where order_kind = 'sale' and customer is not null and kind in ('product', 'sample') and quantity > 0
        group by customer, product, quantity, unit_price, ts),
    sold_any as (select customer, product, ts, max(ref) as ref from sold group by customer, product, ts),
    back as (select line, number, customer, product, -quantity as quantity, unit_price, ts, amount from lines
        where order_kind = 'return' and customer is not null and kind = 'product' and quantity < 0),
    same as (select b.line, s.ref from back b asof join sold s
        on b.customer = s.customer and b.product = s.product and b.quantity = s.quantity
        and b.unit_price = s.unit_price and b.ts >= s.ts),
    loose as (select b.line, s.ref from back b asof join sold_any s
        on b.customer = s.customer and b.product = s.product and b.ts >= s.ts)
select b.line, b.number, b.amount, coalesce(same.ref, loose.ref) as ref, same.ref is not null as exact
from back b left join same using (line) left join loose using (line)
where coalesce(same.ref, loose.ref) is not null
"""
REVERSES = """
create or replace table reverses as
select number, arg_max(ref, {'taken': taken, 'ref': ref}) as reverses
from (select number, ref, sum(-amount) as taken from matches group by number, ref) group by number
"""


def match_returns(bench: Workbench) -> None:
    """Tables `matches` (return line to sale) and `reverses` (return order to the sale most of it takes back)."""
    bench.run(MATCH)
    bench.run(REVERSES)


FACTS = """
with chunk as (select * from lines where number between $first and $last),
    bodies as (
        select number, string_agg(
            '{"line":' || place || ',"kind":"' || kind || '","product":' || to_json(product)
            || ',"quantity":"' || rtrim(rtrim(cast(cast(quantity as decimal(18, 3)) as varchar), '0'), '.')
            || '","unit_price":"' || rtrim(rtrim(cast(unit_price as varchar), '0'), '.')
            || '","amount":"' || cast(amount as varchar) || '"}', ',' order by line) as lines,
            sum(amount) as amount, coalesce(sum(amount) filter (kind = 'product'), 0) as product_amount
        from (select *, row_number() over (partition by number order by line) as place from chunk)
        group by number)
select o.ref as external_key,
    case o.kind when 'sale' then 'order.placed' when 'return' then 'order.returned' else 'order.adjusted' end
        as event_kind,
    o.ts as ts, o.party_ref, o.ref as subject, cast(b.amount as decimal(18, 2)) as amount, o.currency,
    '{"order_ref":' || to_json(o.ref) || ',"kind":"' || o.kind || '"'
        || ',"reverses":' || coalesce(to_json(r.reverses), 'null')
        || ',"country":' || to_json(coalesce(o.country, '')) || ',"channel":' || to_json(coalesce(o.channel, ''))
        || ',"product_amount":"' || cast(cast(b.product_amount as decimal(18, 2)) as varchar)
        || '","lines":[' || b.lines || ']}' as data,
    cast(null as varchar) as personal
from orders o join bodies b using (number) left join reverses r using (number)
where o.number between $first and $last order by o.number
"""
