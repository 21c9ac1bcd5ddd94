"""The saved views over the list: which there are, which one is open, whether it was changed."""

from __future__ import annotations

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


def unfolded(params: QueryDict, *, user: User) -> QueryDict:
    """The address with what its view keeps, when the view alone is asked for; a list without a view as it is."""
    key = params.get("vue", "")
    if any(name in params for name in SHAPE):
        return params
    if not key and not any(params.values()) and (chosen := saved.default_of(user, place=PLACE)):
        key = str(chosen)
    view = _view(key, user)
    if view is None:
        return params
    told = QueryDict(view.address, mutable=True)
    for name in PAGES:
        if name in params:
            told.setlist(name, params.getlist(name))
    told["vue"] = key
    return told


def _view(key: str, user: User) -> SavedView | None:
    """The view of an address; none when it is gone, or not open to the user: the list is then everybody's."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    return next((one for one in saved.open_to(user, place=PLACE) if one.key == wanted), None)


def of(query: Query, *, user: User) -> Tabs:
    """The tabs of a state of the list."""
    if not rights.allow(user, "view.keep"):
        return Tabs()
    views = list(saved.open_to(user, place=PLACE))
    view = next((one for one in views if str(one.key) == query.view), None)
    share = bool(rights.allow(user, "view.share"))
    return Tabs(
        views=views,
        view=view,
        first=saved.default_of(user, place=PLACE) if views else None,
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
