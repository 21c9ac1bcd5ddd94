"""Defined fields in the registry, beside those every party has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from cordiale.core.conditions import Equals, Kind, Op, Question, Range
from cordiale.people import access, search
from cordiale.people.fields import definitions, stored, values
from cordiale.people.fields.kept import Kept, turned_surely
from cordiale.people.fields.models import CustomField
from cordiale.people.fields.registry import Actor, Asking, DataClass, Field, Lake, Text
from cordiale.people.models import Party

PREFIX = "custom"
Kinds = CustomField.Kind
COARSE = (Kinds.CHOICE, Kinds.CHOICES, Kinds.FLAG)
FIGURES = (Kinds.NUMBER, Kinds.MONEY, Kinds.DAY)
UNTOLD = ("sensitive", "secret")
POINTED = (Op.IS, Op.IS_NOT, Op.KNOWN, Op.EMPTY)
UNORDERED = (CustomField.Kind.FLAG, CustomField.Kind.REFERENCE)
ICONS = {
    "text": "pencil", "long_text": "file-text", "number": "hash", "money": "coins", "day": "calendar", "choice": "list",
    "choices": "list", "flag": "circle-check", "reference": "link", "email": "mail", "phone": "phone",
    "web": "globe",
}  # fmt: skip


def fields() -> Iterator[Field]:
    """Every field in use, as the registry knows fields; one query."""
    return (registered(one) for one in definitions.active())


def registered(one: CustomField) -> Field:
    """A defined field as conditions, lists and files use it."""
    kind = Kind(str(one.kind))
    chosen = one.kind in definitions.CHOSEN
    return Field(
        name=f"{PREFIX}.{one.name}", label=one.label, kind=kind, group="own", icon=ICONS[str(one.kind)],
        data_class=cast(DataClass, one.data_class), keep=partial(_keep, one), fetch=partial(_fetch, one),
        turn=turned_surely, help=one.help, asked=POINTED if kind is Kind.REFERENCE else (),
        options=partial(_options, one) if chosen else None,
        word=partial(_word, one) if chosen else named if kind is Kind.REFERENCE else None,
        words=names if kind is Kind.REFERENCE else None, find=found if kind is Kind.REFERENCE else None,
        say=partial(_said, one) if kind in (Kind.MONEY, Kind.NUMBER) else None,
        lake=in_lake(one),
        order=stored.Stored(one) if one.index == CustomField.Index.READY and one.kind not in UNORDERED else None,
    )  # fmt: skip


def in_lake(one: CustomField) -> Lake:
    """What names nobody stands in clear: few choices always, a figure or a day unless it is of the contact class."""
    if one.data_class in UNTOLD:
        return ""
    if one.kind in COARSE or (one.kind in FIGURES and one.data_class != "contact"):
        return "clear"
    return "sealed"


def _keep(one: CustomField, question: Question, asking: Asking) -> Kept:
    condition = stored.holds(one, question)
    quick = one.index == CustomField.Index.READY and isinstance(question, Equals | Range)
    few = (Party.objects.filter(condition).values("pk"),) if quick and one.kind != CustomField.Kind.CHOICES else ()
    return Kept(party=(condition,), few=few)


def _fetch(one: CustomField, pks: Sequence[int]) -> Mapping[int, object]:
    rows = Party.objects.filter(pk__in=pks).values_list("pk", "custom")
    return {pk: values.plain(one, held.get(one.name)) for pk, held in rows}


def _options(one: CustomField, _actor: Actor) -> list[tuple[str, Text]]:
    return list(one.offered())


def named(key: str, actor: Actor) -> Text | None:
    """The name of another party, when this person may see it."""
    return names([key], actor).get(str(_uuid(key)))


def names(keys: Sequence[str], actor: Actor) -> Mapping[str, Text]:
    """The names of those that this person may see; one query."""
    asked = [key for one in keys if (key := _uuid(one))]
    return {str(key): name for key, name in access.parties_for(actor).filter(key__in=asked).values_list("key", "name")}


def found(typed: str, actor: Actor) -> list[tuple[str, Text]]:
    """The parties that what was typed may mean, among those this person may see."""
    parties = search.find(typed, limit=10, among=access.parties_for(actor)) if len(typed) > 1 else []
    return [(str(one.key), one.name) for one in parties]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _word(one: CustomField, value: str, _actor: Actor) -> Text | None:
    return one.words(value)


def _said(one: CustomField, value: Any) -> str:
    return values.show(one, value)


def class_of(name: str) -> str:
    """The data class of a defined field, for those who ask by its name."""
    prefix, point, rest = name.partition(".")
    if prefix != PREFIX or not point:
        return ""
    return CustomField.objects.filter(of=None, name=rest).values_list("data_class", flat=True).first() or ""
