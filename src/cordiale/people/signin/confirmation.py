"""Step-up: a sensitive deed asks again who is there, then goes on with the form that was sent."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cordiale.people.signin.refusals import NotConfirmed
from cordiale.people.signin.sessions import Marks
from cordiale.web import partial, refusals

KEPT = "signin.confirm"
MOST_BYTES = 200_000
MOST_KEPT = 5


def fresh(request: HttpRequest) -> bool:
    """Whether the session holds a proof of less than ten minutes."""
    marks = Marks.of(request)
    return marks is not None and marks.is_fresh


def ask(request: HttpRequest) -> HttpResponse:
    """Keep the request and send the person to the page that asks; a program gets a refusal instead."""
    if refusals.wants_json(request):
        return refusals.problem(NotConfirmed())
    address = f"{reverse('signin:confirm')}?{_keep(request)}"
    if partial.wanted(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _keep(request: HttpRequest) -> str:
    """Put the request aside in the session; its query string for the confirming page."""
    number = secrets.token_hex(8)
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    fits = sum(len(name) + len(value) for name, value in sent) <= MOST_BYTES
    posted = request.method == "POST" and fits and not request.FILES
    way = request.get_full_path() if posted or request.method == "GET" else came_from(request)
    kept = dict(list(request.session.get(KEPT, {}).items())[1 - MOST_KEPT :])
    kept[number] = {"way": way, "sent": sent if posted else None, "whole": posted or request.method == "GET"}
    request.session[KEPT] = kept
    return f"demande={number}"


def came_from(request: HttpRequest) -> str:
    """The page the person looked at, for requests that cannot be sent again."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    way = said.removeprefix(f"{request.scheme}://{request.get_host()}")
    ours = way.startswith("/") and url_has_allowed_host_and_scheme(way, allowed_hosts=None)
    return way if ours else settings.LOGIN_REDIRECT_URL


def kept(request: HttpRequest, number: str) -> dict[str, Any] | None:
    """What was put aside under this number."""
    found: dict[str, Any] | None = request.session.get(KEPT, {}).get(number)
    return found


def forget(request: HttpRequest, number: str) -> None:
    """It has gone on."""
    rest = {name: value for name, value in request.session.get(KEPT, {}).items() if name != number}
    request.session[KEPT] = rest
