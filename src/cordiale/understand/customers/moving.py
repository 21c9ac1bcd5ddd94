"""Changing one field of one customer from the list: a cell edited in its place, a card moved to another column."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordiale.people import access, rights
from cordiale.people.fields.registry import Field, Fields
from cordiale.people.models import Party, User
from cordiale.people.rights.lens import Lens
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import boards, changing, columns
from cordiale.understand.customers.changing import NotEditable
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.rows import fetch
from cordiale.web import partial


@require_http_methods(["GET", "POST"])
def cell(request: SignedRequest, key: UUID, field: str) -> HttpResponse:
    """The control of a cell, or with `moving` of a card; a POST keeps its value and answers with the cell and a toast
    that undoes it."""
    party = access.party_for(request.user, key)
    fields = Fields(request.user)
    known = fields.field(field)
    if known is None or not changing.writes(request.user, known):
        raise NotEditable
    rights.require(request.user, changing.verb_of(known), party)
    if request.method == "POST":
        return _changed(request, party, known=known, fields=fields)
    if "shown" in request.GET:
        return render(
            request, "customers/parts/cell_kept.html", {"cell": _cell(party, known, fields=fields, reader=request.user)}
        )
    if "moving" in request.GET:
        return _mover(request, party, known)
    return render(request, "customers/parts/cell_editor.html", _editor(request, party, known))


def _cell(party: Party, known: Field, *, fields: Fields, reader: User) -> str:
    row = fetch([party.pk], reader=reader)[0]
    return columns.one(known.name, row, fields=fields, lens=Lens(reader))


def _editor(request: SignedRequest, party: Party, known: Field) -> dict[str, Any]:
    context: dict[str, Any] = {"party": party, "field": known, "value": changing.value_of(party, known.name)}
    if known.name.startswith(changing.OWN):
        control, held = changing.control(party, known.name)
        attrs = {"class": "input", "autofocus": True, "aria-label": known.label}
        return {**context, "control": control.widget.render("value", held, attrs)}
    listed = known.options(request.user) if known.options else []
    context["options"] = [(value, label) for value, label in listed if value not in ("me", "none")]
    return {**context, "me": request.user if known.name == "owner" else None}


def _mover(request: SignedRequest, party: Party, known: Field) -> HttpResponse:
    """The columns a card may go to: in the drawer, or a page of its own."""
    context = {
        "party": party,
        "field": known,
        "values": [pair for pair in boards.values_of(known, request.user) if pair[0] != _held(party, known)],
        "address": Query.within(request.GET.get("address", ""), user=request.user).address(),
    }
    template = "customers/parts/move.html" if partial.wanted(request) else "customers/move.html"
    return render(request, template, context)


def _held(party: Party, known: Field) -> str:
    return changing.value_of(party, known.name)


def _changed(request: SignedRequest, party: Party, *, known: Field, fields: Fields) -> HttpResponse:
    before, undoing = _held(party, known), "value" in request.GET
    value = request.GET["value"] if undoing else request.POST.get("value", "")
    changing.give(party, field=known, value=value, by=request.user)
    place = f"{reverse('customers:list')}?{request.POST.get('address', '')}"
    if request.POST.get("moved"):
        address = Query.within(request.POST.get("address", ""), user=request.user).address()
        place = f"{reverse('customers:list')}?{address}"
    if not partial.wanted(request):
        return redirect(place)
    if request.POST.get("moved"):
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    context = {
        "cell": _cell(party, known, fields=fields, reader=request.user),
        "place": f"#{columns.place_of(known.name, str(party.key))}",
        "undoing": undoing,
        "undo": f"{reverse('customers:cell', args=[party.key, known.name])}?{urlencode({'value': before})}",
        "said": _("%(field)s de %(name)s\u00a0: changé.") % {"field": known.label, "name": party.name},
    }
    return render(request, "customers/parts/cell_kept.html", context)
