"""Favourites: a star on a party, one's own alone."""

from __future__ import annotations

from cordiale.people import access
from cordiale.people.models import Party, User
from cordiale.people.shelf.models import Favourite

MOST = 200


def star(party: Party, *, by: User) -> None:
    """Put a star; a second time changes nothing."""
    Favourite.objects.get_or_create(user=by, party=party)


def unstar(party: Party, *, by: User) -> None:
    """Take it off."""
    Favourite.objects.filter(user=by, party=party).delete()


def of(user: User, *, limit: int = MOST) -> list[Party]:
    """The favourites this user may still see, by name."""
    mine = Favourite.objects.filter(user=user).values("party_id")
    return list(access.parties_for(user).filter(pk__in=mine).order_by("sort_name", "id")[:limit])
