"""Parties: list and read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from cordiale.people import access, search
from cordiale.people import fields as fields_of_parties
from cordiale.people.audit import door
from cordiale.people.fields import registry
from cordiale.people.identifiers import normalise
from cordiale.people.models import Identifier, Party
from cordiale.people.rights import honey
from cordiale.project.api import paging, policy, replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import asking, records, views
from cordiale.project.api.resources.party_shapes import PartyPage, PartyShown, Question
from cordiale.project.api.resources.shapes import REFUSED, Wanted
from cordiale.project.api.resources.showing import shown

router = Router(tags=["parties"])
ORDERS = {
    "name": ("sort_name", False, "name"),
    "-name": ("sort_name", True, "name"),
    "created": ("created_at", False, "created"),
    "-created": ("created_at", True, "created"),
}


@router.get("", response={200: PartyPage, **REFUSED}, operation_id="list_parties", summary="List parties")
def listed(request: ProgramRequest, asked: Query[Question]) -> HttpResponse:
    """The parties the key may see, a page at a time."""
    caller = request.caller
    caller.require("party.read")
    fields = policy.wanted(asked.fields, known=records.FIELDS)
    column, falling, field = ORDERS[asked.sort]
    caller.require_field(field)
    rows = _chosen(asked, caller=caller)
    order = paging.Order(name=asked.sort, column=column, falling=falling, instant=column == "created_at")
    question = asked.model_dump(exclude={"limit", "cursor", "fields", "count"})
    page = paging.page(
        records.loaded(rows, fields), order=order, question=question, cursor=asked.cursor, limit=asked.limit
    )
    allowances.rows(caller, len(page.rows))
    door.listed(len(page.rows))
    door.asked(text=asked.q, filters=asked.model_fields_set - {"q", "limit", "cursor", "fields", "count", "sort"})
    told: dict[str, Any] = {"rows": [records.record(one, fields, caller=caller) for one in page.rows]}
    told["next"] = page.next
    if asked.count:
        told["total"] = paging.counted(rows)
    return replies.reply(told)


def _chosen(asked: Question, *, caller: Principal) -> QuerySet[Party]:
    """The rows that answer the question. A field that is not open to the caller cannot be asked about either."""
    rows = access.parties_for(caller.user, archived=asked.archived)
    for name in ("kind", "owner", "team"):
        value = getattr(asked, name)
        if value is not None:
            caller.require_field(name)
            rows = rows.filter(**{name if name == "kind" else f"{name}__key": value})
    if asked.tag:
        caller.require_field("tags")
        rows = rows.filter(tags__name__iexact=asked.tag)
    for kind, field in (("email", "email"), ("phone", "phone"), ("external", "reference")):
        if getattr(asked, kind):
            caller.require_field(field)
            rows = rows.filter(pk__in=_bearers(kind, getattr(asked, kind)))
    if asked.filter:
        rows = rows.filter(_condition(asked.filter, caller=caller))
    if asked.view:
        rows = views.kept(rows, asked.view, caller=caller)
    if asked.q:
        for field in ("name", "email", "phone", "reference"):
            caller.require_field(field)
        rows = search.narrow(rows, asked.q)
    return rows


def _condition(text: str, *, caller: Principal) -> Q:
    """The condition as the lists say it; a field that is shut to the key or its account cannot be asked about."""
    tree = asking.tree(text)
    asking.require(tree, fields=registry.Fields(caller.user), caller=caller)
    return fields_of_parties.compile(tree, actor=caller.user)


def _bearers(kind: str, value: str) -> QuerySet[Any]:
    issuer, _, reference = value.partition(":") if kind == "external" else ("", "", value)
    normal = normalise(kind, reference, issuer=issuer)
    return Identifier.objects.filter(kind=kind, issuer=normal.issuer, normal=normal.normal).values("party_id")


@router.get("/{uuid:key}", response={200: PartyShown, **REFUSED}, operation_id="get_party", summary="Read a party")
def one(request: ProgramRequest, key: UUID, fields: Wanted = "") -> HttpResponse:
    """One record, archived or not. Its ETag goes back in If-Match when it is changed."""
    party = request.caller.party(key)
    allowances.rows(request.caller, 1)
    honey.touched(request.caller.user, [party.key])
    return shown(party, caller=request.caller, fields=fields)
