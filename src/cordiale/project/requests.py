"""One log line per request: who (by key), which route, what came out, how long it took. Never what was asked for."""

import logging
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from cordiale.core import keys
from cordiale.project import otlp, telemetry, traces

log = structlog.get_logger("cordiale.requests")
QUIET = ("healthz", "readyz", "metrics")


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: write the request's line, count it, note its span, and give the answer the request's id."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = str(keys.new())
        span = traces.begin(request.headers.get("traceparent", ""))
        response = get_response(request)
        seconds = time.perf_counter() - started
        route = request.resolver_match.route if request.resolver_match else "(none)"
        user = getattr(request, "user", None)
        log.log(
            logging.DEBUG if route in QUIET else logging.INFO,
            "request.answered",
            request=request_id,
            trace=span.trace,
            span=span.span,
            method=request.method,
            route=route,
            status=response.status_code,
            elapsed_ms=round(seconds * 1000, 1),
            user=str(user.key) if user is not None and user.is_authenticated else None,
        )
        _count(request, response, span, route=route, seconds=seconds)
        response.headers["X-Request-Id"] = request_id
        return response

    return middleware


def _count(request: HttpRequest, response: HttpResponse, span: traces.Span, *, route: str, seconds: float) -> None:
    """Methods are those of HTTP: anybody can invent one, and each would make a new figure."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    method = request.method if request.method in known else "OTHER"
    refusal = getattr(response, "refused_with", "")
    telemetry.COUNTS.answered(method, route, status=response.status_code, seconds=seconds, refusal=refusal)
    if span.sampled and (exporter := otlp.exporter()) is not None:
        attributes: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": response.status_code,
        }
        exporter.note(span, name=f"{method} {route}", seconds=seconds, attributes=attributes)
