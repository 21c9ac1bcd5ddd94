"""Where answers may be sent: addresses written out beforehand, compared letter by letter (RFC 9700, 2.1)."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

LONGEST = 500
MOST = 10
LOOPBACK = ("127.0.0.1", "::1")
_PLAIN = re.compile(r"[!-\[\]-~]+")  # visible ASCII without the backslash, which browsers read as a slash
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def acceptable(address: str) -> bool:
    """https, or http to the very machine of a native program (RFC 8252, 7.3); no fragment, no user, no star."""
    parts = _parts(address)
    if parts is None or len(address) > LONGEST or "#" in address or "@" in parts.netloc or "*" in address:
        return False
    host = parts.hostname or ""
    if parts.scheme == "http":
        return host in LOOPBACK
    return parts.scheme == "https" and bool(_HOST.fullmatch(host))


def registered(address: str, known: Collection[str]) -> bool:
    """Whether this very address was written out; a native program's port is the one that was free on the day."""
    if address in known:
        return True
    asked = _loopback(address)
    return asked is not None and asked in {_loopback(one) for one in known}


def _loopback(address: str) -> str | None:
    """The address of a native program without its port."""
    if not acceptable(address) or not address.startswith("http:"):
        return None
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return parts._replace(netloc=str(host)).geturl()


def _parts(address: str) -> SplitResult | None:
    """The parts of an address that reads the same for everybody; nothing when it is not one."""
    if not _PLAIN.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def form_source(address: str) -> str:
    """The origin as the page's policy names it, so that the browser follows the answer to the form there."""
    parts = urlsplit(address)
    return "http:" if ":" in (parts.hostname or "") else f"{parts.scheme}://{parts.netloc}"


def shown(address: str) -> str:
    """The machine of an address, as people read it."""
    return urlsplit(address).netloc


def with_parameters(address: str, query: str) -> str:
    """The address with more parameters behind its own."""
    return f"{address}{'&' if '?' in address else '?'}{query}"
