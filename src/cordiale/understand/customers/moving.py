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

from cordiale.core.errors import Refusal
from cordiale.people import access, parties, rights
from cordiale.people.fields.registry import Fields
from cordiale.people.models import Party, Team, User
from cordiale.people.rights.lens import Lens
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import columns
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.rows import fetch
from cordiale.web import partial


class NotEditable(Refusal):
    code = "field_not_editable"
    sentence = "Ce champ ne se change pas dans la liste."
    status = 422


def value_of(party: Party, field: str) -> str:
    """What the party holds: the key of its owner or team, its language."""
    held = {"owner": party.owner, "team": party.team}.get(field) if field != "language" else None
    return party.language if field == "language" else str(held.key) if held is not None else ""


def give(party: Party, *, field: str, value: str, by: User) -> None:
    """Let the party hold a value; an empty one takes it away."""
    if field not in columns.EDITED:
        raise NotEditable
    rights.require(by, columns.EDITED[field], party)
    if field == "language":
        parties.describe(party.key, language=value[:5], by=by)
        return
    chosen = _row(User.objects.filter(is_active=True) if field == "owner" else Team.objects.all(), value)
    owner, team = (chosen, party.team) if field == "owner" else (party.owner, chosen)
    parties.hand_over(party.key, owner=owner, team=team, by=by)


def _row(rows: Any, value: str) -> Any:
    if not value:
        return None
    found = rows.filter(key=UUID(value)).first() if len(value) == 36 else None
    if found is None:
        raise NotEditable
    return found


@require_http_methods(["GET", "POST"])
def cell(request: SignedRequest, key: UUID, field: str) -> HttpResponse:
    """The control of a cell; a POST keeps its value, answers with the cell and a toast that undoes it."""
    party = access.party_for(request.user, key)
    fields = Fields(request.user)
    known = fields.field(field)
    lens = Lens(request.user)
    if field not in columns.EDITED or known is None or not lens.writes(field):
        raise NotEditable
    before = value_of(party, field)
    if request.method == "GET" and "shown" in request.GET:
        row = fetch([party.pk], reader=request.user)[0]
        return render(
            request, "customers/parts/cell_kept.html", {"cell": columns.one(field, row, fields=fields, lens=lens)}
        )
    if request.method == "GET":
        listed = known.options(request.user) if known.options else []
        context = {
            "party": party,
            "field": known,
            "value": before,
            "options": [(value, label) for value, label in listed if value not in ("me", "none")],
            "me": request.user if field == "owner" else None,
        }
        return render(request, "customers/parts/cell_editor.html", context)
    undoing = "value" in request.GET
    value = request.GET["value"] if undoing else request.POST.get("value", "")
    give(party, field=field, value=value, by=request.user)
    if not partial.wanted(request):
        return redirect(f"{reverse('customers:list')}?{request.POST.get('address', '')}")
    if request.POST.get("moved"):
        address = Query.within(request.POST.get("address", ""), user=request.user).address()
        return HttpResponse(status=204, headers={"HX-Redirect": f"{reverse('customers:list')}?{address}"})
    row = fetch([party.pk], reader=request.user)[0]
    context = {
        "cell": columns.one(field, row, fields=fields, lens=lens),
        "place": f"#cell-{field}-{party.key}",
        "undoing": undoing,
        "undo": f"{reverse('customers:cell', args=[key, field])}?{urlencode({'value': before})}",
        "said": _("%(field)s de %(name)s\u00a0: changé.") % {"field": known.label, "name": row.party.name},
    }
    return render(request, "customers/parts/cell_kept.html", context)
