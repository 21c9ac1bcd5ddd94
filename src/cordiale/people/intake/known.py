"""What the database knows about the parties of a batch: a handful of queries, whatever the batch's size."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from cordiale.people.intake.drafts import Line, Ready, Triple
from cordiale.people.models import Address, Consent, Identifier, Party, Tag


@dataclass(slots=True)
class KnownKey:
    pk: int
    value: str
    valid: bool
    main: bool


@dataclass(slots=True)
class Known:
    """A party's present state, as far as a source can change it."""

    pk: int
    key: UUID
    name: str
    given_name: str
    family_name: str
    sort_name: str
    language: str
    born_on: date | None
    updated_at: datetime
    custom: dict[str, object]
    keys: dict[Triple, KnownKey] = field(default_factory=dict)
    addresses: dict[str, dict[str, object]] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    consents: set[Line] = field(default_factory=set)


def states(pks: Collection[int], *, rows: Iterable[Ready]) -> dict[int, Known]:
    """The state of these parties; addresses, tags and consents only when a row of the batch speaks of such."""
    if not pks:
        return {}
    known = _fields(pks)
    _add_keys(known)
    told = list(rows)
    if any(row.addresses for row in told):
        _add_addresses(known)
    if any(row.tags for row in told):
        links = Tag.parties.through.objects.filter(party_id__in=known)
        for party, name in links.values_list("party_id", "tag__name"):
            known[party].tags.add(name.casefold())
    if any(row.consents for row in told):
        lines = Consent.objects.filter(party_id__in=known)
        columns = ("party_id", "purpose", "channel", "state", "at")
        for party, purpose, channel, state, at in lines.values_list(*columns):
            known[party].consents.add((purpose, channel, state, at))
    return known


def _fields(pks: Collection[int]) -> dict[int, Known]:
    columns = (
        "pk",
        "key",
        "name",
        "given_name",
        "family_name",
        "sort_name",
        "language",
        "born_on",
        "updated_at",
        "custom",
    )
    return {row[0]: Known(*row) for row in Party.objects.filter(pk__in=pks).values_list(*columns)}


def _add_keys(known: dict[int, Known]) -> None:
    columns = ("party_id", "kind", "issuer", "normal", "pk", "value", "valid", "main")
    for party, kind, issuer, normal, *rest in Identifier.objects.filter(party_id__in=known).values_list(*columns):
        known[party].keys[kind, issuer, normal] = KnownKey(*rest)


def _add_addresses(known: dict[int, Known]) -> None:
    columns = ("pk", "lines", "postcode", "city", "country", "main")
    for address in Address.objects.filter(party_id__in=known).order_by("-pk").values("party_id", "purpose", *columns):
        party, purpose = address.pop("party_id"), address.pop("purpose")
        known[party].addresses[purpose] = address
