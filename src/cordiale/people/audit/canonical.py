"""The bytes that are hashed: the same for the same entry, on every database and in ten years."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An entry without its hash."""

    lane: int
    position: int
    at: datetime
    actor: UUID | None
    deed: str
    party: UUID | None
    subject: str
    rows: int | None
    detail: str

    def hashed(self, *, previous: str) -> str:
        """SHA-256 over the hash before and this entry's canonical JSON."""
        told = [
            self.lane,
            self.position,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor.hex if self.actor else None,
            self.deed,
            self.party.hex if self.party else None,
            self.subject,
            self.rows,
            self.detail,
        ]
        return hashlib.sha256(bytes.fromhex(previous) + text(told).encode()).hexdigest()


def text(value: object) -> str:
    """JSON with sorted keys, no spaces, no escapes that depend on the writer."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)


def detail(told: Mapping[str, Any]) -> str:
    """The detail's text; nothing told is an empty text."""
    return text(told) if told else ""
