"""Envelope encryption: a data key per person, wrapped by one secret that is not in the database."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY = 32


class SecretUnusable(Exception):
    """The key-encryption secret is missing, too short, readable by others, or not the one the keyring was made with."""


def seal(cipher: AESGCM, plain: bytes, associated: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front; `associated` must be shown again to open it."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, associated)


def unseal(cipher: AESGCM, sealed: bytes, associated: bytes) -> bytes:
    """What was sealed, or `InvalidTag` when a bit, the key or `associated` differs."""
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], associated)


def cipher_of(secret: bytes) -> AESGCM:
    """The cipher that wraps every person's key."""
    if len(secret) != KEY:
        raise SecretUnusable(f"the keyring's secret is {KEY} random bytes, not {len(secret)}")
    return AESGCM(secret)


def from_text(text: str) -> bytes:
    """A secret written as URL-safe base64."""
    try:
        return base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError) as error:
        raise SecretUnusable("the keyring's secret must be 32 bytes in URL-safe base64") from error


def secret_in(path: Path) -> bytes:
    """The secret in a file that only its owner may read; made on first use and made durable before it is used."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return _make_secret(path)
    with os.fdopen(descriptor) as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise SecretUnusable(f"{path} can be read by others: chmod 600 {path}")
        return from_text(file.read().strip())


def _make_secret(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY)))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # refuses to replace: of two processes that start together one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return secret_in(path)


def check(cipher: AESGCM, sealed: bytes) -> None:
    """Refuse at once a secret that is not the one the keyring was made with."""
    try:
        unseal(cipher, sealed, b"check")
    except InvalidTag as error:
        raise SecretUnusable("this secret did not make this keyring: put the right one back") from error
