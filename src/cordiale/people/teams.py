"""Teams: people who share customers."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cordiale.people import naming
from cordiale.people.models import Team, User
from cordiale.people.refusals import NameMissing, TeamExists, TooLong

MOST = 120


@transaction.atomic
def create(*, name: str) -> Team:
    """Make a team."""
    clean = _free(name)
    return Team.objects.create(name=clean)


@transaction.atomic
def rename(key: UUID, *, name: str) -> Team:
    """Give a team another name."""
    team = Team.objects.select_for_update().get(key=key)
    team.name = _free(name, but=team)
    team.save(update_fields=["name"])
    return team


@transaction.atomic
def join(user: User, *, team: Team | None) -> User:
    """Put a user in a team, or in none."""
    user.team = team
    user.save(update_fields=["team"])
    return user


def _free(name: str, *, but: Team | None = None) -> str:
    clean = naming.clean(name)
    if not clean:
        raise NameMissing
    if len(clean) > MOST:
        raise TooLong(value=clean[:40], most=MOST)
    taken = Team.objects.filter(name__iexact=clean)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        raise TeamExists(name=clean)
    return clean
