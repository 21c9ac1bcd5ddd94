"""Talking to the provider: few bytes, little time, no redirects, HTTPS unless it runs on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT_S = 10
MOST_BYTES = 1_000_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Unreachable(Exception):
    """The provider does not answer, or answers something else than JSON."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirects)


def get(address: str) -> dict[str, Any]:
    """A JSON object of the provider."""
    return _ask(Request(address, headers={"Accept": "application/json"}))


def post(address: str, fields: Mapping[str, str], *, headers: Mapping[str, str]) -> dict[str, Any]:
    """The JSON answer to a form."""
    body = urlencode(fields).encode()
    return _ask(Request(address, data=body, headers={"Accept": "application/json", **headers}))


def _ask(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.full_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Unreachable("not https")
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as answer:
            found = json.loads(answer.read(MOST_BYTES))
    except (URLError, OSError, ValueError) as failure:
        raise Unreachable(type(failure).__name__) from failure
    if not isinstance(found, dict):
        raise Unreachable("not an object")
    return found
