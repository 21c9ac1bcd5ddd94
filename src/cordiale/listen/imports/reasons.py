"""Why a row is refused: a code in the data, a sentence at display time, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cordiale.listen.imports.kinds.base import Kind

LINE_HEADER = "cordiale_line"
REASON_HEADER = "cordiale_reason"
OWN_HEADERS = (LINE_HEADER, REASON_HEADER)

SENTENCES = {
    "required": gettext_noop("«\u00a0%(field)s\u00a0» est obligatoire et manque."),
    "bad_number": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas un nombre lisible."),
    "bad_date": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas une date au format choisi."),
    "bad_moment": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas une date au format choisi."),
    "bad_flag": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» ne veut dire ni oui ni non."),
    "bad_email": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas une adresse e-mail."),
    "bad_currency": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas un code de devise comme EUR."),
    "bad_choice": gettext_noop("%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas une valeur possible."),
    "bad_kind": gettext_noop(
        "%(column)s\u00a0: «\u00a0%(value)s\u00a0» n’est pas une nature de fait comme «\u00a0call.ended\u00a0»."
    ),
    "unknown_country": gettext_noop(
        "%(column)s\u00a0: le pays «\u00a0%(value)s\u00a0» n’est pas connu. Écrivez son code, FR par exemple."
    ),
    "out_of_range": gettext_noop(
        "%(column)s\u00a0: la date «\u00a0%(value)s\u00a0» est trop ancienne ou dans l’avenir."
    ),
    "too_long": gettext_noop("%(column)s\u00a0: le texte est trop long."),
    "too_many_cells": gettext_noop("La ligne a plus de cellules que l’en-tête\u00a0: un séparateur est de trop."),
    "too_few_cells": gettext_noop("La ligne a moins de cellules que l’en-tête\u00a0: un séparateur manque."),
    "bad_quotes": gettext_noop("Les guillemets de cette ligne sont mal placés."),
    "bad_json": gettext_noop("La ligne n’est pas un objet JSON lisible."),
    "order_incomplete": gettext_noop(
        "Une autre ligne de la même commande est refusée\u00a0; la commande entière attend."
    ),
    "order_two_customers": gettext_noop("La commande nomme deux clients différents."),
    "order_two_currencies": gettext_noop("La commande est dans deux devises."),
    "order_too_long": gettext_noop("La commande compte plus de dix mille lignes."),
    "text_needs_customer": gettext_noop("Un texte libre ne peut être gardé qu’avec son client."),
    "intake": gettext_noop("La fiche du client ou une valeur est refusée\u00a0; chaque ligne dit pourquoi."),
    "only_one": gettext_noop("Ce client a déjà sa fiche\u00a0: il ne peut en avoir qu’une."),
    "consent_needs_date": gettext_noop("Un accord ou un refus doit porter sa date."),
}


def sentence(reason: str, *, kind: Kind, plan: dict[str, dict[str, str]], cells: dict[str, str]) -> str:
    """The reason of one row in words. `reason` is "code|field" or, from the intake, "intake|field|its own sentence"."""
    code, _bar, rest = reason.partition("|")
    field, _bar, said = rest.partition("|")
    if said:
        return said
    label = str(kind.by_name[field].label) if field in kind.by_name else field
    column = next((name for name, known in plan["columns"].items() if known == field), label)
    value = cells.get(column, "")[:80]
    return _(SENTENCES.get(code, code)) % {"field": label, "column": column, "value": value}


def heading(code: str, field: str, *, kind: Kind) -> str:
    """A reason without its value, for a table of counts."""
    label = str(kind.by_name[field].label) if field in kind.by_name else field
    return _(SENTENCES.get(code, code)) % {"field": label, "column": label, "value": "…"}
