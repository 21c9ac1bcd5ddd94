"""Settings > Applications: what there is, a new one, one with its deeds."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.signed_in import SignedRequest
from cordiale.project.oauth import applications, grants, scopes
from cordiale.project.oauth.forms import ApplicationForm
from cordiale.project.oauth.models import Application

SHOWN = 200
MARKS = {"waiting": "waiting", "open": "ok", "suspended": "paused", "closed": "cancelled"}


@require_safe
def listed(request: SignedRequest) -> HttpResponse:
    """Every application, those that wait for somebody first."""
    rows = list(Application.objects.order_by("-registered_at", "-pk")[:SHOWN])
    people = (
        grants.holding().filter(application__in=rows).values_list("application").annotate(Count("user", distinct=True))
    )
    counted = dict(people)
    order = list(MARKS)
    told = [(row, _mark(row), counted.get(row.pk, 0)) for row in sorted(rows, key=lambda row: order.index(row.state))]
    context = {"rows": told, "may_register": rights.may("app.register")(request.user)}
    return render(request, "oauth/list.html", context)


def _mark(row: Application) -> tuple[str, str]:
    """The status mark and its words."""
    if row.state == Application.State.OPEN and not row.works_at(clock.now()):
        return "done", _("échue")
    return MARKS[row.state], str(row.get_state_display())


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Register one; its secret is on the answer to this very post, and nowhere else ever."""
    form = ApplicationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        row, secret = applications.register(form.terms(), by=request.user)
        return _made(request, row, secret)
    return render(request, "oauth/edit.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedRequest, key: UUID) -> HttpResponse:
    """Say anew what it is; it then waits for somebody's agreement again."""
    row = applications.one(key)
    form = ApplicationForm(request.POST or None, initial=ApplicationForm.of(row))
    if form.is_bound and form.is_valid():
        row, secret = applications.change(key, form.terms(), by=request.user)
        return _made(request, row, secret)
    return render(request, "oauth/edit.html", {"form": form, "row": row}, status=422 if form.is_bound else 200)


def _made(request: SignedRequest, row: Application, secret: str) -> HttpResponse:
    if secret:
        return render(request, "oauth/secret.html", {"row": row, "secret": secret})
    messages.success(request, _("« %(name)s » attend l’accord d’une seconde personne.") % {"name": row.name})
    return redirect("applications:one", key=row.key)


@require_safe
def one(request: SignedRequest, key: UUID) -> HttpResponse:
    """One application: what it may ask for, who connected it, what can be done about it."""
    row = applications.one(key)
    scope, may = scopes.read(row.scope), rights.may
    mark, words = _mark(row)
    connected = grants.holding().filter(application=row).select_related("user").order_by("-created_at", "-pk")
    context = {
        "row": row, "mark": mark, "words": words, "deeds": scope.told(), "seen": scope.seen(),
        "connected": connected[:SHOWN], "mine": request.user.pk in (row.registered_by_id, row.changed_by_id),
        "may_change": may("app.register")(request.user), "may_approve": may("app.approve")(request.user),
        "may_stop": may("app.stop")(request.user),
    }  # fmt: skip
    return render(request, "oauth/one.html", context)


@require_POST
def approve(request: SignedRequest, key: UUID) -> HttpResponse:
    """The second person agrees."""
    row = applications.approve(key, by=request.user)
    messages.success(request, _("« %(name)s » est en service.") % {"name": row.name})
    return redirect("applications:one", key=key)


@require_POST
def suspend(request: SignedRequest, key: UUID) -> HttpResponse:
    """Out of service until it is approved again."""
    row = applications.suspend(key, by=request.user)
    messages.success(
        request, _("« %(name)s » est suspendue : plus aucun de ses jetons n’ouvre rien.") % {"name": row.name}
    )
    return redirect("applications:one", key=key)


@require_POST
def stop(request: SignedRequest, key: UUID) -> HttpResponse:
    """Out of service for good."""
    row = applications.stop(key, by=request.user)
    messages.success(request, _("« %(name)s » est arrêtée pour de bon.") % {"name": row.name})
    return redirect("applications:one", key=key)


@require_POST
def renew_secret(request: SignedRequest, key: UUID) -> HttpResponse:
    """Another secret, shown this once."""
    row, secret = applications.renew_secret(key, by=request.user)
    return render(request, "oauth/secret.html", {"row": row, "secret": secret, "renewed": True})
