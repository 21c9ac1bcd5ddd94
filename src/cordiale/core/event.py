"""The event: one fact about the relation, said once, kept for years."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from cordiale.core import clock, keys

KIND = re.compile(r"[a-z][a-z_]{1,30}\.[a-z][a-z_]{1,30}")
_EMPTY: Mapping[str, object] = MappingProxyType({})


def _nothing() -> Mapping[str, object]:
    return _EMPTY


class BadEvent(ValueError):
    """The event cannot be a fact: its kind or its time is not usable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact: what happened (`noun.participle`), to whom, when.

    `data` holds plain JSON values that identify nobody and go to the lake in clear; `personal` holds those that
    do (names, addresses, free text, full web addresses) and is stored encrypted under the person's own key.
    `amount` is money in `currency` (ISO 4217), positive when the customer pays. `subject` is what it was about, as
    a stable public reference (a product code, a page path, a campaign). `source` says who told us
    (`import:<key>`, `demo`, `web`): a whole source can be taken back. `id` makes it idempotent: the same id
    twice is one fact. Personal values need a party, whose key encrypts them.
    """

    kind: str
    party: UUID | None = None
    at: datetime = field(default_factory=clock.now)
    id: UUID = field(default_factory=keys.new)
    source: str = ""
    subject: str = ""
    amount: Decimal | None = None
    currency: str = ""
    data: Mapping[str, object] = field(default_factory=_nothing)
    personal: Mapping[str, object] = field(default_factory=_nothing)
    received_at: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        if not KIND.fullmatch(self.kind):
            raise BadEvent(f"kind must look like 'order.placed', not {self.kind!r}")
        if self.at.tzinfo is None:
            raise BadEvent("at must be aware (UTC)")
        if self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", self.at.astimezone(UTC))
        if self.amount is not None and not self.currency:
            raise BadEvent("an amount needs its currency")
        if self.personal and self.party is None:
            raise BadEvent("personal values need the party they are about")
