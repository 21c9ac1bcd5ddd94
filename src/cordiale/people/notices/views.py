"""The notification centre and how one wishes to be told."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people.notices import kinds, notices
from cordiale.people.notices.models import Notice, Rhythm
from cordiale.people.refusals import UnknownChoice
from cordiale.people.signed_in import SignedRequest

PAGE = 30


@require_GET
def centre(request: SignedRequest) -> HttpResponse:
    """What one was told, the latest first."""
    only = request.GET.get("lues") != "oui"
    before = request.GET.get("avant", "")
    place = int(before) if before.isdecimal() else None
    found, older = notices.listed(request.user, only_unread=only, before=place, limit=PAGE)
    context = {
        "told": found,
        "only": only,
        "older": older,
        "waiting": notices.unread(request.user),
    }
    return render(request, "notices/centre.html", context)


@require_GET
def follow(request: SignedRequest, key: UUID) -> HttpResponse:
    """Go where a notice points; reading it is what marks it read."""
    row = Notice.objects.filter(user=request.user, key=key).select_related("party", "actor")
    found = notices.told(request.user, row)
    if not found:
        return redirect("notices:centre")
    notices.read(request.user, keys=[key])
    return redirect(found[0].href or "notices:centre")


@require_POST
def read(request: SignedRequest) -> HttpResponse:
    """Mark one as read or unread, or all of them as read."""
    chosen = request.POST.get("key", "")
    if request.POST.get("again") and len(chosen) == 36:
        notices.unread_again(request.user, key=UUID(chosen))
    else:
        notices.read(request.user, keys=[UUID(chosen)] if len(chosen) == 36 else [], all_of_them=not chosen)
    return redirect(reverse("notices:centre") + ("?lues=oui" if request.POST.get("all_shown") else ""))


@require_http_methods(["GET", "POST"])
def wishes(request: SignedRequest) -> HttpResponse:
    """Which kinds, and when by mail."""
    if request.method == "POST":
        said = {
            kind.name: (f"shown-{kind.name}" in request.POST, f"mailed-{kind.name}" in request.POST)
            for kind in kinds.every()
        }
        notices.wish(request.user, wishes=said)
        every = request.POST.get("every", "")
        if every not in map(str, notices.RHYTHMS):
            raise UnknownChoice(value=every[:40])
        told = {
            "digest_every": int(every),
            "quiet_from": _time(request.POST.get("quiet_from", "")),
            "quiet_until": _time(request.POST.get("quiet_until", "")),
            "weekends": "weekends" in request.POST,
        }
        Rhythm.objects.update_or_create(user=request.user, defaults=told)
        messages.success(request, _("C’est noté."))
        return redirect("notices:wishes")
    chosen = notices.wishes(request.user)
    context = {
        "kinds": [(kind, *chosen[kind.name]) for kind in kinds.every()],
        "rhythm": notices.rhythm(request.user),
        "rhythms": [(1, _("Toutes les heures")), (4, _("Toutes les quatre heures")), (24, _("Une fois par jour"))],
    }
    return render(request, "notices/wishes.html", context)


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as unreadable:
        raise UnknownChoice(value=text[:40]) from unreadable
