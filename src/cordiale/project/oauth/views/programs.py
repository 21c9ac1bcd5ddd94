"""What applications call: tokens, giving them back, and the description of all this (RFC 6749, 7009, 8414)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cordiale.core import clock
from cordiale.project.api import origins, replies
from cordiale.project.oauth import applications, scopes, texts, tokens
from cordiale.project.oauth.models import Application
from cordiale.project.oauth.refusals import Wrong, WrongClient, WrongKind, WrongTokenMethod

FORM = "application/x-www-form-urlencoded"
AUTHENTICATION = ["none", "client_secret_basic", "client_secret_post"]


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a code or for a refresh token."""
    return _answered(request, _tokens)


@csrf_exempt
def revoke(request: HttpRequest) -> HttpResponse:
    """The application gives back what it was given."""
    return _answered(request, _given_back)


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """Where everything is and what is done here, for programs that find their way by themselves."""
    site = settings.SITE_URL
    told = {
        "issuer": site,
        "authorization_endpoint": site + reverse("oauth:authorize"),
        "token_endpoint": site + reverse("oauth:token"),
        "revocation_endpoint": site + reverse("oauth:revoke"),
        "scopes_supported": sorted(scopes.KNOWN),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": AUTHENTICATION,
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": [code for code, _name in settings.LANGUAGES],
        "service_documentation": site + reverse("api-v1:documentation"),
    }
    return origins.share(request, replies.reply(told))


def _answered(request: HttpRequest, act: Callable[[Application, QueryDict], HttpResponse]) -> HttpResponse:
    if request.method == "OPTIONS":
        return origins.share(request, replies.nothing(headers={"Allow": "POST, OPTIONS"}))
    try:
        form = _form(request)
        response = act(_application(request, form), form)
    except Wrong as wrong:  # programs are answered in the protocol's own form, not in that of our refusals
        response = _refused(wrong)
    response.headers["Cache-Control"] = "no-store"
    return origins.share(request, response)


def _refused(wrong: Wrong) -> HttpResponse:
    headers = {401: {"WWW-Authenticate": 'Basic realm="Cordiale"'}, 405: {"Allow": "POST, OPTIONS"}}
    told = {"error": wrong.code, "error_description": wrong.told}
    return replies.reply(told, status=wrong.status, headers=headers.get(wrong.status))


def _form(request: HttpRequest) -> QueryDict:
    """Fields of a posted form, each once; nothing in the address, which ends up in logs."""
    if request.method != "POST":
        raise WrongTokenMethod
    if request.content_type != FORM or request.META.get("QUERY_STRING"):
        raise Wrong
    if any(len(values) > 1 for _name, values in request.POST.lists()):
        raise Wrong
    return request.POST


def _application(request: HttpRequest, form: QueryDict) -> Application:
    """Which application calls; one that has a secret proves it, in the header or in the form, never in both."""
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    header = request.headers.get("Authorization", "")
    if header:
        told, proof = _basic(header)
        if secret or name not in ("", told):
            raise Wrong
        name, secret = told, proof
    found = applications.by_client_id(name)
    shown = texts.read(secret, texts.CLIENT)
    right = shown is not None and shown.opens(found.digest if found and found.confidential else None)
    if found is None or not found.works_at(clock.now()) or not (right if found.confidential else not secret):
        raise WrongClient
    return found


def _basic(header: str) -> tuple[str, str]:
    scheme, _space, text = header.partition(" ")
    try:
        name, colon, secret = base64.b64decode(text, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise WrongClient from None
    if scheme.lower() != "basic" or not colon:
        raise WrongClient
    return unquote_plus(name), unquote_plus(secret)


def _tokens(application: Application, form: QueryDict) -> HttpResponse:
    kind = form.get("grant_type", "")
    if kind == "authorization_code":
        issued = tokens.exchange(
            _needed(form, "code"), verifier=_needed(form, "code_verifier"), redirect=form.get("redirect_uri"),
            application=application,
        )  # fmt: skip
    elif kind == "refresh_token":
        issued = tokens.refresh(_needed(form, "refresh_token"), scope=form.get("scope"), application=application)
    else:
        raise WrongKind if kind else Wrong
    return replies.reply(
        {
            "access_token": issued.access, "token_type": "Bearer", "expires_in": issued.seconds,
            "refresh_token": issued.refresh, "scope": issued.scope,
        }
    )  # fmt: skip


def _given_back(application: Application, form: QueryDict) -> HttpResponse:
    tokens.give_back(_needed(form, "token"), application=application)
    return HttpResponse(status=200)


def _needed(form: QueryDict, name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise Wrong
    return value
