"""Reports of the Content-Security-Policy: counted by rule and origin, bounded, and forgotten after a month."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import F

from cordiale.core import clock
from cordiale.project.house.models import Violation

MOST_BYTES = 16 * 1024
MOST_REPORTS = 20
MOST_KINDS = 200
KEPT_DAYS = 31
DIRECTIVE = re.compile(r"[a-z-]{3,40}")
WORDS = ("inline", "eval", "data", "blob", "self", "wasm-eval", "trusted-types-policy", "trusted-types-sink")


def count(body: bytes) -> int:
    """Count what a browser reports, in either form; how many were understood. Anybody can post here: it is bounded."""
    found = list(_read(body))
    for directive, blocked in found:
        _add(directive, blocked)
    return len(found)


def _read(body: bytes) -> Iterator[tuple[str, str]]:
    try:
        told = json.loads(body[:MOST_BYTES])
    except (ValueError, RecursionError):
        return
    reports = told if isinstance(told, list) else [told]
    for report in reports[:MOST_REPORTS]:
        inner = report.get("csp-report") or report.get("body") if isinstance(report, dict) else None
        if not isinstance(inner, dict):
            continue
        rule = str(
            inner.get("effectiveDirective") or inner.get("effective-directive") or inner.get("violated-directive")
        )
        rule = rule.split(" ", maxsplit=1)[0]
        if DIRECTIVE.fullmatch(rule):
            yield rule, origin(str(inner.get("blockedURL") or inner.get("blocked-uri") or ""))


def origin(told: str) -> str:
    """Of what was stopped, only where it came from: a path could name somebody."""
    if told in WORDS:
        return told
    parts = urlsplit(told[:500])
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"[:120] if parts.netloc else parts.scheme[:40]


def _add(directive: str, blocked: str) -> None:
    today = clock.now().date()
    if not Violation.objects.filter(day=today, directive=directive, blocked=blocked).update(count=F("count") + 1):
        if Violation.objects.filter(day=today).count() >= MOST_KINDS:
            directive, blocked = "other", ""
        try:
            with transaction.atomic():
                Violation.objects.create(day=today, directive=directive, blocked=blocked, count=1)
        except IntegrityError:
            Violation.objects.filter(day=today, directive=directive, blocked=blocked).update(count=F("count") + 1)


def forget() -> None:
    """Drop the counts of more than a month ago."""
    Violation.objects.filter(day__lt=clock.now().date() - timedelta(days=KEPT_DAYS)).delete()
