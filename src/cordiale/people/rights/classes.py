"""How delicate a field is: the data class of every field, and the levels at which a role may see a class."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

CLASSES = {
    "public": _("Généralités"),
    "contact": _("Coordonnées"),
    "commercial": _("Achats"),
    "behavioural": _("Comportement"),
    "sensitive": _("Données sensibles"),
    "secret": _("Secrets"),
}
"""public: what the house says of anybody; contact: who it is and how to reach them; secret: never shown to anyone."""

LEVELS = ("hidden", "masked", "read", "write")
"""How much of a field is seen, each holding the one before."""

LEVEL_WORDS = {"hidden": _("caché"), "masked": _("masqué"), "read": _("lu"), "write": _("corrigé")}

_fields: dict[str, str] = {
    # What lists, pages, filters and exports show of a party, by the name they use.
    "kind": "public",
    "language": "public",
    "city": "public",
    "country": "public",
    "tags": "public",
    "owner": "public",
    "team": "public",
    "territory": "public",
    "created": "public",
    "archived": "public",
    "consent": "public",
    "do_not_contact": "public",
    "name": "contact",
    "given_name": "contact",
    "family_name": "contact",
    "email": "contact",
    "phone": "contact",
    "address": "contact",
    "reference": "contact",
    "born_on": "contact",
    "note": "contact",
    "relation": "contact",
    "orders": "commercial",
    "spent": "commercial",
    "first": "commercial",
    "last": "commercial",
    "cohort": "commercial",
    "contract": "commercial",
    "late": "behavioural",
    "r": "behavioural",
    "f": "behavioural",
    "m": "behavioural",
    "timeline": "behavioural",
    "satisfaction": "contact",
}
_resolvers: list[Callable[[str], str]] = []


def declare(**fields: str) -> None:
    """Say the class of fields by the name screens use: `classes.declare(vip="commercial")`."""
    wrong = set(fields.values()) - set(CLASSES)
    if wrong:
        raise ValueError(f"{sorted(wrong)} are no data classes")
    _fields.update(fields)


def resolve_by(resolver: Callable[[str], str]) -> None:
    """Ask this for the class of a field nobody declared (fields the company made); empty when unknown."""
    _resolvers.append(resolver)


def of(field: str) -> str:
    """The class of a field; one that nobody knows is treated as sensitive."""
    if field in _fields:
        return _fields[field]
    return next((found for resolver in _resolvers if (found := resolver(field))), "sensitive")


def known() -> dict[str, str]:
    """Every declared field with its class."""
    return dict(_fields)


def higher(one: str, other: str) -> str:
    """The level that shows more."""
    return max(one, other, key=LEVELS.index)
