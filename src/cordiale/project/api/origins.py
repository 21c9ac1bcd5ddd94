"""Which pages of other origins may read an answer: none, unless the operator named them; never with cookies."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

SHOWN = "ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Idempotent-Replayed"


def share(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the named origins read the answer, and tell them beforehand what they may send."""
    origin = request.headers.get("Origin", "")
    if settings.API_ORIGINS:
        patch_vary_headers(response, ["Origin"])
    if origin and origin in settings.API_ORIGINS:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = SHOWN
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-Match, Idempotency-Key"
            response.headers["Access-Control-Max-Age"] = "600"
    return response
