"""The one view behind every address of `/api/v1`: who calls, how often, from where; then the operation.

A browser's session counts for nothing here, so no page of another site can make a signed-in browser call us.
"""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import Resolver404, ResolverMatch
from django.views.decorators.csrf import csrf_exempt

from cordiale.core.errors import Refusal
from cordiale.people.signin.callers import machine
from cordiale.project.api import addresses, idempotency, origins, replies
from cordiale.project.api.access import allowances, bearers
from cordiale.project.api.access.allowances import Standing
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.refusals import Invalid, KeyMissing, TooLarge, Unknown, WrongMethod


@csrf_exempt
def door(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a call, whatever becomes of it, in JSON."""
    try:
        response = _answer(request, rest)
    except Refusal as refusal:  # the door stands before the operations, whose refusals the API itself turns
        response = replies.problem(refusal)
    response.headers["Cache-Control"] = "no-store"
    return origins.share(request, response)


def _answer(request: HttpRequest, rest: str) -> HttpResponse:
    match = _find(rest)
    methods = cast(addresses.Address, match.func).methods
    if request.method == "OPTIONS":
        return replies.nothing(headers={"Allow": ", ".join(methods)})
    if request.method not in methods:
        raise WrongMethod(allowed=", ".join(methods))
    caller = _caller(request)
    standing = allowances.call(caller)
    head = request.method == "HEAD"
    if head:
        request.method = "GET"
    response = _limited(standing, _act(request, match, caller))
    if head:
        _emptied(response)
    return response


def _emptied(response: HttpResponse | StreamingHttpResponse) -> None:
    """The answer to HEAD: every header, not a byte."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    else:
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""


def _act(request: HttpRequest, match: ResolverMatch, caller: Principal) -> HttpResponse:
    address = cast(addresses.Address, match.func)
    if int(request.META.get("CONTENT_LENGTH") or 0) > _most(request):
        raise TooLarge(most=_most(request))
    unknown = sorted(set(request.GET) - address.parameters(request.method or ""))
    if unknown:
        raise Invalid(errors=[{"place": ["query", name[:60]], "code": "extra_forbidden"} for name in unknown])
    asked = cast(ProgramRequest, request)
    asked.caller, asked.user = caller, caller.user
    request.resolver_match = match
    return idempotency.once(request, holder=caller.holder, act=lambda: address(request, **match.kwargs))


def _most(request: HttpRequest) -> int:
    """Files are streamed to disk; anything else is held in memory."""
    held = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return settings.API_FILE_BYTES if request.content_type == "multipart/form-data" else held


def _caller(request: HttpRequest) -> Principal:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise KeyMissing
    return bearers.recognise(text.strip(), address=machine(request))


def _limited(standing: Standing, response: HttpResponse) -> HttpResponse:
    response.headers["RateLimit-Limit"] = str(standing.most)
    response.headers["RateLimit-Remaining"] = str(standing.left)
    response.headers["RateLimit-Reset"] = str(standing.full_in_s)
    return response


def _find(rest: str) -> ResolverMatch:
    try:
        return addresses.resolver().resolve(f"/{rest}")
    except Resolver404:
        raise Unknown from None
