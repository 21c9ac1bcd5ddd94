"""Calls that may come twice: the deed and its answer are kept in one transaction, so either both stand or none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from cordiale.core import clock
from cordiale.project.api.models import StoredAnswer
from cordiale.project.api.refusals import AnotherCall, BadIdempotencyKey

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
KEPT = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, *, holder: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the deed, or give the answer it had. A refused call leaves nothing, so it may be corrected and sent again."""
    name = request.headers.get(HEADER)
    if name is None or request.method in ("GET", "HEAD"):
        return act()
    if not 1 <= len(name) <= 200 or not name.isascii() or not name.isprintable():
        raise BadIdempotencyKey
    told = _digest(request)
    before = _known(holder, name, told)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            row = StoredAnswer.objects.create(holder=holder, name=name, digest=told)
            response = act()
            if response.status_code >= 300:  # nothing was done: refused, or sent on to another record
                transaction.set_rollback(True)
                return response
            headers = {header: response.headers[header] for header in KEPT if header in response.headers}
            StoredAnswer.objects.filter(pk=row.pk).update(
                status=response.status_code, headers=headers, body=response.content
            )
            return response
    except IntegrityError:
        # Somebody sent the same call at the same time and won; the row is there now.
        before = _known(holder, name, told)
        if before is None:
            raise
        return before


def _known(holder: str, name: str, told: str) -> HttpResponse | None:
    row = StoredAnswer.objects.filter(holder=holder, name=name, created_at__gt=clock.now() - KEPT_FOR).first()
    if row is None:
        return None
    if row.digest != told:
        raise AnotherCall
    response = HttpResponse(bytes(row.body), status=row.status, headers=row.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    whole = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    whole.update(b"" if request.content_type == "multipart/form-data" else request.body)
    return whole.hexdigest()
