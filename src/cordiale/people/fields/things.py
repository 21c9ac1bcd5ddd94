"""The company's objects in the registry: what may be asked of the records a party has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Kind, Question
from cordiale.people.fields import custom, questions, stored, values
from cordiale.people.fields.kept import Kept
from cordiale.people.fields.models import CustomField, ObjectType, Record
from cordiale.people.fields.questions import Ask
from cordiale.people.fields.registry import Asking, Field, Thing

PREFIX = "record"


def things() -> Iterator[Thing]:
    """Every object in use with its fields; two queries."""
    known = list(ObjectType.objects.filter(retired_at=None).order_by("label_fr", "pk"))
    fields: dict[int | None, list[CustomField]] = {}
    for one in CustomField.objects.filter(of__in=known, retired_at=None) if known else ():
        fields.setdefault(one.of_id, []).append(one)
    return (_thing(one, fields.get(one.pk, [])) for one in known)


def _thing(of: ObjectType, fields: Sequence[CustomField]) -> Thing:
    asked = [*_of_every_record(), *(_of_record(one) for one in fields)]
    return Thing(
        name=of.name, label=of.label, icon=of.icon, fields={one.name: one for one in asked},
        keep=partial(_holders, of), fetch=partial(_rows, of, fields),
    )  # fmt: skip


def _of_record(one: CustomField) -> Field:
    """As a field of parties, but for where its value stands."""
    return replace(
        custom.registered(one), name=one.name, keep=partial(_keep, one), fetch=_nothing, lake="", order=None
    )  # fmt: skip


def _of_every_record() -> list[Field]:
    return [
        Field(
            name=f"{PREFIX}.title", label=_("Nom"), kind=Kind.TEXT, icon="pencil",
            keep=partial(_asked, questions.text("title")), fetch=_nothing,
        ),
        Field(
            name=f"{PREFIX}.created", label=_("Ajouté"), kind=Kind.INSTANT, icon="plus", data_class="public",
            keep=partial(_asked, questions.instant("created_at")), fetch=_nothing,
        ),
    ]  # fmt: skip


def _asked(ask: Ask, question: Question, asking: Asking) -> Kept:
    return Kept(party=(ask(question),))


def _keep(one: CustomField, question: Question, asking: Asking) -> Kept:
    return Kept(party=(stored.holds(one, question, column="values"),))


def _nothing(_pks: Sequence[int]) -> Mapping[int, object]:
    """The values of a record are read with the record (`Thing.fetch`)."""
    return {}


def _holders(of: ObjectType, condition: Q) -> Kept:
    """The parties with a record that answers; found from the records, which may be few."""
    rows = Record.objects.filter(condition, of=of.pk, archived_at=None)
    return Kept(party=(Exists(rows.filter(party=OuterRef("pk"))),), few=(rows.values("party_id"),))


def _rows(of: ObjectType, fields: Sequence[CustomField], pks: Sequence[int]) -> Mapping[int, object]:
    held: dict[int, list[dict[str, Any]]] = {}
    for record in Record.objects.filter(of=of.pk, archived_at=None, party__in=pks).order_by("pk"):
        told = {one.name: values.plain(one, record.values.get(one.name)) for one in fields}
        told |= {f"{PREFIX}.title": record.title, f"{PREFIX}.created": record.created_at}
        held.setdefault(record.party_id, []).append(told)
    return {pk: tuple(rows) for pk, rows in held.items()}
