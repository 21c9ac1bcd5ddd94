"""The question: may this application act for you? Nothing is agreed to without a press on the button that says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cordiale.people import signin
from cordiale.people.signed_in import SignedRequest
from cordiale.project.oauth import asking, grants, redirects
from cordiale.project.oauth.asking import Asked, Mistaken


class SeeOther(HttpResponseRedirectBase):
    """303: the browser goes on with a GET and carries nothing of the form along (RFC 9700, 4.12)."""

    status_code = 303
    allowed_schemes = ("https", "http")  # type: ignore[assignment]  # of addresses that were registered


@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: SignedRequest) -> HttpResponse:
    """Ask; then go back to the application with a code, or with a no."""
    given = request.POST if request.method == "POST" else request.GET
    asked = asking.read(given, user=request.user)
    if isinstance(asked, Mistaken):
        return SeeOther(asked.answer())
    said = request.POST.getlist("decision")
    if said == ["deny"] or (said == ["allow"] and not asked.scope):
        return SeeOther(asked.answer(error="access_denied", error_description="The person said no."))
    if not signin.fresh(request):
        return _confirm(request, asked)
    if said == ["allow"]:
        return SeeOther(asked.answer(code=grants.give(asked, user=request.user)))
    return _page(request, asked)


def _confirm(request: SignedRequest, asked: Asked) -> HttpResponse:
    """Who agrees has just proved who they are. Asked on the way in, so that the answer goes straight out."""
    if request.method == "POST":
        return redirect(f"{reverse('oauth:authorize')}?{_carried(request).urlencode()}")
    return signin.ask(request)


def _carried(request: SignedRequest) -> Any:
    """What was asked, without the answer and the form's token."""
    given = (request.POST if request.method == "POST" else request.GET).copy()
    for name in set(given) - set(asking.PARAMETERS):
        del given[name]
    return given


def _page(request: SignedRequest, asked: Asked) -> HttpResponse:
    context = {
        "application": asked.application, "carried": list(_carried(request).items()), "deeds": asked.scope.told(),
        "seen": asked.scope.seen(), "until": grants.until(asked.application),
        "back": redirects.shown(asked.redirect), "home": redirects.shown(asked.application.home_page),
    }  # fmt: skip
    response = render(request, "oauth/consent.html", context)
    response._csp_update = {"form-action": [redirects.form_source(asked.redirect)]}  # type: ignore[attr-defined]
    return response
