"""The last parties somebody opened: thirty, for themselves alone; what is older is forgotten."""

from __future__ import annotations

from django.db import transaction

from cordiale.core import clock
from cordiale.people import access
from cordiale.people.models import Party, User
from cordiale.people.shelf.models import Recent

KEPT = 30


def remember(party: Party, *, by: User) -> None:
    """Put a party first among those seen; nothing is written, and no writer waited for, when it is first already."""
    rows = list(Recent.objects.filter(user=by).order_by("-at").values_list("pk", "party_id"))
    if not rows or rows[0][1] != party.pk:
        _put_first(party, rows, by=by)


@transaction.atomic
def _put_first(party: Party, rows: list[tuple[int, int]], *, by: User) -> None:
    Recent.objects.update_or_create(user=by, party=party, defaults={"at": clock.now()})
    left = [pk for pk, party_id in rows if party_id != party.pk]
    if len(left) >= KEPT:
        Recent.objects.filter(pk__in=left[KEPT - 1 :]).delete()


def of(user: User, *, limit: int = KEPT) -> list[Party]:
    """The parties seen lately that may still be seen, the latest first."""
    keys = list(Recent.objects.filter(user=user).order_by("-at").values_list("party_id", flat=True)[:limit])
    found = access.parties_for(user).in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]
