"""Words of the settings' pages."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.web.navigation import Entry

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
    "signin": _("Connexion"),
    "address": _("Adresse"),
    "mail": _("E-mail"),
    "programs": _("Autres programmes"),
}


TOLD: dict[str, str | Promise] = {
    "rights": _("Qui travaille ici, ce que chacun peut faire et voir."),
    "accounts": _("Inviter, fermer un compte, voir qui a une double validation."),
    "fields": _("Vos champs et vos objets, sans programmer."),
    "access": _("Les clés par lesquelles d’autres programmes entrent."),
    "webhooks": _("Prévenir d’autres programmes de ce qui arrive."),
}


@register.filter
def told(entry: Entry) -> str | Promise:
    """A line on what a page of the settings is for."""
    return entry.told or TOLD.get(entry.key, "")


@register.filter
def place_said(place: str) -> str | Promise:
    """Where a setting comes from, when that stops it from being changed here."""
    return PLACES[place]


@register.filter
def part_said(part: str) -> str | Promise:
    """A part of the house, named."""
    return PARTS.get(part, part)
