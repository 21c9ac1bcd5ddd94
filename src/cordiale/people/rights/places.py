"""Deeds on territories (a tree whose paths find all below one by a prefix) and the end of teams."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cordiale.people import audit, naming
from cordiale.people.models import Party, Team, Territory, User
from cordiale.people.refusals import NameMissing, TooLong
from cordiale.people.rights.models import Share
from cordiale.people.rights.refusals import (
    NoSuchPerson,
    TeamInUse,
    TerritoryExists,
    TerritoryInUse,
    WithinItself,
)

NAME_MOST = 120


def territory_of(key: UUID | str) -> Territory:
    """The territory of that key."""
    found = Territory.objects.filter(key=key).first()
    if found is None:
        raise NoSuchPerson
    return found


@transaction.atomic
def draw(*, name: str, within: Territory | None, by: User) -> Territory:
    """A new territory, inside another or not."""
    made = Territory.objects.create(name=_free(name, within=within), parent=within, path=f"new/{within and within.pk}")
    made.path = _path(made, within=within)
    made.save(update_fields=["path"])
    audit.write(by, "territory.drawn", subject=str(made.key))
    return made


@transaction.atomic
def redraw(key: UUID, *, name: str, within: Territory | None, by: User) -> Territory:
    """Rename a territory, or move it with all it contains."""
    one = territory_of(key)
    if within is not None and within.path.startswith(one.path):
        raise WithinItself
    one.name, one.parent = _free(name, within=within, but=one), within
    before, after = one.path, _path(one, within=within)
    below = list(Territory.objects.select_for_update().filter(path__startswith=before).exclude(pk=one.pk))
    one.path = after
    one.save(update_fields=["name", "parent", "path"])
    for other in below:
        other.path = after + other.path.removeprefix(before)
    Territory.objects.bulk_update(below, ["path"])
    audit.write(by, "territory.redrawn", subject=str(one.key))
    return one


@transaction.atomic
def erase(key: UUID, *, by: User) -> None:
    """Take away a territory that holds nothing and nobody."""
    one = territory_of(key)
    held = one.children.exists() or one.members.exists() or Party.objects.filter(territory=one).exists()
    if held:
        raise TerritoryInUse
    one.delete()
    audit.write(by, "territory.erased", subject=str(key))


@transaction.atomic
def dissolve(key: UUID, *, by: User) -> None:
    """Take away a team that nobody is in and that looks after nobody."""
    team = Team.objects.filter(key=key).first()
    if team is None:
        raise NoSuchPerson
    if team.members.exists() or Party.objects.filter(team=team).exists() or Share.objects.filter(team=team).exists():
        raise TeamInUse
    team.delete()
    audit.write(by, "team.dissolved", subject=str(key))


def _path(one: Territory, *, within: Territory | None) -> str:
    return f"{within.path if within else '/'}{one.pk}/"


def _free(name: str, *, within: Territory | None, but: Territory | None = None) -> str:
    clean = naming.clean(name)
    if not clean:
        raise NameMissing
    if len(clean) > NAME_MOST:
        raise TooLong(value=clean[:40], most=NAME_MOST)
    beside = Territory.objects.filter(parent=within, name__iexact=clean)
    if (beside.exclude(pk=but.pk) if but else beside).exists():
        raise TerritoryExists(name=clean)
    return clean
