"""Where a party is reached."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Begins, Contains, Equals, Kind, Question
from cordiale.people import identifiers
from cordiale.people.fields import fetches, questions
from cordiale.people.fields.kept import Kept
from cordiale.people.fields.registry import Asking, Field
from cordiale.people.models import Address, Identifier


def fields() -> list[Field]:
    addresses = Address.objects.all
    return [
        Field(
            name="email", group="reach", label=_("E-mail"), kind=Kind.EMAIL,
            icon="mail", keep=partial(_key, Identifier.Kind.EMAIL),
            fetch=fetches.rows(partial(_keys, Identifier.Kind.EMAIL), "normal"),
        ),
        Field(
            name="phone", group="reach", label=_("Téléphone"), kind=Kind.PHONE, icon="phone",
            keep=partial(_key, Identifier.Kind.PHONE),
            fetch=fetches.rows(partial(_keys, Identifier.Kind.PHONE), "normal"),
        ),
        Field(
            name="reference", group="reach", label=_("Référence"), kind=Kind.TEXT, icon="hash",
            keep=partial(_key, Identifier.Kind.EXTERNAL),
            fetch=fetches.rows(partial(_keys, Identifier.Kind.EXTERNAL), "normal"),
        ),
        Field(
            name="city", lake="clear", group="reach", label=_("Ville"), kind=Kind.TEXT,
            icon="map-pin", data_class="public", keep=_city,
            fetch=fetches.rows(lambda: _told(addresses(), "city"), "city"),
        ),
        Field(
            name="postcode", group="reach", label=_("Code postal"), kind=Kind.TEXT, icon="map-pin",
            keep=questions.on_rows(lambda: _told(addresses(), "postcode"), questions.text("postcode")),
            fetch=fetches.rows(lambda: _told(addresses(), "postcode"), "postcode"),
        ),
    ]  # fmt: skip


def _told(rows: QuerySet, column: str) -> QuerySet:
    """The rows that say something there, the main one first."""
    return rows.exclude(**{column: ""}).order_by("-main", "pk")


def _keys(kind: str) -> QuerySet:
    """The well-formed keys of a kind, the main one first."""
    return Identifier.objects.filter(kind=kind, valid=True).order_by("-main", "pk")


def _key(kind: str, question: Question, asking: Asking) -> Kept:
    """By a key as it is compared: a whole one is one look-up in the index of keys."""
    keys = Identifier.objects.filter(kind=kind, valid=True)
    match question:
        case Equals(values):
            normals = [identifiers.normalise(kind, str(value), region=settings.REGION).normal for value in values]
            asked = Q(normal__in=normals)
            return questions.among(keys.filter(asked), indexed=kind != Identifier.Kind.EXTERNAL)
        case Contains(text):
            return questions.among(keys.filter(normal__icontains=_part(kind, text)), indexed=False)
        case Begins(text):
            return questions.among(keys.filter(normal__istartswith=_beginning(kind, text)), indexed=False)
        case _:
            return questions.among(keys, indexed=False)


def _part(kind: str, text: str) -> str:
    """A piece of a phone number is compared without its spaces."""
    digits = "".join(letter for letter in text if letter.isdigit() or letter == "+")
    return digits if kind == Identifier.Kind.PHONE and digits else text


def _beginning(kind: str, text: str) -> str:
    """`06` begins a number as dialled at home, stored as `+336`."""
    part = _part(kind, text)
    if kind != Identifier.Kind.PHONE or not part.startswith("0") or part.startswith("00"):
        return part
    return _AT_HOME.get(settings.REGION, "+33") + part[1:]


_AT_HOME = {"FR": "+33", "CH": "+41", "BE": "+32", "DE": "+49", "GB": "+44", "AT": "+43"}


def _city(question: Question, asking: Asking) -> Kept:
    rows = Address.objects.exclude(city="")
    match question:
        case Equals(values):
            there = Address.objects.alias(folded=Lower("city"))
            asked = there.filter(folded__in=[Lower(Value(str(value))) for value in values])
            return questions.among(asked, indexed=True)
        case Contains(text):
            return questions.among(rows.filter(city__icontains=text), indexed=False)
        case Begins(text):
            return questions.among(rows.filter(city__istartswith=text), indexed=False)
        case _:
            return questions.among(rows, indexed=False)
