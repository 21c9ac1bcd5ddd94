"""How parties hang together: who works where, who lives with whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from cordiale.people.models import Party, Relation
from cordiale.people.refusals import AlreadyRelated, NoSuchParty, NoSuchRelation, RelatedToItself, UnknownChoice

AT_ONCE = 250
MUTUAL = frozenset({Relation.Kind.HOUSEHOLD, Relation.Kind.PARTNER_OF})


@transaction.atomic
def relate(party_key: UUID, *, other: UUID, kind: str, role: str = "", since_on: date | None = None) -> Relation:
    """Say that `party` is `kind` of `other`. A household or a partnership is told once, whichever way round."""
    if kind not in Relation.Kind.values:
        raise UnknownChoice(value=kind[:40])
    if party_key == other:
        raise RelatedToItself
    found = {party.key: party for party in Party.objects.filter(key__in=[party_key, other])}
    if len(found) != 2:
        raise NoSuchParty
    one, two = found[party_key], found[other]
    same = Q(party=one, other=two, kind=kind)
    if kind in MUTUAL:
        same |= Q(party=two, other=one, kind=kind)
    if Relation.objects.filter(same).exists():
        raise AlreadyRelated
    return Relation.objects.create(party=one, other=two, kind=kind, role=role[:80], since_on=since_on)


@transaction.atomic
def relate_many(told: Iterable[tuple[UUID, UUID, str]]) -> int:
    """Say many relations (party, other, kind) at once; those known already and those of strangers are passed over."""
    wanted = iter(told)
    before = Relation.objects.count()
    while some := list(islice(wanted, AT_ONCE)):
        keys = {key for party, other, _ in some for key in (party, other)}
        found = dict(Party.objects.filter(key__in=keys).values_list("key", "pk"))
        rows = [
            Relation(party_id=found[party], other_id=found[other], kind=kind)
            for party, other, kind in some
            if party in found and other in found
        ]
        Relation.objects.bulk_create(rows, ignore_conflicts=True)
    return Relation.objects.count() - before


@transaction.atomic
def end(party_key: UUID, *, relation: int) -> None:
    """Forget a relation, told from either side."""
    gone, _ = Relation.objects.filter(
        Q(party__key=party_key) | Q(other__key=party_key), pk=relation
    ).delete()  # fmt: skip
    if not gone:
        raise NoSuchRelation


def around(party: Party) -> QuerySet[Relation]:
    """Every relation of a party, from either side, in one query."""
    return (
        Relation.objects.filter(Q(party=party) | Q(other=party)).select_related("party", "other").order_by("kind", "id")
    )
