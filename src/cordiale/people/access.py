"""Who may see which parties: the one door for reads of personal data.

For now every signed-in user sees every party; roles, scopes and shares (safety 5.1) grow here, as a queryset and as
a predicate that agree.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cordiale.people.models import Party, User
from cordiale.people.refusals import NoSuchParty


def parties_for(user: User | AnonymousUser, *, archived: bool = False) -> QuerySet[Party]:
    """The parties this user may see; the archived ones apart."""
    if not user.is_authenticated or not user.is_active:
        return Party.objects.none()
    return Party.objects.filter(archived_at__isnull=not archived)


def party_for(user: User | AnonymousUser, key: UUID) -> Party:
    """One party, archived or not; what the user may not see is refused as if it did not exist."""
    if user.is_authenticated and user.is_active:
        found = Party.objects.select_related("owner", "team").filter(key=key).first()
        if found is not None:
            return found
    raise NoSuchParty
