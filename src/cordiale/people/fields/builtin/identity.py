"""Who a party is."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Begins, Contains, Equals, Kind, Question, operators
from cordiale.people import naming
from cordiale.people.fields import fetches, questions
from cordiale.people.fields.builtin.asked import CHOSEN
from cordiale.people.fields.questions import NOBODY
from cordiale.people.fields.registry import Field
from cordiale.people.models import Party

LANGUAGES = [("fr", "Français"), ("de", "Deutsch"), ("en", "English"), ("it", "Italiano")]


def fields() -> list[Field]:
    return [
        Field(
            name="name", label=_("Nom"), kind=Kind.TEXT, icon="user-round", sort="name",
            keep=questions.on_party(_named), fetch=_names, help=_("Tel qu’affiché, ou nom de famille d’abord."),
        ),
        Field(
            name="kind", label=_("Type"), kind=Kind.CHOICE, icon="users", data_class="public", asked=CHOSEN,
            lake="clear", options=lambda _actor: Party.Kind.choices, keep=questions.on_party(questions.choice("kind")),
            fetch=fetches.column("kind"),
        ),
        Field(
            name="language", lake="clear", label=_("Langue"), kind=Kind.CHOICE, icon="globe", data_class="public",
            options=lambda _actor: LANGUAGES, keep=questions.on_party(questions.choice("language")),
            fetch=fetches.column("language"),
        ),
        Field(
            name="born_on", label=_("Date de naissance"), kind=Kind.DAY, icon="calendar",
            keep=questions.on_party(questions.ordered("born_on")), fetch=fetches.column("born_on"),
        ),
        Field(
            name="source", lake="clear", label=_("Source"), kind=Kind.TEXT, icon="upload", data_class="public",
            keep=questions.on_party(questions.text("source")), fetch=fetches.column("source"),
        ),
        Field(
            name="created", label=_("Ajouté"), kind=Kind.INSTANT, icon="plus", data_class="public", sort="created",
            lake="clear", asked=operators(Kind.INSTANT)[:-2],
            keep=questions.on_party(questions.instant("created_at")), fetch=fetches.column("created_at"),
            phrases={"within": _("a été ajouté ces %(value)s"), "older": _("est connu depuis plus de %(value)s")},
        ),
    ]  # fmt: skip


def _named(question: Question) -> Q:
    """By the name as shown, or as sorted: folded, family name first, served by its index."""
    match question:
        case Equals(values):
            asked = Q(sort_name__in=[naming.fold(str(value)) for value in values])
            for value in values:
                asked |= Q(name__iexact=str(value))
            return asked
        case Contains(text):
            folded = naming.fold(text)
            return Q(name__icontains=text) | (Q(sort_name__contains=folded) if folded else NOBODY)
        case Begins(text):
            return Q(name__istartswith=text) | _sorted_from(naming.fold(text))
        case _:
            return ~Q(name="")


def _sorted_from(folded: str) -> Q:
    return Q(sort_name__gte=folded, sort_name__lt=folded + "\U0010ffff") if folded else NOBODY


def _names(pks: Sequence[int]) -> dict[int, object]:
    rows = Party.objects.filter(pk__in=pks).values_list("pk", "name", "sort_name")
    return {pk: (name, sort_name) for pk, name, sort_name in rows}
