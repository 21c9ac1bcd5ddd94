"""Telling that somebody is probably known already, before a second record is made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import Q

from cordiale.people import bearers, rights
from cordiale.people.audit import door
from cordiale.people.bearers import Triple
from cordiale.people.identifiers import Key, Normal
from cordiale.people.models import Identifier, Party, User
from cordiale.people.rights.lens import Lens

MOST = 10
# Written out: it is asked of every record that is made, and the ORM takes longer to say it than the database to answer.
_NAMESAKES = f"""
select p.id from people_party p where p.sort_name = %s and p.merged_into_id is null and (p.born_on = %s
    or exists (select 1 from people_address a where a.party_id = p.id and a.postcode = %s)) order by p.id limit {MOST}
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that may be the same, and why: `key` (same key) or `name` (and same birth or postcode)."""

    party: Party
    reason: str
    value: str


def triples(normals: Iterable[tuple[Key, Normal]]) -> list[Triple]:
    """What is compared of the well-formed keys."""
    return [(key.kind, normal.issuer, normal.normal) for key, normal in normals if normal.valid]


def candidates(
    *,
    sort_name: str,
    normals: Iterable[tuple[Key, Normal]],
    born_on: date | None = None,
    postcode: str = "",
    borne: Collection[Triple] | None = None,
    reader: User | None = None,
) -> list[Candidate]:
    """The likely same parties, those with the same key first; two indexed look-ups whatever the size of the base.

    `borne` are those of the keys that somebody bears, when that is known already. Only those whom `reader` may see are
    told, as they see them; without a reader it is the house that asks.
    """
    if borne is None:
        borne = {(kind, issuer, normal) for kind, issuer, normal, _pk in bearers.of(triples(normals))}
    found = _by_key(borne) if borne else {}
    for pk in _namesakes(sort_name, born_on=born_on, postcode=postcode) if sort_name else ():
        if pk not in found:
            party = Party.objects.get(pk=pk)
            found[pk] = Candidate(party, "name", party.name)
    told = seen_by(reader, list(found.values()))
    door.listed(len(told))
    return told


def seen_by(reader: User | None, found: Sequence[Candidate]) -> list[Candidate]:
    """Those of the candidates whom a reader may see, as they see them; the house itself sees all."""
    if reader is None or not found:
        return list(found)
    known = Party.objects.filter(pk__in=[one.party.pk for one in found])
    seen = set(rights.visible(known, reader).values_list("pk", flat=True))
    lens = Lens(reader)
    return [replace(one, party=lens.party(one.party)) for one in found if one.party.pk in seen]


def _by_key(borne: Iterable[Triple]) -> dict[int, Candidate]:
    keys = Q()
    for kind, issuer, normal in borne:
        keys |= Q(kind=kind, issuer=issuer, normal=normal)
    rows = Identifier.objects.filter(keys).select_related("party").order_by("party_id", "pk")[:MOST]
    found: dict[int, Candidate] = {}
    for same in rows:
        found.setdefault(same.party_id, Candidate(same.party, "key", same.value))
    return found


def _namesakes(sort_name: str, *, born_on: date | None, postcode: str) -> list[int]:
    """Those of the same name who were born that day or live under that postcode."""
    if not born_on and not postcode:
        return []
    with connection.cursor() as cursor:
        day = connection.ops.adapt_datefield_value(born_on)
        cursor.execute(_NAMESAKES, [sort_name, day, postcode or None])
        return [pk for (pk,) in cursor.fetchall()]
