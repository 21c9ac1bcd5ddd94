"""What people do with the views of the list, and how it is displayed. Each goes back to the list."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cordiale.people.rights.lens import Lens
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import boards, columns
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.tabs import ALL, PLACE
from cordiale.understand.lists import saved
from cordiale.understand.lists.models import SavedView
from cordiale.web import partial


def _list(view: SavedView | None = None) -> HttpResponse:
    return redirect(f"{reverse('customers:list')}?{urlencode({'vue': str(view.key) if view else ALL})}")


def _state(request: SignedRequest) -> str:
    """What the list shows, read again rather than believed."""
    return Query.read(QueryDict(request.POST.get("address", "")[:8000]), user=request.user).state


@require_POST
def keep_as(request: SignedRequest) -> HttpResponse:
    """Keep the list as it is under a new name."""
    view = saved.keep_as(
        name=request.POST.get("name", ""),
        address=_state(request),
        place=PLACE,
        reach=request.POST.get("reach", ""),
        by=request.user,
    )
    if request.POST.get("first"):
        saved.open_first(view.key, place=PLACE, by=request.user)
    messages.success(request, _("Vue «\u00a0%(name)s\u00a0» enregistrée.") % {"name": view.name})
    return _list(view)


@require_POST
def keep(request: SignedRequest, view: UUID) -> HttpResponse:
    """Let the view show what the list shows now."""
    kept = saved.keep(view, address=_state(request), by=request.user)
    messages.success(request, _("Vue «\u00a0%(name)s\u00a0» enregistrée.") % {"name": kept.name})
    return _list(kept)


@require_POST
def revise(request: SignedRequest, view: UUID) -> HttpResponse:
    """Rename or share a view; let the list open with it."""
    told = saved.view_of(request.user, view)
    if saved.may_change(request.user, told):
        reach = request.POST.get("reach", "")
        told = saved.revise(view, name=request.POST.get("name", ""), reach=reach, by=request.user)
    first = saved.default_of(request.user, place=PLACE)
    if request.POST.get("first"):
        saved.open_first(view, place=PLACE, by=request.user)
    elif first == view:
        saved.open_first(None, place=PLACE, by=request.user)
    return _list(told)


@require_POST
def remove(request: SignedRequest, view: UUID) -> HttpResponse:
    """Take a view away; the toast puts it back."""
    gone = saved.remove(view, by=request.user)
    undo = reverse("customers:put-back-view", args=[view])
    messages.success(request, _("Vue «\u00a0%(name)s\u00a0» retirée.") % {"name": gone.name}, extra_tags=undo)
    return _list()


@require_POST
def put_back(request: SignedRequest, view: UUID) -> HttpResponse:
    """Undo a removal."""
    back = saved.put_back(view, by=request.user)
    if partial.wanted(request):
        return HttpResponse(status=204, headers={"HX-Redirect": f"{reverse('customers:list')}?vue={back.key}"})
    return _list(back)


@require_GET
def display(request: SignedRequest) -> HttpResponse:
    """Choose the columns, the density, the layout: in the drawer, which stays open; or a page of its own."""
    query = Query.read(request.GET, user=request.user)
    template = "customers/parts/display.html" if partial.wanted(request) else "customers/display.html"
    shown = ("cols", "dense", "layout", "by")
    context = {
        "look": query.look,
        "offers": columns.offered(query.fields, Lens(request.user)),
        "boards": boards.offered(query.fields),
        "hidden": [pair for pair in query.params() if pair[0] not in shown],
        "address": query.address(),
        "sort": query.sort.param,
        "explicit": bool(query.view),
    }
    return render(request, template, context)
