"""The roles: the whole table of rights, and one role to copy, change, retire."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordiale.people.rights import crafting, deciding, matrix
from cordiale.people.rights.forms import NameForm, RoleForm
from cordiale.people.rights.models import Role
from cordiale.people.signed_in import SignedRequest


@require_safe
def roles(request: SignedRequest) -> HttpResponse:
    """Who may do what and see how much, in two tables."""
    shown = sorted(Role.objects.filter(retired_at=None), key=lambda role: (not role.ready, role.pk))
    context = {
        "roles": shown,
        "chapters": matrix.chapters(shown),
        "sight": matrix.sight(shown),
        "retired": Role.objects.exclude(retired_at=None).order_by("name"),
        "tab": "roles",
    }
    return render(request, "rights/roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: SignedRequest, role: UUID) -> HttpResponse:
    """One role; a ready one is read and copied, one's own is changed."""
    found = crafting.role_of(role)
    may_change = bool(deciding.allow(request.user, "role.change")) and not found.ready and found.retired_at is None
    form = RoleForm(request.POST or None, role=found) if not found.ready else None
    if form is not None and request.method == "POST" and form.is_valid():
        crafting.change(
            found.key, name=form.cleaned_data["name"], told=form.cleaned_data["told"], scopes=form.scopes(),
            levels=form.levels(), by=request.user,
        )  # fmt: skip
        messages.success(request, _("Le rôle « %(name)s » est enregistré.") % {"name": form.cleaned_data["name"]})
        return redirect("rights:roles")
    context = {
        "role": found,
        "form": form if may_change else None,
        "chapters": matrix.chapters([found]),
        "sight": matrix.sight([found]),
        "held_by": found.memberships.select_related("user").order_by("user__name")[:200],
        "tab": "roles",
    }
    return render(request, "rights/role.html", context, status=422 if form is not None and form.errors else 200)


@require_POST
def copy(request: SignedRequest, role: UUID) -> HttpResponse:
    """A role of one's own that begins as this one; its page opens to be changed."""
    form = NameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    made = crafting.copy(role, name=name, by=request.user)
    messages.success(request, _("Le rôle « %(name)s » est prêt : dites ce qu’il permet.") % {"name": made.name})
    return redirect("rights:role", made.key)


@require_POST
def retire(request: SignedRequest, role: UUID) -> HttpResponse:
    """Put a role aside; the toast undoes it."""
    gone = crafting.retire(role, by=request.user)
    undo = reverse("rights:restore-role", args=[gone.key])
    messages.success(request, _("Le rôle « %(name)s » est retiré.") % {"name": gone.name}, extra_tags=undo)
    return redirect("rights:roles")


@require_POST
def restore(request: SignedRequest, role: UUID) -> HttpResponse:
    """Take it back."""
    back = crafting.restore(role, by=request.user)
    messages.success(request, _("Le rôle « %(name)s » est rétabli.") % {"name": back.name})
    return redirect("rights:roles")
