"""The calendar page, and the links by which other programs read it."""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from cordiale.people.agenda import feeds, ics, reading
from cordiale.people.agenda.models import Feed
from cordiale.people.agenda.reading import Occurrence
from cordiale.people.signed_in import SignedRequest
from cordiale.people.signin.links import address as whole_address
from cordiale.web import fmt

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    on: date
    items: list[Occurrence]
    today: bool
    inside: bool

    @property
    def first(self) -> list[Occurrence]:
        return self.items[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - SHOWN)


@require_GET
def page(request: SignedRequest) -> HttpResponse:
    """A week or a month, whose address says which."""
    now = reading.today()
    try:
        day = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        day = now
    month = request.GET.get("vue") == "mois"
    since, until = _month(day) if month else _week(day)
    found = reading.between(request.user, since=since, until=until)
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    told = [Day(one, found.get(one, []), one == now, not month or one.month == day.month) for one in days]
    context = {
        "weeks": [told[start : start + 7] for start in range(0, len(told), 7)],
        "month": month,
        "view": "mois" if month else "semaine",
        "day": day,
        "now": now,
        "title": fmt.month(day) if month else f"{fmt.day(since, year=False)} – {fmt.day(until)}",
        "previous": (day.replace(day=1) - timedelta(days=1)) if month else day - timedelta(days=7),
        "following": (day.replace(day=28) + timedelta(days=7)).replace(day=1) if month else day + timedelta(days=7),
        "names": [fmt.weekday(one) for one in days[:7]],
    }
    return render(request, "agenda/calendar.html", context)


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    """The whole weeks that a month touches."""
    last = calendar.monthrange(day.year, day.month)[1]
    return _week(day.replace(day=1))[0], _week(day.replace(day=last))[1]


@require_http_methods(["GET", "POST"])
def links(request: SignedRequest) -> HttpResponse:
    """One's secret addresses; a new one is shown this once."""
    made = ""
    if request.method == "POST":
        _feed, token = feeds.create(request.user, name=request.POST.get("name", ""))
        made = whole_address("agenda:feed", token)
        messages.success(request, _("Le lien est prêt. Copiez-le maintenant\u00a0: il ne sera plus montré."))
    mine = Feed.objects.filter(user=request.user, revoked_at=None).order_by("-created_at")
    return render(request, "agenda/links.html", {"links": mine, "made": made})


@require_POST
def revoke(request: SignedRequest, link: UUID) -> HttpResponse:
    """Shut an address."""
    feeds.revoke(link, by=request.user)
    undo = reverse("agenda:reopen-link", args=[link])
    messages.success(request, _("Ce lien ne donne plus rien."), extra_tags=undo)
    return redirect("agenda:links")


@require_POST
def reopen(request: SignedRequest, link: UUID) -> HttpResponse:
    """Undo the shutting of an address."""
    feeds.reopen(link, by=request.user)
    messages.success(request, _("Ce lien donne de nouveau votre agenda."))
    return redirect("agenda:links")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself, for who holds the secret; unchanged, it is not sent again."""
    held = feeds.find(token)
    name = f"{settings.COMPANY_NAME} · {held.user.name}"
    told = ics.calendar(
        feeds.tasks(held.user), name=name, zone=held.user.zone.key, host=urlsplit(settings.SITE_URL).hostname or ""
    )
    etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    # No Last-Modified: a task that was removed, or a customer renamed, leaves no later change of a task behind.
    whole = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    whole["Content-Disposition"] = 'inline; filename="cordiale.ics"'
    whole["ETag"] = etag
    whole["Cache-Control"] = "private, max-age=300"
    return get_conditional_response(request, etag=etag, response=whole) or whole
