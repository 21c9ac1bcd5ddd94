"""Traces and metrics sent to an OpenTelemetry collector (OTLP over HTTP, JSON), only with `CORDIALE_OTLP_URL`.

The wire format is a small JSON: no library is needed for it. Nothing waits for the collector: spans queue in memory, at
most some thousand, and are dropped, counted, when it does not answer.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections.abc import Sequence
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.metadata import version
from urllib.parse import urlsplit

from django.conf import settings

from cordiale.project.traces import Span

MOST_WAITING = 5_000
AT_ONCE = 500
EVERY_S = 5.0
METRICS_EVERY_S = 30.0
TIMEOUT_S = 5.0
SERVER = 2  # the span's kind
ERROR = 2  # the span's status
log = logging.getLogger("cordiale.otlp")


class Exporter:
    """One thread that carries what was noted to the collector."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._waiting: queue.Queue[dict[str, object]] = queue.Queue(MOST_WAITING)
        self._metrics_at = 0.0
        self.dropped = 0
        threading.Thread(target=self._run, name="otlp", daemon=True).start()

    def note(self, span: Span, *, name: str, seconds: float, attributes: dict[str, str | int]) -> None:
        """Queue a finished request; with a full queue it is dropped."""
        ended = time.time_ns()
        told = {
            "traceId": span.trace,
            "spanId": span.span,
            "parentSpanId": span.parent,
            "name": name,
            "kind": SERVER,
            "startTimeUnixNano": str(ended - int(seconds * 1e9)),
            "endTimeUnixNano": str(ended),
            "attributes": attributes_of(attributes),
            "status": {"code": ERROR} if int(attributes.get("http.response.status_code", 0)) >= 500 else {},
        }
        try:
            self._waiting.put_nowait(told)
        except queue.Full:
            self.dropped += 1

    def _run(self) -> None:
        while True:
            time.sleep(EVERY_S)
            self.flush()

    def flush(self) -> None:
        """Send what waits now; a collector that is away costs the batch, never a request."""
        spans: list[dict[str, object]] = []
        while len(spans) < AT_ONCE and not self._waiting.empty():
            spans.append(self._waiting.get_nowait())
        if spans:
            scope = [{"scope": {"name": "cordiale"}, "spans": spans}]
            self._send("/v1/traces", {"resourceSpans": [{"resource": resource(), "scopeSpans": scope}]})
        if time.monotonic() - self._metrics_at > METRICS_EVERY_S:
            self._metrics_at = time.monotonic()
            self._send("/v1/metrics", metrics())

    def _send(self, path: str, told: object) -> None:
        make = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = make(self._url.hostname or "", self._url.port, timeout=TIMEOUT_S)
        try:
            body = json.dumps(told).encode()
            connection.request("POST", self._url.path.rstrip("/") + path, body, {"Content-Type": "application/json"})
            status = connection.getresponse().status
            if status >= 300:
                log.warning("otlp.refused", extra={"status": status})
        except (OSError, HTTPException) as error:
            log.warning("otlp.unreachable", extra={"code": type(error).__name__})
        finally:
            connection.close()


@cache
def exporter() -> Exporter | None:
    """This process' exporter, when a collector is set."""
    return Exporter(settings.OTLP_URL) if settings.OTLP_URL else None


def metrics() -> object:
    """The figures of `/metrics`, as OTLP says them: gauges, and sums that only grow."""
    from cordiale.project import telemetry

    now = str(time.time_ns())
    told = []
    for _, kind, meaning, found in telemetry.families():
        samples = [sample for sample in found if not sample[0].endswith("_bucket")]
        for metric in sorted({sample[0] for sample in samples}):
            points = [
                {"timeUnixNano": now, "asDouble": float(value), "attributes": attributes_of(dict(labels))}
                for sample, labels, value in samples
                if sample == metric
            ]
            told.append({"name": metric, "description": meaning, **_shape(kind, points)})
    scope = [{"scope": {"name": "cordiale"}, "metrics": told}]
    return {"resourceMetrics": [{"resource": resource(), "scopeMetrics": scope}]}


def _shape(kind: str, points: Sequence[object]) -> dict[str, object]:
    if kind == "gauge":
        return {"gauge": {"dataPoints": points}}
    return {"sum": {"dataPoints": points, "aggregationTemporality": 2, "isMonotonic": True}}


def resource() -> dict[str, object]:
    """Who speaks."""
    return {"attributes": attributes_of({"service.name": "cordiale", "service.version": version("cordiale")})}


def attributes_of(told: dict[str, str | int]) -> list[dict[str, object]]:
    """Attributes in OTLP's form."""
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in told.items()
    ]
