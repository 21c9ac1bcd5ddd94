"""Links sent by mail: signed with the house's secret, so that the mail can be written again from the row alone; the
database keeps their hash, so that a copy of it opens nothing."""

import base64
import hashlib
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac


def token(kind: str, key: UUID, *, serial: int = 0) -> str:
    """The secret part of a link; another serial gives another one."""
    digest = salted_hmac(f"cordiale.signin.{kind}", f"{key}:{serial}", algorithm="sha256").digest()
    return f"{key.hex}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def sealed(given: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(given.encode()).hexdigest()


def genuine(given: str, *, kind: str, key: UUID, serial: int = 0) -> bool:
    """Whether we signed it for this row."""
    return constant_time_compare(given, token(kind, key, serial=serial))


def address(name: str, given: str = "") -> str:
    """A whole address, always on the site the settings name: what a request says of its host is not believed."""
    return settings.SITE_URL + reverse(name, args=[given] if given else [])
