"""Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds, as every app reads them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.signin import sealing
from cordiale.people.signin.models import Factor

STEP_S = 30
DIGITS = 6
DRIFT = 1


def new_secret() -> str:
    """160 random bits as apps take them: base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a step (RFC 4226, 5.3)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_now() -> int:
    return int(clock.now().timestamp()) // STEP_S


def step_of(secret: str, code: str) -> int | None:
    """The step whose code this is, one before and one after included; None when it is none of them."""
    now = step_now()
    steps = range(now - DRIFT, now + DRIFT + 1)
    matches = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), code.encode())]
    return matches[0] if matches else None


def uri(secret: str, *, user: User) -> str:
    """What the QR code says to the app."""
    label = quote(f"{settings.COMPANY_NAME}:{user.email}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': settings.COMPANY_NAME}, quote_via=quote)}"


@transaction.atomic
def add(user: User, *, secret: str, code: str, name: str) -> Factor | None:
    """Keep the app whose first code was typed; None when the code is not the secret's."""
    step = step_of(secret, code)
    if step is None:
        return None
    sealed = sealing.seal(secret.encode(), whose=str(user.key))
    return Factor.objects.create(
        user=user, kind=Factor.Kind.TOTP, name=name[:60], secret=sealed, counter=step, used_at=clock.now()
    )


def check(user: User, code: str) -> Factor | None:
    """The app this code comes from. It works once, in all processes: the step it used is written with a condition."""
    for factor in user.factors.filter(kind=Factor.Kind.TOTP):
        secret = sealing.unseal(bytes(factor.secret), whose=str(user.key))
        step = step_of(secret.decode(), code) if secret else None
        if step is None:
            continue
        unused = Factor.objects.filter(pk=factor.pk, counter__lt=step)
        if unused.update(counter=step, used_at=clock.now()):
            return factor
    return None
