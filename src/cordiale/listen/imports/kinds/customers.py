"""The customers that orders and events name: found by reference or e-mail, created when nobody knows them."""

from collections.abc import Iterator

from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench
from cordiale.people.intake import PartyDraft

# One row per customer: the latest name, e-mail and country that the file tells.
CUSTOMERS = """
select party_ref, max(customer) as customer, arg_max(email, {'ts': ts, 'v': email}) filter (email is not null) as email,
    arg_max(customer_name, {'ts': ts, 'v': customer_name}) filter (customer_name is not null) as name,
    arg_max(country, {'ts': ts, 'v': country}) filter (length(country) = 2) as country
from TABLE where party_ref is not null group by party_ref order by party_ref
"""


def drafts(bench: Workbench, plan: Plan, *, table: str = "orders") -> Iterator[PartyDraft]:
    """A draft per customer, with `party_ref` as its own reference."""
    options = plan.options
    for ref, customer, email, name, country in bench.rows(CUSTOMERS.replace("TABLE", table)):
        identifiers = [("external", options.issuer, str(customer))] if customer else []
        identifiers += [("email", "", str(email))] if email else []
        yield PartyDraft(
            ref=str(ref),
            kind=options.party_kind,
            name=str(name or ""),
            fallback_name=options.party_name.replace("{ref}", str(customer)) if customer else "",
            identifiers=identifiers,
            addresses=[{"country": str(country)}] if country else [],
        )
