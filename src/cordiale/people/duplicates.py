"""Telling that somebody is probably known already, before a second record is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cordiale.people.audit import door
from cordiale.people.identifiers import Key, Normal
from cordiale.people.models import Identifier, Party

MOST = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that may be the same, and why: `key` (same key) or `name` (and same birth or postcode)."""

    party: Party
    reason: str
    value: str


def candidates(
    *, sort_name: str, normals: Iterable[tuple[Key, Normal]], born_on: date | None = None, postcode: str = ""
) -> list[Candidate]:
    """The likely same parties, those with the same key first; two indexed look-ups whatever the size of the base."""
    found: dict[int, Candidate] = {}
    keys = Q()
    for key, normal in normals:
        if normal.valid:
            keys |= Q(kind=key.kind, issuer=normal.issuer, normal=normal.normal)
    if keys:
        for same in Identifier.objects.filter(keys).select_related("party").order_by("party_id")[:MOST]:
            found.setdefault(same.party_id, Candidate(same.party, "key", same.value))
    if sort_name and (born_on or postcode):
        alike = Q(born_on=born_on) if born_on else Q()
        if postcode:
            alike |= Q(addresses__postcode=postcode)
        for party in Party.objects.filter(alike, sort_name=sort_name, merged_into=None).distinct()[:MOST]:
            found.setdefault(party.pk, Candidate(party, "name", party.name))
    door.listed(len(found))
    return list(found.values())
