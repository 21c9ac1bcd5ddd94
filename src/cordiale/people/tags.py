"""Words stuck on customers; one tag per word, whatever its capitals."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.models import Party, Tag, User
from cordiale.people.refusals import EmptyTag, NoSuchParty

MOST = 60


def named(name: str) -> Tag:
    """The tag of that name, made when it is new."""
    word = naming.clean(name)
    if not word or len(word) > MOST:
        raise EmptyTag
    return Tag.objects.filter(name__iexact=word).first() or Tag.objects.create(name=word)


@transaction.atomic
@audit.followed
def stick(party_key: UUID, *, name: str, by: User | None = None) -> Tag:
    """Stick a tag on a party; a second time changes nothing."""
    tag = named(name)
    tag.parties.add(_touched(party_key))
    return tag


@transaction.atomic
@audit.followed
def peel(party_key: UUID, *, name: str, by: User | None = None) -> None:
    """Take a tag off a party; the word itself stays for others."""
    tag = Tag.objects.filter(name__iexact=naming.clean(name)).first()
    if tag is not None:
        tag.parties.remove(_touched(party_key))


def _touched(key: UUID) -> Party:
    party = Party.objects.select_for_update().filter(key=key).first()
    if party is None:
        raise NoSuchParty
    Party.objects.filter(pk=party.pk).update(updated_at=clock.now())
    return party
