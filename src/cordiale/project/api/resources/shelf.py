"""What the account keeps at hand: favourites, and the parties it follows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from cordiale.people import access
from cordiale.people.audit import door
from cordiale.people.models import Party
from cordiale.people.shelf import follows, stars
from cordiale.people.shelf.models import Follow
from cordiale.project.api import replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import records
from cordiale.project.api.resources.shapes import REFUSED, Shown

router = Router(tags=["shelf"])
VERB = "shelf.own"


class AtHand(Shown):
    key: UUID
    name: str = ""


class Shelf(Shown):
    """Two hundred at most, by name."""

    rows: list[AtHand]


def _listed(found: Iterable[Party], *, caller: Principal) -> HttpResponse:
    rows = [records.record(one, frozenset({"name"}), caller=caller) for one in found]
    allowances.rows(caller, len(rows))
    door.listed(len(rows))
    return replies.reply({"rows": rows})


@router.get("/favourites", response={200: Shelf, **REFUSED}, operation_id="list_favourites", summary="List favourites")
def favourites(request: ProgramRequest) -> HttpResponse:
    """The account's favourites it may still see."""
    request.caller.require(VERB)
    return _listed(stars.of(request.caller.user), caller=request.caller)


@router.get("/follows", response={200: Shelf, **REFUSED}, operation_id="list_follows", summary="List who is followed")
def followed(request: ProgramRequest) -> HttpResponse:
    """The parties the account follows and may still see."""
    caller = request.caller
    caller.require(VERB)
    mine = Follow.objects.filter(user=caller.user).values("party_id")
    return _listed(
        access.parties_for(caller.user).filter(pk__in=mine).order_by("sort_name", "id")[: stars.MOST], caller=caller
    )


def _own(request: ProgramRequest, key: UUID) -> Party:
    request.caller.require(VERB)
    return request.caller.party(key)


@router.put("/favourites/{uuid:key}", response={204: None, **REFUSED}, operation_id="star_party", summary="Star")
def star(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Put a star on a party; a second time changes nothing."""
    stars.star(_own(request, key), by=request.caller.user)
    return replies.nothing()


@router.delete("/favourites/{uuid:key}", response={204: None, **REFUSED}, operation_id="unstar_party", summary="Unstar")
def unstar(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Take the star off."""
    stars.unstar(_own(request, key), by=request.caller.user)
    return replies.nothing()


@router.put("/follows/{uuid:key}", response={204: None, **REFUSED}, operation_id="follow_party", summary="Follow")
def follow(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Hear from now on what happens with a party."""
    follows.follow(_own(request, key), by=request.caller.user)
    return replies.nothing()


@router.delete(
    "/follows/{uuid:key}", response={204: None, **REFUSED}, operation_id="unfollow_party", summary="Unfollow"
)
def unfollow(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Hear no more of it."""
    follows.unfollow(_own(request, key), by=request.caller.user)
    return replies.nothing()
