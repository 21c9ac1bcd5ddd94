"""What a kind hands to the writer: facts in order, that can be asked for by number, and parties to take in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cordiale.people.intake import PartyDraft

FACT_COLUMNS = "external_key, event_kind, ts, party_ref, subject, amount, currency, data, personal"  # of `Stream.query`


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Facts of one ledger kind, numbered 1..count in the order they are sent.

    `query` has two places, `first` and `last`, and gives the facts in between with the columns of FACT_COLUMNS:
    ts a UTC timestamp, amount a decimal or null, data and personal JSON text or null. `timeless` facts (a product's
    description) are the same fact whenever they were said.
    """

    ledger: str
    count: int
    query: str
    timeless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Records of one object (its id), numbered 1..count; `query` gives those between `first` and `last` with their
    key at the source, their party's key, title and values (JSON)."""

    of: int
    ledger: str
    issuer: str
    count: int
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The whole of an import, ready to be compared with what is known."""

    streams: tuple[Stream, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    drafts: Iterator[PartyDraft] | None = None
    draft_count: int = 0
    report: dict[str, object]
