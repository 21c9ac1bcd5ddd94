"""Deeds on saved views: keep, keep as, rename, share, remove, put back, open first."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cordiale.core import clock
from cordiale.people import naming, rights
from cordiale.people.models import User
from cordiale.understand.lists.models import DefaultView, SavedView
from cordiale.understand.lists.refusals import NoSuchView, NoTeam, NotYourView, ViewUnnamed

MOST = 60
LISTED = 40
Reach = SavedView.Reach


def open_to(user: User, *, place: str) -> QuerySet[SavedView]:
    """The views this person may open: their own, their team's, everybody's; those shared most widely first."""
    seen = Q(owner=user) | Q(reach=Reach.ALL)
    if user.team_id is not None:
        seen |= Q(reach=Reach.TEAM, team=user.team_id)
    return SavedView.objects.filter(seen, place=place, removed_at=None).order_by("reach", "name", "pk")[:LISTED]


def shelf(user: User, *, place: str) -> list[SavedView]:
    """The same, each knowing whether it is the one this person's list opens with (`opens`): one look-up for a page."""
    mine = DefaultView.objects.filter(user=user, place=place, view=OuterRef("pk"))
    return list(open_to(user, place=place).annotate(opens=Exists(mine)))


def view_of(user: User, key: UUID) -> SavedView:
    """One view that this person may open."""
    found = SavedView.objects.filter(key=key, removed_at=None).first()
    shared = found is not None and (found.reach == Reach.ALL or (found.reach == Reach.TEAM and found.team_id))
    if found is None or not (found.owner_id == user.pk or (shared and found.team_id in (None, user.team_id))):
        raise NoSuchView
    return found


def may_change(user: User, view: SavedView) -> bool:
    """Its owner; what is shared, also whoever may share."""
    return view.owner_id == user.pk or (view.reach != Reach.MINE and bool(rights.allow(user, "view.share")))


def _to_change(user: User, key: UUID) -> SavedView:
    view = view_of(user, key)
    if not may_change(user, view):
        raise NotYourView
    return view


def _named(text: str) -> str:
    name = naming.clean(text)
    if not 0 < len(name) <= MOST:
        raise ViewUnnamed
    return name


def _reached(user: User, reach: str) -> str:
    """How far a view goes; refused when this person may not share, or has no team."""
    if reach not in Reach.values or reach == Reach.MINE:
        return Reach.MINE
    rights.require(user, "view.share")
    if reach == Reach.TEAM and user.team_id is None:
        raise NoTeam
    return reach


@transaction.atomic
def keep_as(*, name: str, address: str, place: str, reach: str = Reach.MINE, by: User) -> SavedView:
    """Keep a state of a list under a new name."""
    reach = _reached(by, reach)
    team = by.team if reach == Reach.TEAM else None
    return SavedView.objects.create(
        name=_named(name), address=address, place=place, reach=reach, owner=by, team=team
    )  # fmt: skip


@transaction.atomic
def keep(key: UUID, *, address: str, by: User) -> SavedView:
    """Let a view show this from now on."""
    view = _to_change(by, key)
    view.address, view.updated_at = address, clock.now()
    view.save(update_fields=["address", "updated_at"])
    return view


@transaction.atomic
def revise(key: UUID, *, name: str, reach: str, by: User) -> SavedView:
    """Rename a view, share it or keep it to oneself."""
    view = _to_change(by, key)
    view.name, view.updated_at = _named(name), clock.now()
    if reach != view.reach:
        view.reach = _reached(by, reach)
        view.team = by.team if view.reach == Reach.TEAM else None
    view.save(update_fields=["name", "reach", "team", "updated_at"])
    return view


@transaction.atomic
def remove(key: UUID, *, by: User) -> SavedView:
    """Take a view away; it can be put back."""
    view = _to_change(by, key)
    view.removed_at = clock.now()
    view.save(update_fields=["removed_at"])
    DefaultView.objects.filter(view=view).delete()
    return view


@transaction.atomic
def put_back(key: UUID, *, by: User) -> SavedView:
    """Undo a removal."""
    view = SavedView.objects.filter(key=key).exclude(removed_at=None).first()
    if view is None or not may_change(by, view):
        raise NoSuchView
    view.removed_at = None
    view.save(update_fields=["removed_at"])
    return view


def default_of(user: User, *, place: str) -> UUID | None:
    """The key of the view this person's list opens with."""
    mine = DefaultView.objects.filter(user=user, place=place, view__removed_at=None)
    return mine.values_list("view__key", flat=True).first()


@transaction.atomic
def open_first(key: UUID | None, *, place: str, by: User) -> None:
    """Let the list open with a view, or with everybody."""
    if key is None:
        DefaultView.objects.filter(user=by, place=place).delete()
        return
    view = view_of(by, key)
    DefaultView.objects.update_or_create(user=by, place=place, defaults={"view": view})
