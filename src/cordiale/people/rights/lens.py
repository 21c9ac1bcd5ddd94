"""A record as one reader may see it: hidden fields left out, masked ones masked, a pseudonym where the name is hidden.

Objects are changed in memory only, after they were read for a page or a file; verbs read the rows they write anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cordiale.people.models import Address, Identifier, Party, User
from cordiale.people.rights import classes, deciding, masking

if TYPE_CHECKING:
    from cordiale.people.rights.deciding import Actor


def pseudonym(party: Party) -> str:
    """A name that tells records apart and says nothing of the person; always the same for the same record."""
    return _("Client %(mark)s") % {"mark": party.key.hex[-6:].upper()}


def name_for(reader: User | None, party: Party | None) -> str:
    """The name of a record in a sentence to somebody: as they see it, and no name at all where they see no record.

    Without a reader it is the house that speaks to itself.
    """
    if party is None:
        return "…"
    if reader is None:
        return party.name
    return Lens(reader).named(party) if deciding.covers(reader, party) else "…"


@dataclass(frozen=True, slots=True)
class Lens:
    """What one reader sees."""

    reader: Actor

    def level(self, field: str) -> str:
        return deciding.level(self.reader, field)

    def reads(self, field: str) -> bool:
        """Whether the value itself is shown: only then may it be searched, filtered, sorted by."""
        return classes.LEVELS.index(self.level(field)) >= classes.LEVELS.index("read")

    def writes(self, field: str) -> bool:
        return self.level(field) == "write"

    def text(self, field: str, value: str, *, kind: str = "") -> str:
        """A value as this reader sees it."""
        if self.reads(field):
            return value
        return masking.mask(value, kind or field) if self.level(field) == "masked" else ""

    def party(self, party: Party) -> Party:
        """The record's own fields; a hidden name becomes a pseudonym."""
        if self.reads("name"):
            return party
        party.name = self.named(party)
        party.given_name = party.family_name = party.sort_name = ""
        party.born_on = None
        return party

    def named(self, party: Party) -> str:
        """The record's name, masked or a pseudonym where it is not to be read."""
        if self.reads("name"):
            return party.name
        return masking.text(party.name) if self.level("name") == "masked" else pseudonym(party)

    def parties(self, parties: Iterable[Party]) -> list[Party]:
        return [self.party(party) for party in parties]

    def identifiers(self, identifiers: Iterable[Identifier]) -> list[Identifier]:
        """E-mails, phones and references; what is masked carries nothing that a link could use."""
        shown = []
        for one in identifiers:
            field = one.kind if one.kind in ("email", "phone") else "reference"
            if self.level(field) == "hidden":
                continue
            if not self.reads(field):
                one.value, one.normal = masking.mask(one.value, one.kind), ""
            shown.append(one)
        return shown

    def addresses(self, addresses: Iterable[Address]) -> list[Address]:
        """Where people live; without the right to read it, the town and the country."""
        shown = list(addresses)
        if not self.reads("address"):
            for one in shown:
                one.lines = one.postcode = ""
        return shown
