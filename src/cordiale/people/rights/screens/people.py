"""The people who work here: their roles, their team, their territory."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordiale.people.models import User
from cordiale.people.rights import deciding, members
from cordiale.people.rights.forms import PersonForm
from cordiale.people.rights.refusals import NoSuchPerson
from cordiale.people.signed_in import SignedRequest

SHOWN = 500


@require_safe
def people(request: SignedRequest) -> HttpResponse:
    """Everybody, those who left last."""
    found = User.objects.select_related("team", "territory").prefetch_related("memberships__role")
    context = {"people": found.order_by("-is_active", "name", "pk")[:SHOWN], "tab": "people"}
    return render(request, "rights/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedRequest, person: UUID) -> HttpResponse:
    """One person's rights; to change them takes another verb than to see them."""
    found = User.objects.filter(key=person).first()
    if found is None:
        raise NoSuchPerson
    form = PersonForm(request.POST if request.method == "POST" else None, person=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        members.settle(
            found.key, role_keys=given["roles"], team_key=given["team"], territory_key=given["territory"],
            by=request.user,
        )  # fmt: skip
        messages.success(request, _("Les droits de %(name)s sont enregistrés.") % {"name": found.name})
        return redirect("rights:people")
    may_give = bool(deciding.allow(request.user, "role.give"))
    if not may_give:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "person": found, "may_give": may_give, "tab": "people"}
    return render(request, "rights/person.html", context, status=422 if form.errors else 200)
