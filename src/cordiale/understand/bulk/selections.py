"""Whom a run is about: the rows ticked, or everybody in the list, as far as the deed is granted."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from cordiale.people import rights
from cordiale.people.models import Party, User
from cordiale.understand.bulk.refusals import NobodyChosen
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import COUNT_LIMIT, Result

MOST_TICKED = 500


def chosen(given: Iterable[str]) -> list[str]:
    """The keys ticked, cleaned; refused when there is none."""
    keys = []
    for text in list(given)[:MOST_TICKED]:
        try:
            keys.append(str(UUID(text)))
        except ValueError:
            continue
    if not keys:
        raise NobodyChosen
    return keys


def parties(*, address: str, keys: list[str], user: User, verb: str) -> QuerySet[Party]:
    """The parties of a selection to which the user may do the verb, in no order."""
    rows = Party.objects.filter(key__in=keys) if keys else Result(Query.within(address, user=user), user=user).rows()
    return rights.visible(rights.visible(rows, user), user, verb)


def count(rows: QuerySet[Party]) -> int:
    """How many, counted no further than the limit of the list."""
    return rows[:COUNT_LIMIT].count()
