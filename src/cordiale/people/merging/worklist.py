"""The pairs of records that may be one: looked for in the whole base each night, reviewed one after the other.

Nothing is merged here. A pair stays on the list until somebody merges it or says that they are not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cordiale import jobs
from cordiale.people import access
from cordiale.people.merging.guarding import VERB
from cordiale.people.merging.models import Apart, Suspect
from cordiale.people.models import User

MOST = 5_000
_PLACE = re.compile(r"([0-9]{1,3})\.([0-9]{1,18})", re.ASCII)
SHARED_BY = 6  # a key borne by more than so many is a switchboard, not a person
_PAIRS = """
select distinct p.id, q.id, {reason} from shared s {join}
join people_party q on q.id = {other} and q.kind = p.kind and q.merged_into_id is null and q.archived_at is null
where p.merged_into_id is null and p.archived_at is null and p.id < q.id limit {most}
"""
_BY_KEY = f"""
with shared as (
    select kind, issuer, normal from people_identifier where kind in ('email', 'phone') and valid
    group by kind, issuer, normal having count(*) between 2 and {SHARED_BY})
""" + _PAIRS.format(
    reason="s.kind",
    join="""join people_identifier a on a.kind = s.kind and a.issuer = s.issuer and a.normal = s.normal and a.valid
    join people_identifier b on b.kind = s.kind and b.issuer = s.issuer and b.normal = s.normal and b.valid
    join people_party p on p.id = a.party_id""",
    other="b.party_id",
    most=MOST,
)
_BY_NAME = f"""
with shared as (
    select p.sort_name, a.postcode from people_party p join people_address a on a.party_id = p.id
    where a.postcode <> '' and p.sort_name <> '' and p.merged_into_id is null and p.archived_at is null
    group by p.sort_name, a.postcode having count(distinct p.id) between 2 and {SHARED_BY})
""" + _PAIRS.format(
    reason="'name'",
    join="""join people_party p on p.sort_name = s.sort_name
    join people_address a on a.party_id = p.id and a.postcode = s.postcode
    join people_party o on o.sort_name = s.sort_name and o.id > p.id
    join people_address b on b.party_id = o.id and b.postcode = s.postcode""",
    other="o.id",
    most=MOST,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is on the list: behind this pair. The likeliest pairs come first."""

    weight: int
    pk: int

    @classmethod
    def read(cls, text: str) -> Place | None:
        """A place as an address writes it; None at the beginning."""
        found = _PLACE.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.weight}.{self.pk}"


def place_of(pair: Suspect) -> Place:
    """The place right behind a pair."""
    return Place(pair.weight, pair.pk)


def pairs(user: User, *, after: Place | None = None) -> QuerySet[Suspect]:
    """The pairs this person may merge, the likeliest first."""
    mine = access.parties_for(user, verb=VERB).filter(merged_into=None).values("pk")
    told_apart = Apart.objects.filter(low=OuterRef("low"), high=OuterRef("high"))
    rows = Suspect.objects.filter(~Exists(told_apart), low__in=mine, high__in=mine)
    if after is not None:
        rows = rows.filter(Q(weight__lt=after.weight) | Q(weight=after.weight, pk__gt=after.pk))
    return rows.select_related("low", "high").order_by("-weight", "pk")


@jobs.every(at=time(4, 20), name="merging.look")
def nightly() -> None:
    """Look through the whole base."""
    look_through()


@jobs.task(queue="default")
def look() -> None:
    """Look now, because somebody asked."""
    look_through()


def look_through() -> int:
    """Find the pairs anew: those that are no longer alike leave, new ones come; how many there are."""
    found: dict[tuple[int, int], set[str]] = {}
    for low, high, reason in _rows():
        found.setdefault((low, high), set()).add(reason)
    likeliest = sorted(found, key=lambda pair: (-len(found[pair]), pair))[:MOST]
    wanted = {pair: ",".join(sorted(found[pair])) for pair in likeliest}
    with transaction.atomic():
        known = {(one.low_id, one.high_id): one for one in Suspect.objects.select_for_update()}
        stale = [one.pk for pair, one in known.items() if wanted.get(pair) != one.reasons]
        Suspect.objects.filter(pk__in=stale).delete()
        fresh = [pair for pair, reasons in wanted.items() if pair not in known or known[pair].reasons != reasons]
        Suspect.objects.bulk_create(
            [Suspect(low_id=p[0], high_id=p[1], reasons=wanted[p], weight=len(found[p])) for p in fresh],
            batch_size=500,
        )
    return len(wanted)


def _rows() -> Iterator[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        for sql in (_BY_KEY, _BY_NAME):
            cursor.execute(sql)
            yield from cursor.fetchall()
