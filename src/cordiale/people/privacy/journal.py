"""The journal of erasures, kept apart from the databases: whom a restored backup must lose again (F20).

A line holds when, and the keyed hash of each erased record's key: it names nobody, and recognises whoever comes back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from cordiale.core import clock


def path() -> Path:
    """Where the journal stands; best on another volume, outside of what backups bring back."""
    return Path(settings.ERASURE_JOURNAL)


def mark_of(key: UUID) -> str:
    """What stands for a record: HMAC-SHA256 under the keyring's secret, which is kept apart as well."""
    return _hash(b"cordiale erased", key.bytes)


def mark_of_address(kind: str, normal: str) -> str:
    """What stands for an address in the suppression list."""
    return _hash(b"cordiale suppressed", f"{kind}\x00{normal}".encode())


def _hash(purpose: bytes, told: bytes) -> str:
    secret = hmac.new(settings.LAKE.keyring_secret, purpose, hashlib.sha256).digest()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()


def note(keys: Iterable[UUID], *, pids: Iterable[int]) -> None:
    """Write, durably, that these are erased: before anything is, so that no crash can leave one unrecorded.

    `pids` are their numbers in the lake, drawn at random: a restored lake must hide their rows again, and the keyring
    no longer says which they were.
    """
    fresh, numbers = sorted({mark_of(key) for key in keys} - set(marks())), sorted(set(pids) - numbers_known())
    if not (fresh or numbers):
        return
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    with os.fdopen(descriptor, "a", encoding="utf-8") as kept:
        kept.write(json.dumps({"at": clock.now().isoformat(), "erased": fresh, "pids": numbers}) + "\n")
        kept.flush()
        os.fsync(kept.fileno())
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def marks() -> Iterator[str]:
    """Every mark ever noted."""
    for line in _lines():
        yield from line["erased"]


def numbers_known() -> set[int]:
    """Every number in the lake ever noted."""
    return {number for line in _lines() for number in line["pids"]}


def _lines() -> Iterator[dict[str, Any]]:
    if path().exists():
        with path().open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
