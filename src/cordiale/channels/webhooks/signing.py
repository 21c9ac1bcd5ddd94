"""Secrets and signatures, in the form of Standard Webhooks: HMAC-SHA256 over id, timestamp and body.

A secret must be known to sign with, so it cannot be hashed: it stands sealed (AES-256-GCM) under a key derived from the
house's keyring secret, and a copy of the database alone does not open it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cordiale.lake import envelope

PREFIX = "whsec_"
LENGTH = 32


def fresh() -> str:
    """A new secret as its receiver writes it down."""
    return PREFIX + base64.b64encode(secrets.token_bytes(LENGTH)).decode()


def sealed(secret: str, *, subscription: UUID) -> bytes:
    """The secret as it is stored; only for this subscription can it be opened."""
    return envelope.seal(_cipher(), secret.encode(), subscription.bytes)


def opened(stored: bytes, *, subscription: UUID) -> str:
    """The secret again."""
    return envelope.unseal(_cipher(), bytes(stored), subscription.bytes).decode()


def signature(secret: str, *, message: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()


def headers(keys: Sequence[str], *, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; during a rotation both secrets sign, and either convinces the receiver."""
    signed = " ".join(signature(key, message=message, timestamp=timestamp, body=body) for key in keys)
    return {"webhook-id": message, "webhook-timestamp": str(timestamp), "webhook-signature": signed}


def _cipher() -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cordiale.webhooks")
    return AESGCM(derived.derive(settings.LAKE.keyring_secret))
