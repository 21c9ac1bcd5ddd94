"""Who really asks, behind proxies: `X-Forwarded-*` is believed only when one of our own proxies says it.

Anybody can write these headers. A request that comes from elsewhere loses them; one from a proxy of `CORDIALE_PROXIES`
gets as its address the last one in the list that is not a proxy of ours.
"""

from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")


def trust_own_proxies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: put the caller's address where everybody looks for it, and take unproven headers away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        told = meta.pop("HTTP_X_FORWARDED_FOR", "")
        if not is_ours(meta.get("REMOTE_ADDR", "")):
            for name in FORWARDED:
                meta.pop(name, None)
        elif told:
            request.came_through_proxy = True  # type: ignore[attr-defined]
            meta["REMOTE_ADDR"] = caller([part.strip() for part in told.split(",")]) or meta.get("REMOTE_ADDR", "")
        return get_response(request)

    return middleware


def caller(told: list[str]) -> str:
    """The nearest address that is not one of our proxies; nothing when the list holds something else."""
    for address in reversed(told):
        try:
            ip_address(address)
        except ValueError:
            return ""
        if not is_ours(address):
            return address
    return told[0]


def is_ours(address: str) -> bool:
    """Whether an address is a proxy of ours; a Unix socket, which has none, is."""
    if not address:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _networks(tuple(settings.PROXIES)))


@cache
def _networks(told: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(text, strict=False) for text in told]
