"""What somebody may do, worked out once per request: the union of their roles, and what bounds their scope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from cordiale.core import clock
from cordiale.people.models import Party, Territory, User
from cordiale.people.rights import classes, verbs
from cordiale.people.rights.models import Membership, Role, Share

_KEPT = "_standing"


@dataclass(frozen=True)
class Standing:
    """One person's rights as they stand now."""

    user: User
    roles: tuple[Role, ...]

    @cached_property
    def _scopes(self) -> dict[str, str]:
        """What was asked already: a page asks the same of many rows and buttons."""
        return {}

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {}

    def scope(self, verb: str) -> str:
        """How far the verb reaches: the widest of what the roles grant."""
        if verb not in self._scopes:
            self._scopes[verb] = self._widest(verb)
        return self._scopes[verb]

    def _widest(self, verb: str) -> str:
        if verbs.of(verb).everyone:
            return "all"
        scope = "none"
        for role in self.roles:
            scope = verbs.wider(scope, role.scope(verb))
        return scope

    def level(self, data_class: str) -> str:
        """How much of a data class is seen: the most of what the roles show."""
        if data_class not in self._levels:
            level = "hidden"
            for role in self.roles:
                level = classes.higher(level, role.level(data_class))
            self._levels[data_class] = level
        return self._levels[data_class]

    @cached_property
    def territories(self) -> frozenset[int]:
        """The ids of this person's territory and of all below it."""
        if self.user.territory_id is None:
            return frozenset()
        mine = Territory.objects.values_list("path", flat=True).get(pk=self.user.territory_id)
        return frozenset(Territory.objects.filter(path__startswith=mine).values_list("pk", flat=True))

    def bounds(self, scope: str) -> list[tuple[str, list[int]]]:
        """The columns of a party that a scope looks at, each with the values that are this person's."""
        reach = verbs.SCOPES.index(scope)
        found = [("owner", [self.user.pk])] if reach else []
        if reach >= verbs.SCOPES.index("team") and self.user.team_id is not None:
            found.append(("team", [self.user.team_id]))
        if reach >= verbs.SCOPES.index("territory") and self.territories:
            found.append(("territory", sorted(self.territories)))
        return found

    def within(self, scope: str, *, changes: bool, loose: bool = False) -> Q:
        """The same as one condition, with the shares. `loose` keeps the database from gathering all of them first,
        for a list that walks another index and wants only the first rows."""
        condition = Q(pk__in=self.shares(changes=changes).values("party_id"))
        for column, values in self.bounds(scope):
            held: Any = In(Coalesce(F(column), Value(None)), values) if loose else Q(**{f"{column}__in": values})
            condition |= Q(held)
        return condition

    def shares(self, *, changes: bool) -> Any:
        """The shares with this person that hold now."""
        mine = Q(user=self.user.pk)
        if self.user.team_id is not None:
            mine |= Q(team=self.user.team_id)
        held = Share.objects.filter(mine).filter(Q(until=None) | Q(until__gt=clock.now()))
        return held.filter(may_change=True) if changes else held

    def reaches(self, party: Party, scope: str) -> bool:
        """The same as `bounds`, of one party at hand."""
        reach = verbs.SCOPES.index(scope)
        if reach and party.owner_id == self.user.pk:
            return True
        if reach >= verbs.SCOPES.index("team") and party.team_id is not None and party.team_id == self.user.team_id:
            return True
        return reach >= verbs.SCOPES.index("territory") and party.territory_id in self.territories


def of(user: User) -> Standing:
    """The rights of a person; read once and kept on the object, which lives as long as the request."""
    kept: Standing | None = getattr(user, _KEPT, None)
    if kept is None:
        held = Membership.objects.filter(user=user.pk, role__retired_at=None).select_related("role").order_by("pk")
        kept = Standing(user, tuple(membership.role for membership in held))
        setattr(user, _KEPT, kept)
    return kept


def forget(user: User) -> None:
    """Read the rights of this person anew: something about them changed."""
    if hasattr(user, _KEPT):
        delattr(user, _KEPT)
