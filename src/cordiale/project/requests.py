"""One log line per request: who (by key), which route, what came out, how long it took. Never what was asked for."""

import logging
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from cordiale.core import keys

log = structlog.get_logger("cordiale.requests")
QUIET = ("healthz", "readyz")


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: write the request's line and give the answer the request's id."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = str(keys.new())
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "(none)"
        user = getattr(request, "user", None)
        log.log(
            logging.DEBUG if route in QUIET else logging.INFO,
            "request.answered",
            request=request_id,
            method=request.method,
            route=route,
            status=response.status_code,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
            user=str(user.key) if user is not None and user.is_authenticated else None,
        )
        response.headers["X-Request-Id"] = request_id
        return response

    return middleware
