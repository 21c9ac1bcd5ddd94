"""Deeds on parties: create, change, hand over, archive, restore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import audit, bearers, duplicates, identifiers, naming, search, timeline
from cordiale.people.addresses import Place
from cordiale.people.identifiers import EXCLUSIVE, Key, Normal
from cordiale.people.models import Address, Identifier, Party, Team, User
from cordiale.people.privacy import suppression
from cordiale.people.refusals import (
    AlreadyArchived,
    DuplicateParty,
    KeyTaken,
    NameMissing,
    NoSuchParty,
    NotArchived,
    PartOfAnother,
    TooLong,
    UnknownChoice,
)
from cordiale.people.rights.lens import name_for

NAME_MOST = 200
AT_ONCE = 500
PART_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A party's names, cleaned, with the form lists are sorted by."""

    name: str
    given_name: str
    family_name: str
    sort_name: str

    @classmethod
    def of(cls, *, name: str = "", given_name: str = "", family_name: str = "") -> Naming:
        given, family = naming.clean(given_name), naming.clean(family_name)
        whole = naming.clean(name) or naming.shown(given=given, family=family)
        for text, most in ((whole, NAME_MOST), (given, PART_MOST), (family, PART_MOST)):
            if len(text) > most:
                raise TooLong(value=text[:40], most=most)
        sort_name = naming.sorting(name=whole, given=given, family=family)
        return cls(name=whole, given_name=given, family_name=family, sort_name=sort_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What is told of somebody new. `custom` are values of the company's own fields, read already."""

    kind: str = Party.Kind.PERSON
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    identifiers: Sequence[Key] = ()
    address: Place | None = None
    language: str = ""
    born_on: date | None = None
    owner: User | None = None
    team: Team | None = None
    custom: Mapping[str, object] = field(default_factory=dict)
    source: str = "manual"


@dataclass(frozen=True, slots=True)
class Entered:
    """The record that was made, with the rows that hang on it."""

    party: Party
    identifiers: tuple[Identifier, ...]
    addresses: tuple[Address, ...]


def create(  # noqa: PLR0913  a form's fields, all by name
    *,
    by: User | None = None,
    kind: str = Party.Kind.PERSON,
    name: str = "",
    given_name: str = "",
    family_name: str = "",
    identifiers: Sequence[Key] = (),
    address: Place | None = None,
    language: str = "",
    born_on: date | None = None,
    owner: User | None = None,
    team: Team | None = None,
    source: str = "manual",
    allow_duplicates: bool = False,
) -> Party:
    """Make the record of a person or an organisation: `enter`, for those who need the record alone."""
    told = Newcomer(
        kind=kind, name=name, given_name=given_name, family_name=family_name, identifiers=identifiers, address=address,
        language=language, born_on=born_on, owner=owner, team=team, source=source,
    )  # fmt: skip
    return enter(told, by=by, allow_duplicates=allow_duplicates).party


@transaction.atomic
def enter(told: Newcomer, *, by: User | None = None, allow_duplicates: bool = False) -> Entered:
    """Make the record of a person or an organisation.

    Somebody who shares a key, or a name and a birth date or postcode, is told (`DuplicateParty`), unless
    `allow_duplicates`: then an e-mail or a phone may be shared, a reference never.
    """
    if told.kind not in Party.Kind.values:
        raise UnknownChoice(value=told.kind[:40])
    normals = _normals(told.identifiers)
    named = _named(told, normals)
    _check_unknown(told, named, normals, allowed=allow_duplicates, by=by)
    party = Party.objects.create(
        kind=told.kind, name=named.name, given_name=named.given_name, family_name=named.family_name,
        sort_name=named.sort_name, language=told.language, born_on=told.born_on, owner=told.owner, team=told.team,
        custom=dict(told.custom), source=told.source,
    )  # fmt: skip
    rows = _give_keys(party, normals, source=told.source)
    places = []
    if told.address is not None:
        places.append(Address.objects.create(party=party, source=told.source, **told.address.checked()))
    search.store({party.pk: search.words_of(name=party.name, identifiers=_compared(normals))}, new=True)
    timeline.record(Event(kind="party.created", party=party.key, source=told.source), actor=by, party=party)
    return Entered(party, tuple(rows), tuple(places))


def _named(told: Newcomer, normals: Sequence[tuple[Key, Normal]]) -> Naming:
    """The names told, else the first key as a name."""
    named = Naming.of(name=told.name, given_name=told.given_name, family_name=told.family_name)
    if not named.name and normals:
        named = Naming.of(name=normals[0][0].value)
    if not named.name:
        raise NameMissing
    return named


def _normals(keys: Sequence[Key]) -> list[tuple[Key, Normal]]:
    """The keys that say something, checked, each once."""
    told = [(key, identifiers.checked(key)) for key in keys if naming.clean(key.value)]
    return list({(key.kind, normal.issuer, normal.normal): (key, normal) for key, normal in told}.values())


def _compared(normals: Sequence[tuple[Key, Normal]]) -> list[tuple[str, str]]:
    return [(key.kind, normal.normal) for key, normal in normals]


def _check_unknown(
    told: Newcomer, named: Naming, normals: Sequence[tuple[Key, Normal]], *, allowed: bool, by: User | None
) -> None:
    """Refuse a reference that is taken, and, unless `allowed`, somebody who seems to be known; `by` reads the
    names of those they may see."""
    bearer = {(kind, issuer, normal): pk for kind, issuer, normal, pk in bearers.of(duplicates.triples(normals))}
    for key, normal in normals:
        pk = bearer.get((key.kind, normal.issuer, normal.normal))
        if key.kind in EXCLUSIVE and pk is not None:
            raise KeyTaken(value=key.value, name=name_for(by, Party.objects.get(pk=pk)))
    if allowed:
        return
    postcode = told.address.postcode if told.address else ""
    known = duplicates.candidates(
        sort_name=named.sort_name, normals=normals, born_on=told.born_on, postcode=postcode, borne=bearer
    )
    if known:
        seen = duplicates.seen_by(by, known)
        raise DuplicateParty(candidates=seen, names=", ".join(one.party.name for one in seen[:3]) or "…")


def _give_keys(party: Party, normals: Sequence[tuple[Key, Normal]], *, source: str) -> list[Identifier]:
    chosen = {key.kind: key for key, _ in reversed(normals)} | {key.kind: key for key, _ in normals if key.main}
    rows = [identifiers.row(party, key, normal, main=chosen[key.kind] is key, source=source) for key, normal in normals]
    Identifier.objects.bulk_create(rows)
    suppression.heed([(party.pk, one.kind, one.normal) for one in rows])
    return rows


def lock(key: UUID) -> Party:
    """The party, held until the end of the transaction."""
    party = Party.objects.select_for_update().filter(key=key).first()
    if party is None:
        raise NoSuchParty
    return party


@transaction.atomic
@audit.followed
def rename(key: UUID, *, name: str = "", given_name: str = "", family_name: str = "", by: User | None = None) -> Party:
    """Correct a name."""
    party = lock(key)
    named = Naming.of(name=name, given_name=given_name, family_name=family_name)
    if not named.name:
        raise NameMissing
    party.name, party.given_name, party.family_name = named.name, named.given_name, named.family_name
    party.sort_name, party.updated_at = named.sort_name, clock.now()
    party.save(update_fields=["name", "given_name", "family_name", "sort_name", "updated_at"])
    search.index(party)
    return party


@transaction.atomic
@audit.followed
def describe(key: UUID, *, language: str | None = None, born_on: date | None = None, by: User | None = None) -> Party:
    """Note the language a person wishes to be served in, and the birth date; None leaves as it is."""
    party = lock(key)
    party.language = party.language if language is None else language
    party.born_on = born_on or party.born_on
    party.updated_at = clock.now()
    party.save(update_fields=["language", "born_on", "updated_at"])
    return party


@transaction.atomic
@audit.followed
def hand_over(key: UUID, *, owner: User | None, team: Team | None = None, by: User | None = None) -> Party:
    """Say who cares for a party: an owner, a team, both or nobody."""
    party = lock(key)
    party.owner, party.team, party.updated_at = owner, team, clock.now()
    party.save(update_fields=["owner", "team", "updated_at"])
    return party


def entrust(keys: Iterable[UUID], *, owner: User | None, team: Team | None = None) -> int:
    """Hand over any number of parties at once; how many were known."""
    wanted = iter(keys)
    changed = 0
    while some := list(islice(wanted, AT_ONCE)):
        changed += Party.objects.filter(key__in=some).update(owner=owner, team=team, updated_at=clock.now())
    return changed


@transaction.atomic
@audit.followed
def silence(key: UUID, *, by: User, silent: bool = True) -> Party:
    """Say that somebody is not to be contacted, whatever the consents; or (`silent=False`) that they may be again."""
    party = lock(key)
    if party.do_not_contact != silent:
        party.do_not_contact, party.updated_at = silent, clock.now()
        party.save(update_fields=["do_not_contact", "updated_at"])
        kind = "party.silenced" if silent else "party.reopened"
        timeline.record(Event(kind=kind, party=party.key, at=party.updated_at), actor=by)
    return party


@transaction.atomic
@audit.followed
def archive(key: UUID, *, by: User) -> Party:
    """Put a record aside: it leaves lists and search, nothing is sent to it, and nothing is lost."""
    party = lock(key)
    if party.archived_at:
        raise AlreadyArchived
    party.archived_at = party.updated_at = clock.now()
    party.save(update_fields=["archived_at", "updated_at"])
    timeline.record(Event(kind="party.archived", party=party.key, at=party.archived_at), actor=by)
    return party


@transaction.atomic
@audit.followed
def restore(key: UUID, *, by: User) -> Party:
    """Take a record back into lists and search."""
    party = lock(key)
    if not party.archived_at:
        raise NotArchived
    if party.merged_into_id is not None:
        raise PartOfAnother(name=name_for(by, party.merged_into))
    party.archived_at, party.updated_at = None, clock.now()
    party.save(update_fields=["archived_at", "updated_at"])
    timeline.record(Event(kind="party.restored", party=party.key, at=party.updated_at), actor=by)
    return party
