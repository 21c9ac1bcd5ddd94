"""How an event is written down between its acceptance and the lake: one JSON object."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import msgspec

from cordiale.core.event import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NOTHING = msgspec.Raw(b"")


class Encoded(NamedTuple):
    """An event ready for the spool: its id (16 bytes), the mark of its source, its body."""

    id: bytes
    source: int
    body: bytes


class Wire(msgspec.Struct, gc=False):
    """A body read back. Times are microseconds since 1970 (UTC); `data` and `personal` stay undecoded JSON."""

    kind: str
    at: int
    received_at: int
    party: str = ""
    source: str = ""
    subject: str = ""
    amount: str | None = None
    currency: str = ""
    data: msgspec.Raw = NOTHING
    personal: msgspec.Raw = NOTHING


class _Outgoing(msgspec.Struct, omit_defaults=True, gc=False):
    kind: str
    at: int
    received_at: int
    party: str = ""
    source: str = ""
    subject: str = ""
    amount: str | None = None
    currency: str = ""
    data: Mapping[str, object] | None = None
    personal: Mapping[str, object] | None = None


_encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Wire).decode


@lru_cache(maxsize=1024)
def source_mark(source: str) -> int:
    """A source in 63 bits, so that the spool can let go of everything one source brought."""
    return int.from_bytes(hashlib.sha256(source.encode()).digest()[:8], "big") >> 1


def microseconds(at: datetime) -> int:
    """An aware time as whole microseconds since 1970 UTC, exactly."""
    return (at - EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The aware time of that many microseconds since 1970 UTC."""
    return EPOCH + timedelta(microseconds=value)


def encode(event: Event) -> Encoded:
    """The event as the spool keeps it."""
    body = _encode(
        _Outgoing(
            kind=event.kind,
            at=microseconds(event.at),
            received_at=microseconds(event.received_at),
            party=event.party.hex if event.party else "",
            source=event.source,
            subject=event.subject,
            amount=None if event.amount is None else format(event.amount, "f"),
            currency=event.currency,
            data=dict(event.data) or None,
            personal=dict(event.personal) or None,
        )
    )
    return Encoded(event.id.bytes, source_mark(event.source), body)
