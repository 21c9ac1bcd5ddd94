"""The builder of conditions: in the drawer of the list, a page of its own without a script."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cordiale.people.fields import words
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import builder, controls
from cordiale.understand.customers.builder import Draft, Row
from cordiale.understand.customers.query import Query
from cordiale.web import partial


@require_GET
def filters(request: SignedRequest) -> HttpResponse:
    """The draft as the form holds it; "apply" goes back to the list, once every condition is whole."""
    params, query = request.GET, Query.read(request.GET, user=request.user)
    draft = Draft.read(params, tree=query.tree, fields=query.fields).renumbered()
    if "apply" in params:
        draft = draft.checked(query.fields)
        if draft.sound:
            return _to(request, f"{reverse('customers:list')}?{query.address(tree=draft.tree)}")
    return render(request, _template(request), _context(request, query, draft))


def _template(request: SignedRequest) -> str:
    """The drawer as it opens, the form alone while it is filled in, or the page."""
    if not partial.wanted(request):
        return "customers/filters.html"
    return "customers/parts/builder.html" if "draft" in request.GET else "customers/parts/filters.html"


def _to(request: SignedRequest, address: str) -> HttpResponse:
    if partial.wanted(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _context(request: SignedRequest, query: Query, draft: Draft) -> dict[str, Any]:
    into = request.GET.get("into", "") if "field" not in request.GET else ""
    inside, grouped = draft.inside(into), into not in ("", builder.END)
    return {
        "items": [_shown(item, query) for item in draft.items],
        "draft": draft.text,
        "sentence": words.sentence(query.tree, fields=query.fields) if query.parts else "",
        "offers": builder.offers(inside or query.fields, grouped=grouped),
        "things": builder.things(inside or query.fields, grouped=grouped),
        "picking": bool(into) or not draft.items,
        "into": into,
        "at": request.GET.get("at", ""),
        "hidden": query.params(),
        "address": query.address(),
    }


def _shown(item: builder.Item, query: Query) -> dict[str, Any]:
    """An item with the controls of its rows."""
    rows = (item,) if isinstance(item, Row) else item.rows if isinstance(item, builder.Group) else ()
    fields = (item.inside if isinstance(item, builder.Group) else None) or query.fields
    return {"item": item, "rows": [(row, controls.control(row, fields)) for row in rows]}
