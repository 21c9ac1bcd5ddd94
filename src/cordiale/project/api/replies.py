"""Answers as bytes: JSON of plain values, problem+json of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse

from cordiale.core.errors import Refusal
from cordiale.people.duplicates import Candidate
from cordiale.web import refusals

JSON = "application/json"
PROBLEM = "application/problem+json"
BEARER = {"key_refused": "invalid_token", "scope_too_narrow": "insufficient_scope"}  # RFC 6750, 3.1
_encode = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical").encode


def reply(data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The value as JSON: instants in UTC, decimals as texts, keys in their canonical form."""
    return HttpResponse(_encode(data), status=status, content_type=JSON, headers=dict(headers or {}))


def nothing(*, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Done, and nothing to say."""
    response = HttpResponse(status=204, headers=dict(headers or {}))
    del response.headers["Content-Type"]
    return response


def problem(refusal: Refusal) -> HttpResponse:
    """The refusal as problem+json (RFC 9457), in the form every refusal of the house has.

    Details are plain values; what is a record is left out, because its name may not be the caller's to know.
    """
    details = {name: value for name, value in refusal.details.items() if _plain(value)}
    body: dict[str, Any] = {
        "type": f"urn:cordiale:{refusal.code}",
        "title": refusal.code,
        "code": refusal.code,
        "status": refusal.status,
        "detail": refusals.sentence(refusal),
    }
    if details:
        body["details"] = details
    headers = {"Retry-After": str(details["retry_after"])} if "retry_after" in details else {}
    if refusal.status == 401 or refusal.code in BEARER:
        said = f', error="{BEARER[refusal.code]}"' if refusal.code in BEARER else ""
        headers["WWW-Authenticate"] = f'Bearer realm="Cordiale"{said}'
    if refusal.status == 405:
        headers["Allow"] = str(details.get("allowed", ""))
    response = HttpResponse(_encode(body), status=refusal.status, content_type=PROBLEM, headers=headers)
    response.refused_with = refusal.code  # type: ignore[attr-defined]  # the audit log recognises a refusal by it
    return response


def _plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return not any(isinstance(one, Candidate) for one in value)
    return isinstance(value, str | int | float | bool | dict)
