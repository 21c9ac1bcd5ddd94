"""The one link by which a new house is set up in a browser (T27): made on the terminal, used once, never again.

The house keeps a hash of the token in a file of its data directory. The link is dead when it was used, after a day, and
from the moment anybody has an account, whatever the file says.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from cordiale.core import clock
from cordiale.people.models import User

VALID_FOR = timedelta(days=1)


def make() -> str:
    """A new token; an earlier one is void."""
    token = secrets.token_urlsafe(32)
    told = {"hash": _hash(token), "until": (clock.now() + VALID_FOR).timestamp()}
    draft = _file().with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(told, stream)
    draft.replace(_file())
    return token


def stands(token: str) -> bool:
    """Whether this token may still set the house up."""
    if User.objects.exists():
        return False
    try:
        told = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return hmac.compare_digest(told["hash"], _hash(token)) and clock.now().timestamp() < told["until"]


def use(token: str) -> bool:
    """Use the token up: of two at once, one gets it. Called last, inside the transaction that makes the account."""
    try:
        told = json.loads(_file().read_text(encoding="utf-8"))
        if not hmac.compare_digest(told["hash"], _hash(token)):
            return False
        _file().unlink()
    except (OSError, ValueError):
        return False
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _file() -> Path:
    return Path(settings.DATA / "first-run.json")
