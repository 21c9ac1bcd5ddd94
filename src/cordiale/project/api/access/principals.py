"""Who is calling: an account seen through a key or a token, never more than the account itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from cordiale.people import access, rights
from cordiale.people.fields import definitions
from cordiale.people.fields.models import CustomField
from cordiale.people.models import Party, User
from cordiale.people.refusals import NoSuchParty
from cordiale.people.rights.classes import LEVELS
from cordiale.people.rights.refusals import NotAllowed
from cordiale.project.api.refusals import FieldNotOpen, Merged, ScopeTooNarrow


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
    _kept: dict[str, Mapping[str, CustomField]] = field(default_factory=dict, compare=False)

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
        try:
            found = access.party_for(self.user, key, verb=verb)
        except (NoSuchParty, NotAllowed):
            self._lead_on(key)
            raise
        if found.merged_into_id is not None:
            self._lead_on(key)
            raise NoSuchParty
        return found

    def _lead_on(self, key: UUID) -> None:
        """The key of a record that became part of another leads to that one, for those who may see it."""
        stays = Party.objects.filter(pk__in=Party.objects.filter(key=key).values("merged_into"))
        survivor = self.visible(stays).values_list("key", flat=True).first()
        if survivor is not None:
            raise Merged(party=str(key), survivor=str(survivor))

    @property
    def custom(self) -> Mapping[str, CustomField]:
        """The company's own fields of parties by their names; read once a call."""
        if "custom" not in self._kept:
            self._kept["custom"] = {one.name: one for one in definitions.active()}
        return self._kept["custom"]

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
