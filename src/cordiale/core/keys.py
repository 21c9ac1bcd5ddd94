"""Public identifiers: UUID version 7 (RFC 9562), ordered by time of creation."""

import hashlib
import os
import time
from uuid import UUID

_VERSION_7 = 0x7000
_VARIANT = 0x8000_0000_0000_0000


def new(*, at_ms: int | None = None) -> UUID:
    """A fresh key: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    random = int.from_bytes(os.urandom(10), "big")
    high = (milliseconds << 16) | _VERSION_7 | (random >> 68)
    low = _VARIANT | (random & 0x3FFF_FFFF_FFFF_FFFF)
    return UUID(int=(high << 64) | low)


def derived(*parts: str) -> UUID:
    """The same key for the same parts, for facts that may arrive twice (RFC 9562 version 8, SHA-256).

    Parts are separated by a byte that no text contains, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256(b"\xff".join(part.encode() for part in parts)).digest()
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)
