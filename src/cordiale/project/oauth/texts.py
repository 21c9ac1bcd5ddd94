"""Secrets as texts: `<prefix>_<kid>_<secret>`. The `kid` finds the row, the database keeps the secret's SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

CODE, ACCESS, REFRESH, CLIENT = "crc", "cra", "crr", "crs"
_FORM = re.compile(r"(crc|cra|crr|crs)_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(secrets.token_bytes(32)).hexdigest()


@dataclass(frozen=True, slots=True)
class Secret:
    """What was shown or is to be shown; `digest` is all that may be kept of it."""

    prefix: str
    kid: str
    secret: str

    @property
    def text(self) -> str:
        return f"{self.prefix}_{self.kid}_{self.secret}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def opens(self, digest: str | None) -> bool:
        """Whether this is the secret behind the digest; takes as long when there is none."""
        return hmac.compare_digest(digest or _NOBODY, self.digest)


def new_kid() -> str:
    """A name that tells nothing."""
    return secrets.token_hex(6)


def new(prefix: str, kid: str = "") -> Secret:
    """256 bits of chance."""
    return Secret(prefix, kid or new_kid(), secrets.token_urlsafe(32))


def read(text: str, *prefixes: str) -> Secret | None:
    """A text of one of these kinds; nothing when it is of another kind or of none."""
    form = _FORM.fullmatch(text)
    return Secret(*form.groups()) if form and form[1] in prefixes else None
