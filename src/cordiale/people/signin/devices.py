"""Devices that signed in before, known by a cookie: their own budget of tries, and no mail the next time."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.signin import callers
from cordiale.people.signin.models import Device

YEAR_S = 365 * 24 * 3600


def cookie_name() -> str:
    return "__Host-device" if settings.HTTPS else "device"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def known(request: HttpRequest, *, address: str) -> Device | None:
    """The device, if this person signed in with it before. One query, whether or not anybody has that address."""
    token = request.COOKIES.get(cookie_name(), "")[:100]
    return Device.objects.filter(hash=_hash(token), user__email=address.strip().lower()).first()


def remember(request: HttpRequest, user: User) -> bool:
    """Know this device from now on; True when it is news. `hand_over` sends the cookie with the answer."""
    token = request.COOKIES.get(cookie_name(), "")[:100] or secrets.token_urlsafe(32)
    request.META["cordiale.device"] = token
    device, new = Device.objects.get_or_create(
        user=user, hash=_hash(token), defaults={"name": callers.described(request)}
    )
    if not new:
        device.seen_at = clock.now()
        device.save(update_fields=["seen_at"])
    return new


def hand_over(request: HttpRequest, response: HttpResponse) -> None:
    """Send the cookie of a device that was just remembered."""
    if token := request.META.get("cordiale.device"):
        response.set_cookie(
            cookie_name(), token, max_age=YEAR_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
