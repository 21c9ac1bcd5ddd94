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

_fields: dict[str, str] = {}
_resolvers: list[Callable[[str], str]] = []


def declare(**fields: str) -> None:
    """Say the class of fields by the name screens use: `classes.declare(vip="commercial")`. It is said once: a field
    of the registry is declared by its registration, and a second class for the same name is a mistake."""
    wrong = set(fields.values()) - set(CLASSES)
    if wrong:
        raise ValueError(f"{sorted(wrong)} are no data classes")
    twice = sorted(name for name, data_class in fields.items() if _fields.get(name, data_class) != data_class)
    if twice:
        raise ValueError(f"{twice} have another data class already")
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
