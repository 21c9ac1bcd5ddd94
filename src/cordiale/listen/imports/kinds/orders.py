"""Orders with their lines: one fact per order, customers by reference, products described on the way."""

from django.utils.translation import gettext_lazy as _

from cordiale.listen.imports.kinds import order_report, order_rules, products
from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.kinds.customers import drafts
from cordiale.listen.imports.kinds.streams import Prepared, Stream
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench

LINE_KINDS = ("product", "postage", "fee", "discount", "manual", "bank", "voucher", "sample", "adjustment")
FIELDS = (
    Field(
        name="order", label=_("Référence de commande"), type="reference", longest=120,
        synonyms=("invoice no", "invoice", "invoice number", "order id", "order", "order number", "order ref",
                  "commande", "numero de commande", "n commande", "facture", "numero de facture", "n facture",
                  "ticket", "basket id", "transaction id", "reference commande", "reference"),
        help=_("Les lignes de même référence forment une seule commande."),
    ),
    Field(
        name="at", label=_("Date"), type="moment", required=True,
        synonyms=("invoice date", "order date", "date", "date de commande", "date commande", "date de facture",
                  "date facture", "purchase date", "created at", "transaction timestamp", "timestamp", "horodatage",
                  "date achat", "date d achat", "le"),
        help=_("Jour et, si possible, heure de la commande."),
    ),
    Field(
        name="customer", label=_("Référence du client"), type="reference", longest=120,
        synonyms=("customer id", "customer", "client", "id client", "numero client", "n client", "code client",
                  "reference client", "household id", "user id", "account id", "customer number"),
        help=_("Sans référence, la vente est gardée comme vente anonyme."),
    ),
    Field(
        name="customer_name", label=_("Nom du client"), longest=200,
        synonyms=("customer name", "nom du client", "nom client", "client name"),
        help=_("Sert à nommer les clients créés par cet import."),
    ),
    Field(
        name="customer_email", label=_("E-mail du client"), type="email", longest=254,
        synonyms=("email", "e mail", "mail", "customer email", "courriel", "adresse e mail", "email client"),
        help=_("Retrouve le client quand il n’a pas de référence."),
    ),
    Field(
        name="product", label=_("Code article"), type="reference", longest=120,
        synonyms=("stock code", "product id", "product", "sku", "article", "code article", "reference article",
                  "ref article", "item", "item id", "produit", "code produit", "ean"),
        help=_("Référence de l’article vendu."),
    ),
    Field(
        name="product_name", label=_("Libellé de l’article"),
        synonyms=("description", "product name", "libelle", "designation", "item name", "nom du produit",
                  "nom article"),
        help=_("Le libellé le plus fréquent des ventes devient le nom de l’article."),
    ),
    Field(
        name="category", label=_("Catégorie de l’article"),
        synonyms=("category", "categorie", "famille", "rayon", "department", "product category"),
        help=_("Famille ou rayon de l’article."),
    ),
    Field(
        name="quantity", label=_("Quantité"), type="number",
        synonyms=("quantity", "qty", "quantite", "qte", "nombre", "units", "cds", "count"),
        help=_("Négative pour un retour."),
    ),
    Field(
        name="unit_price", label=_("Prix unitaire"), type="number",
        synonyms=("unit price", "price", "prix", "prix unitaire", "pu", "unit cost"),
        help=_("Prix d’une unité, dans la devise de la commande."),
    ),
    Field(
        name="amount", label=_("Montant de la ligne"), type="number",
        synonyms=("amount", "montant", "total", "line total", "sales value", "total ligne", "dollars", "value",
                  "montant ttc", "montant ht", "net amount", "prix total"),
        help=_("Sans montant\u00a0: quantité × prix unitaire, arrondi au centime."),
    ),
    Field(
        name="currency", label=_("Devise"), type="currency", longest=3,
        synonyms=("currency", "devise", "monnaie", "currency code"),
        help=_("Code à trois lettres, par exemple EUR."),
    ),
    Field(
        name="country", label=_("Pays"), type="country", longest=120,
        synonyms=("country", "pays", "ship country", "pays de livraison", "country code"),
        help=_("Un pays inconnu est gardé tel qu’il est écrit."),
    ),
    Field(
        name="channel", label=_("Canal"), longest=60,
        synonyms=("channel", "canal", "store", "magasin", "store id", "point de vente", "boutique"),
        help=_("Magasin, site, téléphone…"),
    ),
    Field(
        name="line_kind", label=_("Nature de la ligne"), type="choice", longest=20, choices=LINE_KINDS,
        synonyms=("line type", "line kind", "nature", "type de ligne"),
        help=_("Article, port, frais, remise… Sans colonne\u00a0: article, ou selon les règles du modèle."),
    ),
)  # fmt: skip


class Orders(Kind):
    """One `order.placed`, `order.returned` or `order.adjusted` per order reference."""

    def prepare(self, bench: Workbench, plan: Plan) -> Prepared:
        order_rules.refuse_broken_orders(bench)
        order_rules.read_lines(bench, plan)
        order_rules.gather_orders(bench, plan)
        order_rules.match_returns(bench)
        described = products.describe_sold(bench)
        (orders,) = bench.one("select count(*) from orders")
        (customers,) = bench.one("select count(distinct party_ref) from orders where party_ref is not null")
        return Prepared(
            streams=(
                Stream(ledger="order", count=int(str(orders)), query=order_rules.FACTS),
                Stream(ledger="product", count=described, query=products.FACTS, timeless=True),
            ),
            drafts=drafts(bench, plan),
            draft_count=int(str(customers)),
            report=order_report.tell(bench),
        )


ORDERS = Orders(
    name="orders",
    label=_("Commandes et leurs lignes"),
    help=_("Une ligne du fichier par article vendu, ou par commande."),
    fields=FIELDS,
    needs=(("order", "customer", "customer_email"), ("amount", "unit_price")),
)
