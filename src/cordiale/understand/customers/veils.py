"""What of a customer's profile and timeline a reader may see, by data class."""

from __future__ import annotations

from collections.abc import Iterable

from cordiale.core.event import Event
from cordiale.people import rights
from cordiale.people.models import User
from cordiale.understand.customers import wording
from cordiale.understand.profile.models import Profile

BOUGHT = ("spent", "order_count", "first_order_at", "last_order_at", "year_value")
RHYTHM = ("late_at", "typical_gap_days", "recency_score", "frequency_score", "money_score")
CLASS_OF_GROUP = {"exchange": "contact", "purchase": "commercial", "web": "behavioural", "": "public"}
# A change tells what a field held before; an answer to a survey is a mark, whose words are not shown here.
CLASS_OF_KIND = {"party.updated": "contact"}


def reads(reader: User, data_class: str) -> bool:
    """Whether values of this class are shown to the reader as they are."""
    return rights.level_of_class(reader, data_class) in ("read", "write")


def opened(reader: User) -> dict[str, bool]:
    """For templates: which classes the reader reads."""
    return {data_class: reads(reader, data_class) for data_class in rights.classes.CLASSES}


def shows_profile(reader: User) -> bool:
    """Whether any figure of a profile is open to the reader."""
    return reads(reader, "commercial") or reads(reader, "behavioural")


def profile_for(reader: User, profile: Profile | None) -> Profile | None:
    """The profile without the figures that are not open to the reader; none when none is. In memory only."""
    buys, moves = reads(reader, "commercial"), reads(reader, "behavioural")
    if profile is None or not (buys or moves):
        return None
    if not buys:
        for name in BOUGHT:
            setattr(profile, name, None if name.endswith("_at") else 0)
    if not moves:
        profile.late = False
        for name in RHYTHM:
            setattr(profile, name, None)
    return profile


def open_groups(reader: User) -> frozenset[str]:
    """The groups of events the reader may follow: exchanges, web, purchases, and the record's own."""
    return frozenset(group for group, data_class in CLASS_OF_GROUP.items() if reads(reader, data_class))


def events_for(reader: User, events: Iterable[Event]) -> list[Event]:
    """The events of classes that are open to the reader; a kind that nobody described may say anything."""
    opened = {data_class for data_class in rights.classes.CLASSES if reads(reader, data_class)}
    return [event for event in events if class_of(event.kind) in opened]


def class_of(kind: str) -> str:
    """The data class of a kind of event."""
    if kind not in wording.KINDS:
        return "contact"
    return CLASS_OF_KIND.get(kind, CLASS_OF_GROUP[wording.KINDS[kind].group])
