"""Saved views of the list of parties: read, kept, shared, and run (`list_parties?view=`)."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from ninja import Router
from pydantic import Field

from cordiale.core import conditions
from cordiale.core.conditions import All
from cordiale.people import search
from cordiale.people.models import Party
from cordiale.project.api import replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import asking
from cordiale.project.api.resources.shapes import REFUSED, Filter, Shown, Text, Told
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.tabs import PLACE
from cordiale.understand.lists import saved
from cordiale.understand.lists.models import SavedView

router = Router(tags=["views"])
VERB = "view.keep"
SEARCHED = ("name", "email", "phone", "reference")
Called = Annotated[Text, Field(min_length=1, max_length=60)]
Reach = Literal["mine", "team", "all"]
Words = Annotated[Text, Field(max_length=100, description="Words of the name or an identifier.")]


class ViewTold(Told):
    name: Called
    reach: Reach = "mine"
    filter: Filter = ""
    q: Words = ""


class ViewChange(Told):
    """What is to change; what is not named stays, columns and order too."""

    name: Called | None = None
    reach: Reach | None = None
    filter: Filter | None = None
    q: Words | None = None


class ViewShown(Shown):
    """A view; `filter` is the short text of its condition."""

    key: UUID
    name: str
    reach: str
    filter: str
    q: str
    sort: str
    mine: bool


class Views(Shown):
    rows: list[ViewShown]


def _query(view: SavedView, caller: Principal) -> Query:
    return Query.read(QueryDict(view.address), user=caller.user)


def _told(view: SavedView, *, caller: Principal) -> dict[str, Any]:
    query = _query(view, caller)
    return {
        "key": view.key, "name": view.name, "reach": view.reach, "filter": conditions.write(query.tree),
        "q": query.text, "sort": query.sort.param, "mine": view.owner_id == caller.user.pk,
    }  # fmt: skip


def _address(before: str, caller: Principal, **told: str | None) -> str:
    """The state of the list with other words or another condition, read again rather than believed."""
    params = QueryDict(before, mutable=True)
    if told.get("filter") is not None:
        text = str(told["filter"])
        tree = asking.tree(text) if text else All()
        params["f"] = conditions.write(tree if isinstance(tree, All) else All(tree))
    if told.get("q") is not None:
        params["q"] = str(told["q"])
    query = Query.read(QueryDict(urlencode(list(params.items()))), user=caller.user)
    _understood(query)
    return query.state


def _understood(query: Query) -> None:
    """A program is not told less than it asked for: what the list would pass over is refused."""
    if query.ignored:
        raise conditions.BadCondition(near=str(query.ignored[0].label)[:40])


def kept(rows: QuerySet[Party], key: UUID, *, caller: Principal) -> QuerySet[Party]:
    """Those of the rows that a view keeps; refused when the key may not ask what the view asks."""
    caller.require(VERB)
    query = _query(saved.view_of(caller.user, key), caller)
    _understood(query)
    asking.require(query.tree, fields=query.fields, caller=caller)
    if query.text:
        for field in SEARCHED:
            caller.require_field(field)
        rows = search.narrow(rows, query.text)
    for part in query.parts:
        rows = rows.filter(part.kept.condition)
    return rows


@router.get("/views", response={200: Views, **REFUSED}, operation_id="list_views", summary="List saved views")
def listed(request: ProgramRequest) -> HttpResponse:
    """The account's own views, its team's and everybody's."""
    caller = request.caller
    caller.require(VERB)
    return replies.reply({"rows": [_told(one, caller=caller) for one in saved.open_to(caller.user, place=PLACE)]})


@router.post("/views", response={201: ViewShown, **REFUSED}, operation_id="keep_view", summary="Keep a view")
def keep(request: ProgramRequest, told: ViewTold) -> HttpResponse:
    """Keep a condition under a name, for the account, its team or everybody."""
    caller = request.caller
    caller.require(VERB)
    address = _address("", caller, filter=told.filter, q=told.q)
    made = saved.keep_as(name=told.name, address=address, place=PLACE, reach=told.reach, by=caller.user)
    return replies.reply(_told(made, caller=caller), status=201)


@router.get("/views/{uuid:id}", response={200: ViewShown, **REFUSED}, operation_id="get_view", summary="Read a view")
def one(request: ProgramRequest, id: UUID) -> HttpResponse:
    """One view that is open to the account."""
    request.caller.require(VERB)
    return replies.reply(_told(saved.view_of(request.caller.user, id), caller=request.caller))


@router.patch(
    "/views/{uuid:id}", response={200: ViewShown, **REFUSED}, operation_id="change_view", summary="Change a view"
)
def change(request: ProgramRequest, id: UUID, told: ViewChange) -> HttpResponse:
    """Rename a view, share it, or let it keep something else."""
    caller = request.caller
    caller.require(VERB)
    view = saved.view_of(caller.user, id)
    if told.filter is not None or told.q is not None:
        address = _address(view.address, caller, filter=told.filter, q=told.q)
        view = saved.keep(id, address=address, by=caller.user)
    if told.name is not None or told.reach is not None:
        view = saved.revise(id, name=told.name or view.name, reach=told.reach or view.reach, by=caller.user)
    return replies.reply(_told(view, caller=caller))


@router.delete(
    "/views/{uuid:id}", response={204: None, **REFUSED}, operation_id="remove_view", summary="Take a view away"
)
def remove(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Take a view away; on the screen it can be put back."""
    request.caller.require(VERB)
    saved.remove(id, by=request.caller.user)
    return replies.nothing()
