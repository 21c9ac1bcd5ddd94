"""Counts failed sign-ins by address and by machine, so that passwords cannot be tried by the thousand."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60
BY_ADDRESS = 8
BY_MACHINE = 60


def _keys(address: str, machine: str) -> list[tuple[str, int]]:
    hashed = hashlib.sha256(address.strip().lower().encode()).hexdigest()[:32]
    return [(f"sign-in:{hashed}", BY_ADDRESS), (f"sign-in-from:{machine}", BY_MACHINE)]


def machine(request: HttpRequest) -> str:
    """Where the request comes from. Behind our own proxy (HTTPS) that is the last address the proxy wrote down."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def too_many(*, address: str, machine: str) -> bool:
    """Whether one more try is refused. Says nothing about whether the account exists."""
    return any(cache.get(key, 0) >= most for key, most in _keys(address, machine))


def failed(*, address: str, machine: str) -> None:
    """One failure more; forgotten after a quarter of an hour without another."""
    for key, _most in _keys(address, machine):
        if not cache.add(key, 1, WINDOW):
            cache.incr(key)


def succeeded(*, address: str, machine: str) -> None:
    cache.delete(_keys(address, machine)[0][0])
