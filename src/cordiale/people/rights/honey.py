"""Honey records: invented customers that no work touches. Opening or carrying one away raises an alert."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from cordiale.people import audit, parties
from cordiale.people.models import Party, User
from cordiale.people.rights.models import Alert, Honey

KEPT, FOR_S = "rights.honey", 60
MOST = 200
GIVEN = ("Solange", "Aurèle", "Mireille", "Anselme", "Odile", "Fulbert", "Ghislaine", "Léonce", "Perrine", "Ambroise")
FAMILY = ("Vauquelin", "Desrosiers", "Brisacier", "Pontarlier", "Hautecoeur", "Lamotte", "Grandval", "Chastenet")


@transaction.atomic
def sow(count: int, *, by: User) -> list[Party]:
    """Make so many invented customers, with a name like any other, no address and no agreement."""
    made = []
    for _number in range(min(max(count, 0), MOST)):
        party = parties.create(
            given_name=secrets.choice(GIVEN), family_name=secrets.choice(FAMILY), allow_duplicates=True, by=by
        )
        Honey.objects.create(party=party, sown_by=by)
        made.append(party)
    audit.write(by, "honey.sown", rows=len(made))
    cache.delete(KEPT)
    return made


def keys() -> frozenset[UUID]:
    """The keys of all of them; a minute old at most."""
    found: frozenset[UUID] | None = cache.get(KEPT)
    if found is None:
        found = frozenset(Honey.objects.values_list("party__key", flat=True))
        cache.set(KEPT, found, FOR_S)
    return found


def touched(user: User, shown: Collection[UUID]) -> None:
    """Somebody was shown these records: an alert when one of them is honey."""
    touched = keys().intersection(shown)
    if touched:
        _tell(user, rows=len(touched))


def carried(user: User, pks: Iterable[int]) -> None:
    """The same for the rows of a file."""
    count = Honey.objects.filter(party__in=list(pks)).count()
    if count:
        _tell(user, rows=count)


@transaction.atomic
def _tell(user: User, *, rows: int) -> None:
    Alert.objects.create(kind=Alert.Kind.HONEY, user_id=user.pk, rows=rows)
    audit.write(user, "honey.touched", rows=rows)
