"""Guarded reads of personal data: the one door to parties. Who may see which is decided in `rights`."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cordiale.people import rights
from cordiale.people.audit import door
from cordiale.people.models import Party, User
from cordiale.people.refusals import NoSuchParty
from cordiale.people.rights.lens import Lens

MOST_SLICES = 12


def parties_for(
    user: User | AnonymousUser, *, archived: bool = False, verb: str = "party.read", loose: bool = False
) -> QuerySet[Party]:
    """The parties to which this user may do `verb`; the archived ones apart. `loose`: see `rights.visible`."""
    found = Party.objects.filter(archived_at__isnull=not archived)
    if archived:
        found = found.filter(merged_into=None)  # they are parts of another record
    return rights.visible(found, user, verb, loose=loose)


def slices_for(user: User, *, archived: bool = False, verb: str = "party.read") -> list[QuerySet[Party]]:
    """The same in several parts, which may hold one party twice: each is quick in the order of names."""
    whole = parties_for(user, archived=archived, verb=verb)
    reasons = rights.reasons(user, verb)
    if not reasons or len(reasons) > MOST_SLICES:
        return [whole]
    found = Party.objects.filter(archived_at__isnull=not archived)
    return [(found.filter(merged_into=None) if archived else found).filter(reason) for reason in reasons]


def party_for(user: User | AnonymousUser, key: UUID, *, verb: str = "party.read") -> Party:
    """One party, archived or not, to do `verb` to, as this user sees it; the invisible does not exist."""
    found = Party.objects.select_related("owner", "team").filter(key=key).first()
    if found is None:
        raise NoSuchParty
    rights.require(user, verb, found)
    door.seen(found)
    return Lens(user).party(found)
