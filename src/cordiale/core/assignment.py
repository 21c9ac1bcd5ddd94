"""Who is held out, decided once and for ever by a salted hash (measures E1)."""

import hashlib
from uuid import UUID

BUCKETS = 10_000


def bucket(unit: UUID, *, salt: str) -> int:
    """The unit's place among 10,000: SHA-256(salt || unit) mod 10,000.

    Uniform over units, independent between salts, the same on every machine and day. The modulus of 256 random bits
    by 10,000 is biased by less than 1e-70.
    """
    digest = hashlib.sha256(salt.encode() + unit.bytes).digest()
    return int.from_bytes(digest, "big") % BUCKETS


def held_out(unit: UUID, *, salt: str, share: float) -> bool:
    """Whether the unit is in the control group of `share` in [0, 1] (steps of one ten-thousandth)."""
    if not 0 <= share <= 1:
        raise ValueError(f"share must be in [0, 1], not {share}")
    return bucket(unit, salt=salt) < round(share * BUCKETS)
