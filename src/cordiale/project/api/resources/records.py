"""Parties as the API shows them: by field policy, only the fields asked for, a handful of queries a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from cordiale.core import keys
from cordiale.people.models import Address, Identifier, Party, Tag
from cordiale.project.api import policy
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.resources import custom

IDENTIFIER_FIELD = {"email": "email", "phone": "phone", "external": "reference", "device": "reference"}


def _key(name: str) -> Callable[[Party], Any]:
    """The key of a row that a party points to."""

    def read(party: Party) -> UUID | None:
        other = getattr(party, name)
        return other.key if other else None

    return read


def _plain(name: str) -> Callable[[Party], Any]:
    return lambda party: getattr(party, name)


# Field -> (the name the rights know it by, how it is read)
SINGLE: Mapping[str, tuple[str, Callable[[Party], Any]]] = {
    "kind": ("kind", _plain("kind")),
    "name": ("name", _plain("name")),
    "given_name": ("given_name", _plain("given_name")),
    "family_name": ("family_name", _plain("family_name")),
    "language": ("language", _plain("language")),
    "born_on": ("born_on", _plain("born_on")),
    "owner": ("owner", _key("owner")),
    "team": ("team", _key("team")),
    "territory": ("territory", _key("territory")),
    "do_not_contact": ("do_not_contact", _plain("do_not_contact")),
    "merged_into": ("kind", _key("merged_into")),
    "version": ("kind", _plain("version")),
    "created_at": ("created", _plain("created_at")),
    "updated_at": ("created", _plain("updated_at")),
    "archived_at": ("archived", _plain("archived_at")),
}
FIELDS = ("key", *SINGLE, "identifiers", "addresses", "tags", "custom")


def loaded(parties: QuerySet[Party], fields: frozenset[str]) -> QuerySet[Party]:
    """The queryset with what the fields need, whatever the number of rows."""
    pointed = [name for name in ("owner", "team", "territory", "merged_into") if name in fields]
    parties = parties.select_related(*pointed) if pointed else parties
    if "identifiers" in fields:
        parties = parties.prefetch_related(Prefetch("identifiers", Identifier.objects.order_by("kind", "-main", "pk")))
    if "addresses" in fields:
        parties = parties.prefetch_related(Prefetch("addresses", Address.objects.order_by("purpose", "pk")))
    if "tags" in fields:
        parties = parties.prefetch_related(Prefetch("tags", Tag.objects.order_by("name")))
    return parties


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows that hang on a party."""

    identifiers: Sequence[Identifier] = ()
    addresses: Sequence[Address] = ()
    tags: Sequence[Tag] = ()

    @classmethod
    def of(cls, party: Party, fields: frozenset[str]) -> Parts:
        """Those the fields need: fetched with the page (`loaded`), or read now."""
        return cls(
            identifiers=list(party.identifiers.all()) if "identifiers" in fields else (),
            addresses=list(party.addresses.all()) if "addresses" in fields else (),
            tags=list(party.tags.all()) if "tags" in fields else (),
        )


def record(
    party: Party, fields: frozenset[str], *, caller: Principal, parts: Parts | None = None
) -> dict[str, Any]:  # fmt: skip
    """One party as the caller sees it; `parts` when they are at hand."""
    parts = parts or Parts.of(party, fields)
    told: dict[str, Any] = {"key": party.key}
    for name, (field, read) in SINGLE.items():
        if name in fields:
            told[name] = policy.shown(caller, field, read(party))
    if "identifiers" in fields:
        told["identifiers"] = list(identifiers(party, parts.identifiers, caller=caller))
    if "addresses" in fields:
        told["addresses"] = [address(one, party=party, caller=caller) for one in parts.addresses]
    if "tags" in fields:
        told["tags"] = policy.shown(caller, "tags", [tag.name for tag in parts.tags])
    if "custom" in fields:
        told["custom"] = custom.shown(caller, party.custom, known=caller.custom) if party.custom else {}
    return {name: value for name, value in told.items() if value is not policy.HIDDEN}


def identifiers(party: Party, rows: Iterable[Identifier], *, caller: Principal) -> Iterable[dict[str, Any]]:
    """The keys of a party that the caller may see, each with an id of its own that says nothing."""
    for one in sorted(rows, key=lambda one: (one.kind, not one.main, one.pk)):
        value = policy.shown(caller, IDENTIFIER_FIELD[one.kind], one.value)
        if value is not policy.HIDDEN:
            yield {
                "id": identifier_id(party, one), "kind": one.kind, "issuer": one.issuer, "value": value,
                "valid": one.valid, "main": one.main,
            }  # fmt: skip


def identifier_id(party: Party, one: Identifier) -> UUID:
    """The public id of an identifier: a hash, because its row's number never leaves the database."""
    return keys.derived("identifier", str(party.key), one.kind, one.issuer, one.normal)


def address(one: Address, *, party: Party, caller: Principal) -> dict[str, Any]:
    """One address; the street and the postcode are less open than the town."""
    told = {
        "id": keys.derived("address", str(party.key), str(one.pk)),
        "purpose": one.purpose,
        "lines": policy.shown(caller, "address", one.lines),
        "postcode": policy.shown(caller, "address", one.postcode),
        "city": policy.shown(caller, "city", one.city),
        "country": policy.shown(caller, "country", one.country),
        "main": one.main,
    }
    return {name: value for name, value in told.items() if value is not policy.HIDDEN}


def etag(party: Party) -> str:
    """What changes whenever anything of the record does."""
    return f'"{party.version}-{int(party.updated_at.timestamp() * 1_000_000):x}"'
