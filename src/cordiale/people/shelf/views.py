"""Star, follow, and the page of what one keeps at hand."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cordiale.people import access
from cordiale.people.rights.lens import Lens
from cordiale.people.shelf import follows, recents, stars
from cordiale.people.shelf.models import Favourite, Follow
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels


@require_GET
def marks(request: SignedRequest, key: UUID) -> HttpResponse:
    """The star and the bell of a customer page."""
    party = access.party_for(request.user, key)
    context = {
        "party": party,
        "starred": Favourite.objects.filter(user=request.user, party=party).exists(),
        "followed": Follow.objects.filter(user=request.user, party=party).exists(),
    }
    return panels.respond(request, "shelf/marks.html", context, title=party.name)


@require_POST
def star(request: SignedRequest, key: UUID) -> HttpResponse:
    """Put a star, or take it off."""
    party = access.party_for(request.user, key)
    (stars.unstar if request.POST.get("off") else stars.star)(party, by=request.user)
    return _done(request, key)


@require_POST
def follow(request: SignedRequest, key: UUID) -> HttpResponse:
    """Follow, or no more."""
    party = access.party_for(request.user, key)
    if request.POST.get("off"):
        follows.unfollow(party, by=request.user)
    else:
        follows.follow(party, by=request.user)
        messages.success(request, _("Vous serez prévenu de ce qui se passe chez %(name)s.") % {"name": party.name})
    return _done(request, key)


def _done(request: SignedRequest, key: UUID) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return redirect("shelf:marks", key)
    return redirect("customers:page", key)


@require_GET
def shelf(request: SignedRequest) -> HttpResponse:
    """Favourites, followed, seen lately."""
    followed = Follow.objects.filter(user=request.user).values("party_id")
    mine, lens = access.parties_for(request.user).filter(pk__in=followed), Lens(request.user)
    context = {
        "favourites": lens.parties(stars.of(request.user)),
        "followed": lens.parties(mine.order_by("sort_name", "id")[:200]),
        "recents": lens.parties(recents.of(request.user)),
    }
    return render(request, "shelf/shelf.html", context)
