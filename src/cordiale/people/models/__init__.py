"""Who the house knows: parties with every identifier, relation and consent, and the team that cares for them."""

from cordiale.people.models.consents import Consent, Wording
from cordiale.people.models.intake import IntakeTrace
from cordiale.people.models.parties import Address, Identifier, Note, Party, Relation, SearchEntry, Tag
from cordiale.people.models.timeline import TimelineEntry
from cordiale.people.models.users import Team, Territory, User, UserManager

__all__ = [
    "Address",
    "Consent",
    "Identifier",
    "IntakeTrace",
    "Note",
    "Party",
    "Relation",
    "SearchEntry",
    "Tag",
    "Team",
    "Territory",
    "TimelineEntry",
    "User",
    "UserManager",
    "Wording",
]
