"""The form that corrects who a customer is, and what happens when two people fill it in at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordiale.people import access, meeting, parties
from cordiale.people.fields import filling
from cordiale.people.meeting import Meeting
from cordiale.people.models import Party, User
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import identity
from cordiale.understand.customers.deeds import back
from cordiale.understand.customers.forms import CustomerForm


@require_http_methods(["GET", "POST"])
def revise(request: SignedRequest, key: UUID) -> HttpResponse:
    """Correct who a customer is."""
    party = access.party_for(request.user, key)
    if request.method == "GET":
        form = _form(party, None, by=request.user)
        return _shown(request, {"form": form, "party": party, NAME: meeting.seal(form.initial)}, status=200)
    done, context = _revised(party, request.POST, by=request.user)
    if not done:
        return _shown(request, context, status=409 if context["clashes"] else 422)
    messages.success(request, _said(context))
    return back(request, party)


NAME = meeting.NAME


def _shown(request: SignedRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    origin = request.GET.get("from", request.POST.get("from", ""))
    return render(request, "customers/edit.html", {**context, "origin": origin}, status=status)


def _form(party: Party, data: QueryDict | None, *, by: User) -> CustomerForm:
    keys = list(party.identifiers.order_by("-main", "pk"))
    address = party.addresses.order_by("-main", "pk").first()
    form = CustomerForm(data, initial=CustomerForm.typed(party, keys=keys, address=address))
    form.open_to(by)
    form.add_own(filling.writable(by), party.custom)
    form.fields["kind"].disabled = True
    return form


@transaction.atomic
def _revised(party: Party, data: QueryDict, *, by: User) -> tuple[bool, dict[str, Any]]:
    """Write what was sent, brought together with what the record says now; nothing while something is to decide."""
    parties.lock(party.key)
    now = _form(party, None, by=by)
    met = meeting.meet(data, now=now.initial)
    form = _form(party, met.data, by=by)
    context = {"form": form, "party": party, NAME: meeting.seal(now.initial), "by": _who(party, met)}
    context |= {"clashes": meeting.clashes(met, form), "kept": [str(form.fields[name].label) for name in met.kept]}
    if met.clashes or not form.is_valid():
        return False, context
    identity.revise(party, form=form, by=by)
    return True, context


def _who(party: Party, met: Meeting) -> str:
    return meeting.last_by(party) if met.kept or met.clashes else ""


def _said(context: dict[str, Any]) -> str:
    if not context["kept"]:
        return _("Fiche corrigée.")
    kept = {"name": context["by"] or _("Quelqu’un"), "fields": ", ".join(context["kept"])}
    return _("Fiche corrigée. %(name)s avait changé entre-temps\u00a0: %(fields)s\u00a0; c’est gardé.") % kept
