"""The company's own fields as columns of a file of people: recognised by their names in both languages."""

from django.utils.translation import gettext_lazy as _

from cordiale.listen.imports.countries import folded
from cordiale.listen.imports.kinds.base import Field
from cordiale.people.fields import definitions
from cordiale.people.fields.models import CustomField

PREFIX = "own_"
TYPES = {"number": "number", "money": "number", "day": "date", "flag": "flag"}


POINTED = {"reference": _("La référence, l’e-mail ou la clé de l’autre fiche.")}


def defined() -> list[CustomField]:
    """The fields in use, each of which a file can fill in."""
    return definitions.active()


def field_of(one: CustomField) -> Field:
    """A defined field as a column."""
    words = dict.fromkeys(folded(text) for text in (one.label_fr, one.label_en, one.name.replace("_", " ")) if text)
    longest = 20_000 if one.kind == CustomField.Kind.LONG_TEXT else 500
    return Field(
        name=PREFIX + one.name, label=one.label, type=TYPES.get(str(one.kind), "text"), synonyms=tuple(words),
        help=one.help or POINTED.get(str(one.kind), ""), longest=longest,
    )  # fmt: skip
