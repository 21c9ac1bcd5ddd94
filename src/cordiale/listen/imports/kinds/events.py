"""Facts of any kind for the timeline: calls, visits, mails of another system."""

from django.utils.translation import gettext_lazy as _

from cordiale.listen.imports.expressions import literal
from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.kinds.customers import drafts
from cordiale.listen.imports.kinds.streams import Prepared, Stream
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench

FIELDS = (
    Field(
        name="at", label=_("Date"), type="moment", required=True,
        synonyms=("date", "at", "timestamp", "horodatage", "occurred at", "event date", "date evenement", "created at"),
        help=_("Quand cela s’est passé."),
    ),
    Field(
        name="kind", label=_("Nature"), type="text", longest=60,
        synonyms=("kind", "event", "event type", "type", "nature", "evenement", "type d evenement"),
        help=_("Deux mots joints par un point\u00a0: «\u00a0call.ended\u00a0». Sinon, celle du fichier."),
    ),
    Field(
        name="customer", label=_("Référence du client"), type="reference", longest=120,
        synonyms=("customer id", "customer", "client", "id client", "numero client", "code client", "reference client",
                  "user id", "account id", "household id"),
        help=_("Un client inconnu est créé."),
    ),
    Field(
        name="customer_email", label=_("E-mail du client"), type="email", longest=254,
        synonyms=("email", "e mail", "mail", "courriel", "adresse e mail", "customer email"),
        help=_("Retrouve le client quand il n’a pas de référence."),
    ),
    Field(
        name="subject", label=_("Objet"),
        synonyms=("subject", "objet", "sujet", "titre", "title", "campaign", "campagne"),
        help=_("Ce dont il s’agit, sans donnée personnelle\u00a0: une campagne, un article, une page."),
    ),
    Field(
        name="text", label=_("Texte"), longest=20_000,
        synonyms=("text", "texte", "note", "commentaire", "comment", "body"),
        help=_("Texte libre, gardé chiffré sous la clé du client."),
    ),
    Field(
        name="amount", label=_("Montant"), type="number", synonyms=("amount", "montant", "value", "valeur"),
        help=_("Si le fait porte une somme."),
    ),
    Field(
        name="currency", label=_("Devise"), type="currency", longest=3, synonyms=("currency", "devise"),
        help=_("Code à trois lettres, par exemple EUR."),
    ),
    Field(
        name="key", label=_("Référence du fait"), type="reference", longest=200,
        synonyms=("id", "event id", "key", "reference", "ref", "numero"),
        help=_("Permet de corriger ce fait par un prochain fichier."),
    ),
)  # fmt: skip

KIND_PATTERN = "[a-z][a-z_]{1,30}\\.[a-z][a-z_]{1,30}"
FACTS = """
select key as external_key, kind as event_kind, ts, party_ref, coalesce(subject, '') as subject,
    cast(amount as decimal(18, 2)) as amount, currency, '{}' as data,
    case when text is not null then '{"text":' || to_json(text) || '}' end as personal
from told where number between $first and $last order by number
"""


class Events(Kind):
    """One fact per row. Rows without a reference of their own are recognised by what they say."""

    def prepare(self, bench: Workbench, plan: Plan) -> Prepared:
        kind = f"coalesce(f_kind, {literal(plan.options.event_kind)})"
        party = "coalesce(f_customer, f_customer_email)"
        currency = f"coalesce(f_currency, {literal(plan.options.currency)})"
        for reason, condition in (
            ("bad_kind|kind", f"not regexp_full_match({kind}, '{KIND_PATTERN}')"),
            ("text_needs_customer|customer", f"f_text is not null and {party} is null"),
            ("required|currency", f"f_amount is not null and {currency} = ''"),
        ):
            bench.run(f"update typed set reasons = [{literal(reason)}] where reasons is null and {condition}")
        said = f"concat_ws(chr(31), {kind}, f_at, {party}, f_subject, f_text, f_amount)"
        bench.run(
            f"""create or replace table told as
            select row_number() over (order by ts, key) as number, * from (
                select coalesce('k:' || f_key, 'h:' || md5({said})
                        || '-' || row_number() over (partition by f_key, md5({said}) order by line)) as key,
                    f_key, line, f_at as ts, {kind} as kind, f_customer as customer, f_customer_email as email,
                    cast(null as varchar) as customer_name, cast(null as varchar) as country,
                    coalesce('x:' || f_customer, 'm:' || f_customer_email) as party_ref, f_subject as subject,
                    f_text as text, f_amount as amount, {currency} as currency
                from checked)
            qualify f_key is null or row_number() over (partition by key order by line desc) = 1"""
        )
        (rows, count, customers) = bench.one(
            "select (select count(*) from checked), count(*), count(distinct party_ref) from told"
        )
        return Prepared(
            streams=(Stream(ledger="event", count=int(str(count)), query=FACTS),),
            drafts=drafts(bench, plan, table="told"),
            draft_count=int(str(customers)),
            report={"kind": "events", "rows": rows, "events": count, "customers": customers},
        )


EVENTS = Events(
    name="events",
    label=_("Faits d’historique"),
    help=_("Une ligne par fait\u00a0: appel, visite, message venu d’un autre système."),
    fields=FIELDS,
)
