"""The card of the customer page: the company's own fields, each corrected where it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordiale.people import access, rights
from cordiale.people.fields import filling, values
from cordiale.people.fields.forms import Filling
from cordiale.people.fields.models import CustomField
from cordiale.people.models import Party
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels, partial


@require_http_methods(["GET", "POST"])
def card(request: SignedRequest, key: UUID) -> HttpResponse:
    """The values; with `edit`, the control of one field, or of all."""
    verb = "party.change" if request.method == "POST" else "party.read"
    party = access.party_for(request.user, key, verb=verb)
    asked = request.POST.get("edit", request.GET.get("edit", ""))
    may = rights.covers(request.user, party, "party.change")
    form = _form(request, party, asked) if asked and may else None
    if request.method == "POST" and form is not None and form.is_valid():
        filling.fill(key, told=form.told(), by=request.user)
        if not partial.wanted(request):
            messages.success(request, _("C’est enregistré."))
            return redirect("customers:page", key)
        party, form, asked = access.party_for(request.user, key), None, ""
    context = {"party": party, "rows": _rows(request, party), "form": form, "asked": asked, "may_change": may}
    answer = panels.respond(request, "fields/card.html", context, title=_("Vos champs"))
    answer.status_code = 422 if form is not None and form.errors else 200
    return answer


def _form(request: SignedRequest, party: Party, asked: str) -> Filling:
    known = [one for one in filling.writable(request.user) if asked in ("all", one.name)]
    return Filling(request.POST or None, known=known, held=party.custom)


def _rows(request: SignedRequest, party: Party) -> list[dict[str, Any]]:
    """Each field with its value in words; those that point at a party lead to it when the reader may see it."""
    known = filling.readable(request.user)
    pointed = [party.custom.get(one.name) for one in known if one.kind == CustomField.Kind.REFERENCE]
    seen = access.parties_for(request.user).filter(key__in=[key for key in pointed if key])
    names = {str(one.key): one.name for one in seen} if any(pointed) else {}
    return [_row(one, party.custom.get(one.name), names) for one in known]


def _row(one: CustomField, value: Any, names: dict[str, str]) -> dict[str, Any]:
    link = ""
    if one.kind == CustomField.Kind.REFERENCE and str(value) in names:
        link = reverse("customers:page", args=[value])
    elif one.kind == CustomField.Kind.WEB and value:
        link = str(value)
    return {"field": one, "words": values.show(one, value, names=names), "link": link}
