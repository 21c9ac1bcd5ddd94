"""Who is calling: an account seen through a key or a token, never more than the account itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from cordiale.people import access, rights
from cordiale.people.models import Party, User
from cordiale.people.rights.classes import LEVELS
from cordiale.project.api.refusals import FieldNotOpen, ScopeTooNarrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The account a key stands for, and the bounds of the key. `holder` names the key where things are counted.

    `persons_budget`: what is read also counts as read by the person, whose own budget bounds it.
    """

    user: User
    holder: str
    name: str
    verbs: frozenset[str]
    levels: Mapping[str, str] = field(default_factory=dict)
    calls_per_minute: int = 600
    rows_per_day: int = 100_000
    persons_budget: bool = False
    _seen: dict[str, str] = field(default_factory=dict, compare=False)

    def require(self, verb: str, party: Party | None = None) -> None:
        """Go on, or be refused: by the key's own bounds first, then by the account's rights."""
        if verb not in self.verbs:
            raise ScopeTooNarrow(verb=verb)
        rights.require(self.user, verb, party)

    def visible(self, parties: QuerySet[Party], verb: str = "party.read") -> QuerySet[Party]:
        """Those of `parties` to which the caller may do `verb`."""
        return rights.visible(parties, self.user, verb)

    def party(self, key: UUID, verb: str = "party.read") -> Party:
        """One party; what the caller may not see does not exist, whatever the verb."""
        if verb not in self.verbs:
            raise ScopeTooNarrow(verb=verb)
        return access.party_for(self.user, key, verb=verb)

    def level(self, field_name: str) -> str:
        """How much of a field the caller sees."""
        return self.level_of_class(rights.classes.of(field_name))

    def level_of_class(self, data_class: str) -> str:
        """How much of a class of data the caller sees: the lower of the key's bound and the account's."""
        known = self._seen.get(data_class)
        if known is None:
            most = self.levels.get(data_class, "write")
            known = min(rights.level_of_class(self.user, data_class), most, key=LEVELS.index)
            self._seen[data_class] = known
        return known

    def require_field(self, field_name: str, *, level: str = "read") -> None:
        """Filtering, sorting and writing need the field open."""
        if LEVELS.index(self.level(field_name)) < LEVELS.index(level):
            raise FieldNotOpen(field=field_name)


class ProgramRequest(HttpRequest):
    """For annotations: the door has recognised the caller before an operation is called."""

    caller: Principal
