"""The saved views over the list: which there are, which one is open, whether it was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict

from cordiale.people import rights
from cordiale.people.models import User
from cordiale.understand.customers.query import Query
from cordiale.understand.lists import saved
from cordiale.understand.lists.models import SavedView

PLACE = "customers"
ALL = "tous"
SHAPE = ("f", "q", "sort", "cols", "dense", "layout", "by")
PAGES = ("after", "before")


@dataclass(slots=True)
class Tabs:
    """What stands over the list. `view` is the one that is open, none for everybody."""

    views: list[SavedView] = field(default_factory=list)
    view: SavedView | None = None
    first: UUID | None = None
    changed: bool = False
    may_keep: bool = False
    may_change: bool = False
    may_share: bool = False
    reach: tuple[tuple[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.views)


def shelf(user: User) -> list[SavedView]:
    """The views that may be opened over the list, read once for a page."""
    return saved.shelf(user, place=PLACE)


def unfolded(params: QueryDict, *, views: Sequence[SavedView]) -> QueryDict:
    """The address with what its view keeps, when the view alone is asked for; a list without a view as it is."""
    if any(name in params for name in SHAPE):
        return params
    key = params.get("vue", "")
    if not key and not any(params.values()):
        view = next((one for one in views if getattr(one, "opens")), None)  # noqa: B009 -- an annotation
    else:
        view = next((one for one in views if str(one.key) == key), None)
    if view is None:  # it is gone, or not open to the reader: the list is then everybody's
        return params
    told = QueryDict(view.address, mutable=True)
    for name in PAGES:
        if name in params:
            told.setlist(name, params.getlist(name))
    told["vue"] = str(view.key)
    return told


def of(query: Query, *, user: User, views: Sequence[SavedView]) -> Tabs:
    """The tabs of a state of the list."""
    if not rights.allow(user, "view.keep"):
        return Tabs()
    view = next((one for one in views if str(one.key) == query.view), None)
    share = bool(rights.allow(user, "view.share"))
    return Tabs(
        views=list(views),
        view=view,
        first=next((one.key for one in views if getattr(one, "opens")), None),  # noqa: B009 -- an annotation
        changed=_changed(query, view, user=user),
        may_keep=True,
        may_change=view is not None and saved.may_change(user, view),
        may_share=share,
        reach=tuple(SavedView.Reach.choices) if share else tuple(SavedView.Reach.choices)[:1],
    )


def _changed(query: Query, view: SavedView | None, *, user: User) -> bool:
    """Whether the list shows something else than its view keeps; without a view, than everybody by name."""
    if view is None:
        return bool(query.state)
    if query.state == view.address:
        return False
    return query.state != Query.read(QueryDict(view.address), user=user).state
