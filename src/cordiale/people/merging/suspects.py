"""Who may be the same as a party, and the pairs of which somebody said that they are not."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cordiale.people import access, audit, duplicates
from cordiale.people.duplicates import Candidate
from cordiale.people.identifiers import Key, Normal
from cordiale.people.merging.models import Apart
from cordiale.people.models import Party, User
from cordiale.people.refusals import NoSuchParty

MOST_KEYS = 20


def of(party: Party, *, user: User) -> list[Candidate]:
    """Those with a key in common, or the same name and birth date or postcode, that this user may see."""
    keys = party.identifiers.filter(valid=True).order_by("-main", "pk")[:MOST_KEYS]
    found = duplicates.candidates(
        sort_name=party.sort_name,
        normals=[(Key(one.kind, one.value, one.issuer), Normal(one.normal, True, one.issuer)) for one in keys],
        born_on=party.born_on,
        postcode=party.addresses.order_by("-main", "pk").values_list("postcode", flat=True).first() or "",
        reader=user,
    )
    others = [one for one in found if one.party.pk != party.pk and one.party.kind == party.kind]
    visible = access.parties_for(user).filter(pk__in=[one.party.pk for one in others])
    left = set(visible.values_list("pk", flat=True)) - _apart_from(party)
    return [one for one in others if one.party.pk in left]


def _apart_from(party: Party) -> set[int]:
    pairs = Apart.objects.filter(Q(low=party) | Q(high=party)).values_list("low_id", "high_id")
    return {pk for pair in pairs for pk in pair} - {party.pk}


@transaction.atomic
def tell_apart(one: UUID, *, other: UUID, by: User) -> None:
    """Remember that two records are two persons; told twice, it is one."""
    low, high = _pair(one, other)
    Apart.objects.get_or_create(low=low, high=high, defaults={"by": by})
    audit.write(by, "party.told_apart", party=one, subject=str(other))


@transaction.atomic
def doubt(one: UUID, *, other: UUID, by: User) -> None:
    """Take `tell_apart` back."""
    low, high = _pair(one, other)
    Apart.objects.filter(low=low, high=high).delete()
    audit.write(by, "party.doubted", party=one, subject=str(other))


def _pair(one: UUID, other: UUID) -> tuple[Party, Party]:
    found = list(Party.objects.filter(key__in=[one, other]).order_by("pk"))
    if len(found) != 2:
        raise NoSuchParty
    return found[0], found[1]
