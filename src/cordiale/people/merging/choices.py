"""The fields of several records side by side, and which one's value the survivor is to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.fields import values
from cordiale.people.fields.models import CustomField
from cordiale.people.models import Address, Identifier, Party
from cordiale.web import fmt

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the comparison: a name, its columns on the party, and the value in words."""

    name: str
    label: Text
    columns: tuple[str, ...]
    words: Callable[[Party], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One record's value; `chosen` is what we propose."""

    party: Party
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field over all records; `differs` when somebody has to choose."""

    name: str
    label: Text
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return len({cell.words for cell in self.cells}) > 1


FIELDS = (
    Choice("name", _("Nom"), ("name", "given_name", "family_name", "sort_name"), lambda one: one.name),
    Choice("born_on", _("Naissance"), ("born_on",), lambda one: fmt.day(one.born_on) if one.born_on else ""),
    Choice("language", _("Langue"), ("language",), lambda one: one.language),
    Choice(
        "owner", _("Responsable"), ("owner_id", "team_id"),
        lambda one: " · ".join(str(who) for who in (one.owner, one.team) if who),
    ),
    Choice("territory", _("Secteur"), ("territory_id",), lambda one: str(one.territory or "")),
)  # fmt: skip
EMAIL, PHONE, ADDRESS, CUSTOM = "main_email", "main_phone", "main_address", "custom:"


def lines(parties: Sequence[Party], *, survivor: Party) -> list[Line]:
    """Every field that at least one of them has, the survivor's value proposed where there is one."""
    mains = _mains(parties)
    found = [_line(one.name, one.label, parties, words=one.words, survivor=survivor) for one in FIELDS]
    for name, label in ((EMAIL, _("E-mail principal")), (PHONE, _("Téléphone principal")), (ADDRESS, _("Adresse"))):
        held = {pk: words for (pk, which), (_row, words) in mains.items() if which == name}
        found.append(_line(name, label, parties, words=_told(held), survivor=survivor))
    names = {name for one in parties for name in one.custom}
    defined = list(CustomField.objects.filter(of=None, name__in=names))
    pointed = _pointed(parties, defined)
    for one in defined:
        said = _custom(one, pointed)
        found.append(_line(CUSTOM + one.name, one.label, parties, words=said, survivor=survivor))
    for name in sorted(names - {one.name for one in defined}):
        found.append(_line(CUSTOM + name, name, parties, words=_undefined(name), survivor=survivor))
    return [line for line in found if any(cell.words for cell in line.cells)]


def _told(held: Mapping[int, str]) -> Callable[[Party], str]:
    return lambda one: held.get(one.pk, "")


def _pointed(parties: Sequence[Party], defined: Sequence[CustomField]) -> dict[str, str]:
    """The names of the parties that values point at."""
    names = [one.name for one in defined if one.kind == CustomField.Kind.REFERENCE]
    keys = {str(party.custom[name]) for party in parties for name in names if party.custom.get(name)}
    found = Party.objects.filter(key__in=keys).values_list("key", "name") if keys else ()
    return {str(key): name for key, name in found}


def _custom(one: CustomField, pointed: Mapping[str, str]) -> Callable[[Party], str]:
    return lambda party: values.show(one, party.custom.get(one.name), names=pointed)


def _undefined(name: str) -> Callable[[Party], str]:
    """A value that no definition explains."""

    def say(one: Party) -> str:
        value = one.custom.get(name)
        return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)

    return say


def _line(name: str, label: Text, parties: Sequence[Party], *, words: Callable[[Party], str], survivor: Party) -> Line:
    said = {one.pk: words(one) for one in parties}
    first = survivor if said[survivor.pk] else next((one for one in parties if said[one.pk]), survivor)
    return Line(name, label, tuple(Cell(one, said[one.pk], one.pk == first.pk) for one in parties))


Mains = dict[tuple[int, str], tuple[Identifier | Address, str]]


def _mains(parties: Sequence[Party]) -> Mains:
    """The main e-mail, phone and address of each, with its words: two queries."""
    found: Mains = {}
    kinds = {Identifier.Kind.EMAIL.value: EMAIL, Identifier.Kind.PHONE.value: PHONE}
    for key in Identifier.objects.filter(party__in=parties, kind__in=kinds).order_by("-main", "pk"):
        found.setdefault((key.party_id, kinds[key.kind]), (key, key.value))
    for place in Address.objects.filter(party__in=parties).order_by("-main", "pk"):
        words = ", ".join(
            part for part in (place.lines, f"{place.postcode} {place.city}".strip(), place.country) if part
        )
        found.setdefault((place.party_id, ADDRESS), (place, words))
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the survivor gets: columns of its own row, and the rows that become the main ones."""

    columns: Mapping[str, Any]
    mains: tuple[Identifier | Address, ...]


def chosen(parties: Sequence[Party], *, survivor: Party, keep: Mapping[str, UUID]) -> Chosen:
    """Read the choices: field name -> key of the party whose value stays; what was not chosen is as proposed."""
    by_key = {one.key: one for one in parties}
    whose = {
        line.name: by_key.get(keep[line.name], survivor)
        if line.name in keep
        else next(cell.party for cell in line.cells if cell.chosen)
        for line in lines(parties, survivor=survivor)
    }
    columns: dict[str, Any] = {}
    for field in FIELDS:
        source = whose.get(field.name, survivor)
        columns |= {column: getattr(source, column) for column in field.columns}
    custom = {
        name.removeprefix(CUSTOM): source.custom.get(name.removeprefix(CUSTOM))
        for name, source in whose.items()
        if name.startswith(CUSTOM)
    }
    columns["custom"] = {name: value for name, value in custom.items() if value is not None}
    columns["do_not_contact"] = any(one.do_not_contact for one in parties)
    mains = _mains(parties)
    picked = [mains.get((whose[name].pk, name)) for name in (EMAIL, PHONE, ADDRESS) if name in whose]
    return Chosen(columns, tuple(row for row, _words in filter(None, picked)))
