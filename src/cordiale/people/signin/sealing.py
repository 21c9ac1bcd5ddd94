"""Secrets at rest: sealed with a key derived from the keyring's secret, so that a copied database opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


@cache
def _key(purpose: str, secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"cordiale signin {purpose}".encode()).derive(secret)


def seal(secret: bytes, *, whose: str) -> bytes:
    """The secret, readable only for the same owner (`whose` is bound to it)."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key("seal", settings.LAKE.keyring_secret)).encrypt(nonce, secret, whose.encode())


def unseal(sealed: bytes, *, whose: str) -> bytes | None:
    """The secret again; None when it belongs to somebody else or the keyring's secret has changed."""
    try:
        cipher = AESGCM(_key("seal", settings.LAKE.keyring_secret))
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], whose.encode())
    except InvalidTag:
        return None


def keyed_hash(text: str, *, purpose: str) -> str:
    """A hash that cannot be tried out without the house's secret."""
    return hmac.new(_key(purpose, settings.LAKE.keyring_secret), text.encode(), hashlib.sha256).hexdigest()
