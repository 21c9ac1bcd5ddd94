"""Pages of the accesses: what there is, a new one with its secret shown once, the end of one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.models import User
from cordiale.people.signed_in import SignedRequest
from cordiale.project.api.access import keys
from cordiale.project.api.models import ApiKey, ServiceAccount
from cordiale.project.api.refusals import NoSuchKey
from cordiale.project.api.screens.forms import AccessForm

SHOWN = 200


@require_safe
def listed(request: SignedRequest) -> HttpResponse:
    """Every access, the open ones first."""
    rows = ApiKey.objects.select_related("owner").order_by("-created_at", "-pk")[:SHOWN]
    now = clock.now()
    told = [(row, _state(row, now=now)) for row in rows]
    told.sort(key=lambda one: one[1] != "running")
    context = {"rows": told, "may_give": rights.may("access.give")(request.user)}
    return render(request, "api/list.html", context)


def _state(row: ApiKey, *, now: datetime) -> str:
    if row.ended_at or not row.owner.is_active or row.owner.epoch != row.epoch:
        return "cancelled"
    return "done" if row.expires_at <= now else "running"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Make an access; its text is on the answer to this very post, and nowhere else ever."""
    programs = User.objects.filter(pk__in=ServiceAccount.objects.values("user_id"), is_active=True)
    form = AccessForm(request.POST or None, by=request.user, accounts=list(programs.order_by("name")))
    if form.is_bound and form.is_valid():
        row, text = keys.create(form.terms(), owner=form.owner, by=request.user)
        return render(request, "api/made.html", {"row": row, "text": text})
    return render(request, "api/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedRequest, key: UUID) -> HttpResponse:
    """Ask, then shut an access for good."""
    row = ApiKey.objects.select_related("owner").filter(key=key).first()
    if row is None:
        raise NoSuchKey
    if request.method != "POST":
        return render(request, "api/end.html", {"row": row})
    keys.end(key, by=request.user)
    messages.success(request, _("L’accès « %(name)s » est fermé.") % {"name": row.name})
    return redirect("access:list")
