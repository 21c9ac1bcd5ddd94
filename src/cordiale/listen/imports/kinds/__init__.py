"""The kinds of import, by name."""

from dataclasses import replace

from cordiale.listen.imports import refusals
from cordiale.listen.imports.kinds.base import Kind


def all_kinds() -> dict[str, Kind]:
    """Every kind, in the order in which they are offered."""
    from cordiale.listen.imports.kinds import own, records
    from cordiale.listen.imports.kinds.events import EVENTS
    from cordiale.listen.imports.kinds.orders import ORDERS
    from cordiale.listen.imports.kinds.parties import PARTIES
    from cordiale.listen.imports.kinds.products import PRODUCTS

    parties = replace(PARTIES, fields=(*PARTIES.fields, *map(own.field_of, own.defined())))
    return {kind.name: kind for kind in (parties, ORDERS, PRODUCTS, EVENTS, *records.kinds())}


def kind_of(name: str) -> Kind:
    """The kind of that name."""
    from cordiale.listen.imports.kinds import records

    found = records.named(name)
    if found is not None:
        return found
    known = all_kinds()
    if name not in known:
        raise refusals.UnknownKind(name=name, known=", ".join(known))
    return known[name]
