"""The card of the customer page: the company's own fields, each corrected where it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordiale.people import access, meeting, parties, rights
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
    known = [one for one in filling.writable(request.user) if asked in ("all", one.name)] if asked and may else []
    opened: dict[str, Any] = {"form": None}
    if known and request.method == "POST":
        done, opened = _filled(party, request, known)
        if done and not partial.wanted(request):
            messages.success(request, _("C’est enregistré."))
            return redirect("customers:page", key)
        party, asked = access.party_for(request.user, key), "" if done else asked
    elif known:
        opened = _opened(Filling(None, known=known, held=party.custom))
    context = {"party": party, "rows": _rows(request, party), "asked": asked, "may_change": may, **opened}
    answer = panels.respond(request, "fields/card.html", context, title=_("Vos champs"))
    answer.status_code = 409 if context.get("clashes") else 422 if context["form"] and context["form"].errors else 200
    return answer


def _opened(form: Filling) -> dict[str, Any]:
    """The form with what the record says now, so that what others write meanwhile is seen."""
    return {"form": form, meeting.NAME: meeting.seal(form.initial)}


@transaction.atomic
def _filled(party: Party, request: SignedRequest, known: list[CustomField]) -> tuple[bool, dict[str, Any]]:
    """Write what was sent, brought together with what the record says now; nothing while something is to decide."""
    now = Filling(None, known=known, held=parties.lock(party.key).custom)
    met = meeting.meet(request.POST, now=now.initial)
    form = Filling(met.data, known=known, held=party.custom)
    if met.clashes or not form.is_valid():
        clashes, by = meeting.clashes(met, form), meeting.last_by(party) if met.clashes else ""
        return False, _opened(now) | {"form": form, "clashes": clashes, "by": by}
    filling.fill(party.key, told=form.told(), by=request.user)
    return True, {"form": None}


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
