"""Preferences > Security: the applications connected to one's own account."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordiale.people.signed_in import SignedRequest
from cordiale.project.oauth import grants, scopes
from cordiale.web import panels

SHOWN = 200


@require_safe
def mine(request: SignedRequest) -> HttpResponse:
    """Each application once, however often it was agreed to, with what it may do at most."""
    found = grants.holding().filter(user=request.user).select_related("application").order_by("-created_at", "-pk")
    rows: dict[int, dict[str, object]] = {}
    for grant in found[:SHOWN]:
        if grant.application_id not in rows:
            scope = scopes.read(grant.scope)
            rows[grant.application_id] = {"grant": grant, "deeds": scope.told(), "seen": scope.seen()}
    return panels.respond(request, "oauth/mine.html", {"rows": rows.values()}, title=_("Applications reliées"))


@require_POST
def withdraw(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take one's agreement back: the application's next call is refused."""
    application = grants.withdraw(key, user=request.user)
    messages.success(request, _("« %(name)s » n’agit plus en votre nom.") % {"name": application.name})
    return redirect("signin:security")
