"""Words of the settings' pages."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

PLACES: dict[str, str | Promise] = {
    "environment": _("Fixé par l’environnement de la machine\u00a0; se change là."),
    "file": "",
    "default": "",
}
PARTS: dict[str, str | Promise] = {
    "settings": _("Réglages"),
    "disk": _("Disque"),
    "clock": _("Horloge"),
    "database": _("Base de données"),
    "spool": _("Tampon"),
    "lake": _("Lac"),
    "keyring": _("Trousseau"),
    "work": _("Travaux"),
    "backup": _("Sauvegarde"),
    "audit": _("Journal"),
}


@register.filter
def place_said(place: str) -> str | Promise:
    """Where a setting comes from, when that stops it from being changed here."""
    return PLACES[place]


@register.filter
def part_said(part: str) -> str | Promise:
    """A part of the house, named."""
    return PARTS.get(part, part)
