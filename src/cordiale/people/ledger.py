"""The pure part of consent: how the lines of a ledger fold into an answer (safety 6.2).

The fold depends neither on the order of the lines nor on how often one arrived: the latest line by the time the
person spoke wins, and of lines of the same instant the most protective one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

ALL = "all"
CHANNELS = ("email", "sms", "push", "phone", "letter", "web", ALL)
PROTECTIVE = {"granted": 0, "expired": 1, "refused": 2, "withdrawn": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger; `identifier` is the address it is bound to, None for the person as a whole."""

    key: UUID
    channel: str
    state: str
    at: datetime
    identifier: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """From `since_on`: whether silence means no (consent) or yes (opposition), and where that is written."""

    id: str
    purpose: str
    channels: frozenset[str]
    since_on: date
    needs_grant: bool


_ELECTRONIC = frozenset({"email", "sms", "push", "web"})
_EVERY = frozenset(CHANNELS)
_GDPR = date(2018, 5, 25)
RULES = (
    # Electronic prospecting: article L34-5 CPCE.
    Rule("fr.prospecting.consent", "marketing", _ELECTRONIC, date(2004, 6, 22), needs_grant=True),
    # Telephone: until August 2026 a list of objections, since then consent given beforehand.
    Rule("fr.telephone.opposition", "marketing", frozenset({"phone"}), date(2016, 6, 1), needs_grant=False),
    Rule("fr.telephone.consent", "marketing", frozenset({"phone"}), date(2026, 8, 11), needs_grant=True),
    # Letters, surveys of one's own customers and profiling: legitimate interest, article 21 GDPR gives the objection.
    Rule("gdpr.letter.opposition", "marketing", frozenset({"letter"}), _GDPR, needs_grant=False),
    Rule("gdpr.survey.opposition", "survey", _EVERY, _GDPR, needs_grant=False),
    Rule("gdpr.profiling.opposition", "profiling", _EVERY, _GDPR, needs_grant=False),
    # Pixels in mails: CNIL 2026-042, a consent of its own.
    Rule("cnil.pixel.consent", "open_tracking", _EVERY, _GDPR, needs_grant=True),
)
DENY = Rule("default.deny", "", frozenset(), date.min, needs_grant=True)


def rule_for(*, purpose: str, channel: str, on: date) -> Rule:
    """The rule in force that day; without one, silence means no."""
    valid = [
        rule for rule in RULES if rule.purpose == purpose and channel in rule.channels and rule.since_on <= on
    ]  # fmt: skip
    return max(valid, key=lambda rule: rule.since_on, default=DENY)


def fold(lines: Iterable[Line], *, at: datetime) -> Line | None:
    """The line in force at that moment; None when nobody said anything by then."""
    said = [line for line in lines if line.at <= at]
    return max(said, key=lambda line: (line.at, PROTECTIVE[line.state], line.key), default=None)


def concerns(line: Line, *, channel: str, identifier: int | None) -> bool:
    """Whether the line speaks about that channel and address.

    Without an address only the person as a whole can have granted, but an objection bound to any address counts.
    """
    if line.channel not in (channel, ALL):
        return False
    if line.identifier is None or line.identifier == identifier:
        return True
    return identifier is None and line.state != "granted"
