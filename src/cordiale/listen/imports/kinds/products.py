"""Products: a file of descriptions, or the names met while reading orders."""

from django.utils.translation import gettext_lazy as _

from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.kinds.streams import Prepared, Stream
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench

FIELDS = (
    Field(
        name="product", label=_("Code article"), type="reference", required=True, longest=120,
        synonyms=("product id", "product", "sku", "article", "code article", "reference article", "stock code",
                  "item id",
                  "code produit", "reference", "ean", "code", "id"),
        help=_("La référence qui figure sur les commandes."),
    ),
    Field(
        name="name", label=_("Nom"), synonyms=("name", "nom", "libelle", "designation", "description", "product name",
                                               "title", "titre", "product type"),
        help=_("Le nom montré aux équipes."),
    ),
    Field(
        name="category", label=_("Catégorie"),
        synonyms=("category", "categorie", "famille", "rayon", "department", "product category", "series"),
        help=_("Famille ou rayon."),
    ),
    Field(
        name="brand", label=_("Marque"), synonyms=("brand", "marque", "fabricant", "manufacturer", "manufacturer id"),
        help=_("Marque ou fabricant."),
    ),
)  # fmt: skip

DESCRIBED_SOLD = """
create or replace table described as
with named as (
    select product, product_name, category, kind, count(*) as n, max(ts) as ts,
        count(*) filter (unit_price <> 0 and quantity > 0) as sold
    from lines where product <> '' group by all),
chosen as (
    select product, arg_max(product_name, {'sold': sold, 'n': n, 'ts': ts, 'name': product_name})
            filter (product_name is not null) as name,
        arg_max(category, {'n': n, 'name': category}) filter (category is not null) as category,
        arg_max(kind, {'sold': sold, 'n': n, 'kind': kind}) as kind, max(ts) as ts
    from named group by product)
select row_number() over (order by product) as number, product, coalesce(name, '') as name,
    coalesce(category, '') as category, '' as brand, kind, ts from chosen
"""
FACTS = """
select product as external_key, 'product.described' as event_kind, ts, cast(null as varchar) as party_ref,
    product as subject, cast(null as decimal(18, 2)) as amount, '' as currency,
    '{"product":' || to_json(product) || ',"name":' || to_json(name) || ',"category":' || to_json(category)
        || ',"brand":' || to_json(brand) || ',"kind":' || to_json(kind) || '}' as data,
    cast(null as varchar) as personal
from described where number between $first and $last order by number
"""


def describe_sold(bench: Workbench) -> int:
    """Table `described`: each product of the lines with its most usual name among real sales; how many."""
    bench.run(DESCRIBED_SOLD)
    (count,) = bench.one("select count(*) from described")
    return int(str(count))


class Products(Kind):
    """One `product.described` per product; the last row of a file wins over earlier ones of the same code."""

    def prepare(self, bench: Workbench, plan: Plan) -> Prepared:
        code = "upper(f_product)" if plan.options.merge_case else "f_product"
        bench.run(
            f"""create or replace table described as
            select row_number() over (order by product) as number, * from (
                select {code} as product, arg_max(coalesce(f_name, ''), line) as name,
                    arg_max(coalesce(f_category, ''), line) as category, arg_max(coalesce(f_brand, ''), line) as brand,
                    'product' as kind, cast(now() at time zone 'UTC' as timestamp) as ts
                from checked group by {code})"""
        )
        (rows, count) = bench.one("select (select count(*) from checked), (select count(*) from described)")
        return Prepared(
            streams=(Stream(ledger="product", count=int(str(count)), query=FACTS, timeless=True),),
            report={"kind": "products", "rows": rows, "products": count},
        )


PRODUCTS = Products(
    name="products",
    label=_("Articles"),
    help=_("Un catalogue\u00a0: une ligne par article."),
    fields=FIELDS,
)
