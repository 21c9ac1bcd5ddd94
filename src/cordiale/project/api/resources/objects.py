"""Objects the company defined, and their records: what a customer owns, rents or insures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.people import access
from cordiale.people.audit import door
from cordiale.people.fields import definitions, objects, plans, registry
from cordiale.people.fields.models import CustomField, ObjectType, Record
from cordiale.people.fields.refusals import NoSuchObject
from cordiale.project.api import paging, replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import asking, custom
from cordiale.project.api.resources.changing import unchanged
from cordiale.project.api.resources.custom import Values
from cordiale.project.api.resources.shapes import REFUSED, Cursor, Filter, Limit, Name, Shown, Text, Told

router = Router(tags=["objects"])
ObjectName = Annotated[Text, Field(min_length=1, max_length=40, description="The `name` of an object.")]


class ObjectField(Shown):
    name: str
    label: str
    kind: str
    options: list[str] = []
    required: bool = False


class ObjectShown(Shown):
    """A kind of thing; `many` when a customer may have several."""

    name: str
    label: str
    plural: str
    many: bool
    fields: list[ObjectField]


class Objects(Shown):
    rows: list[ObjectShown]


class RecordTold(Told):
    object: ObjectName
    title: Annotated[Name, Field(min_length=1)]
    values: Values = {}


class RecordChange(Told):
    """What is to change; what is not named stays."""

    title: Annotated[Name, Field(min_length=1)] | None = None
    values: Values = {}


class RecordShown(Shown):
    """One thing of a party."""

    key: UUID
    object: str
    party: UUID
    title: str
    values: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None


class RecordPage(Shown):
    rows: list[RecordShown]
    next: str


class Question(Told):
    """Records of one object, the latest first; `filter` asks of `record.title`, `record.created` and its own fields."""

    object: ObjectName
    party: UUID | None = None
    filter: Filter = ""
    archived: bool = False
    limit: Limit = 50
    cursor: Cursor = ""


def _known(of: ObjectType) -> dict[str, CustomField]:
    return {one.name: one for one in definitions.active(of=of)}


@router.get("/objects", response={200: Objects, **REFUSED}, operation_id="list_objects", summary="List objects")
def kinds(request: ProgramRequest) -> HttpResponse:
    """The objects in use, with those of their fields that the key may read."""
    caller = request.caller
    caller.require("record.read")
    return replies.reply({"rows": [_object(one, caller=caller) for one in objects.active()]})


def _object(of: ObjectType, *, caller: Principal) -> dict[str, Any]:
    fields = [
        {
            "name": one.name, "label": one.label, "kind": one.kind, "required": one.required,
            "options": [key for key, _label in one.offered()],
        }
        for one in definitions.active(of=of)
        if caller.level_of_class(one.data_class) != "hidden"
    ]  # fmt: skip
    return {"name": of.name, "label": of.label, "plural": of.plural, "many": of.many, "fields": fields}


@router.get("/records", response={200: RecordPage, **REFUSED}, operation_id="list_records", summary="List records")
def listed(request: ProgramRequest, asked: Query[Question]) -> HttpResponse:
    """The records of an object, of the parties the key may see."""
    caller = request.caller
    caller.require("record.read")
    of = objects.type_of(asked.object)
    seen = access.parties_for(caller.user)
    rows = Record.objects.filter(of=of, archived_at__isnull=not asked.archived, party__in=seen)
    if asked.party:
        rows = rows.filter(party=caller.party(asked.party))
    if asked.filter:
        rows = rows.filter(_condition(asked.filter, of=of, caller=caller))
    order = paging.Order(name="latest", column="pk", falling=True)
    question = asked.model_dump(exclude={"limit", "cursor"})
    page = paging.page(
        rows.select_related("party"), order=order, question=question, cursor=asked.cursor, limit=asked.limit
    )
    allowances.rows(caller, len(page.rows))
    door.listed(len(page.rows))
    known = _known(of)
    told = [_told(one, of=of, known=known, caller=caller) for one in page.rows]
    return replies.reply({"rows": told, "next": page.next})


def _condition(text: str, *, of: ObjectType, caller: Principal) -> Q:
    fields = registry.Fields(caller.user).inside(of.name)
    if fields is None:
        raise NoSuchObject
    tree = asking.tree(text)
    asking.require(tree, fields=fields, caller=caller)
    return plans.plan(tree, actor=caller.user, fields=fields).condition


def _told(one: Record, *, of: ObjectType, known: Mapping[str, CustomField], caller: Principal) -> dict[str, Any]:
    return {
        "key": one.key, "object": of.name, "party": one.party.key, "title": one.title,
        "values": custom.shown(caller, one.values, known=known), "version": one.version, "created_at": one.created_at,
        "updated_at": one.updated_at, "archived_at": one.archived_at,
    }  # fmt: skip


def _reply(one: Record, *, caller: Principal, status: int = 200) -> HttpResponse:
    told = _told(one, of=one.of, known=_known(one.of), caller=caller)
    return replies.reply(told, status=status, headers={"ETag": _etag(one)})


def _etag(one: Record) -> str:
    return f'"{one.version}-{int(one.updated_at.timestamp() * 1_000_000):x}"'


@router.post(
    "/parties/{uuid:key}/records", response={201: RecordShown, **REFUSED}, operation_id="add_record", summary="Add one"
)
def add(request: ProgramRequest, key: UUID, told: RecordTold) -> HttpResponse:
    """Keep one more of these about a party."""
    caller = request.caller
    caller.party(key, "record.change")
    custom.require(caller, told.values, known=_known(objects.type_of(told.object)), place="values")
    made = objects.add(told.object, party=key, title=told.title, told=told.values, by=caller.user)
    return _reply(made, caller=caller, status=201)


def _of(caller: Principal, key: UUID, verb: str) -> Record:
    """One record, of a party to which the caller may do the verb."""
    caller.require(verb)
    found = objects.record_of(key)
    caller.party(found.party.key, verb if verb != "record.read" else "party.read")
    return found


@router.get(
    "/records/{uuid:id}", response={200: RecordShown, **REFUSED}, operation_id="get_record", summary="Read a record"
)
def one(request: ProgramRequest, id: UUID) -> HttpResponse:
    """One record, put aside or not."""
    allowances.rows(request.caller, 1)
    return _reply(_of(request.caller, id, "record.read"), caller=request.caller)


@router.patch(
    "/records/{uuid:id}",
    response={200: RecordShown, **REFUSED},
    operation_id="change_record",
    summary="Change a record",
)
def change(request: ProgramRequest, id: UUID, told: RecordChange) -> HttpResponse:
    """Change what is named. With If-Match, only if nobody changed the record since."""
    caller = request.caller
    found = _of(caller, id, "record.change")
    custom.require(caller, told.values, known=_known(found.of), place="values")
    with transaction.atomic():
        held = Record.objects.select_for_update(of=("self",)).get(pk=found.pk)
        unchanged(request, current=_etag(held))
        made = objects.correct(id, title=told.title or held.title, told=told.values, by=caller.user)
    return _reply(made, caller=caller)


@router.delete(
    "/records/{uuid:id}", response={204: None, **REFUSED}, operation_id="remove_record", summary="Put a record aside"
)
def remove(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Put a record aside: it leaves lists, and can be taken back."""
    objects.archive(_of(request.caller, id, "record.change").key, by=request.caller.user)
    return replies.nothing()


@router.post(
    "/records/{uuid:id}/restore",
    response={200: RecordShown, **REFUSED},
    operation_id="restore_record",
    summary="Take a record back",
)
def restore(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Take a record back that was put aside."""
    found = _of(request.caller, id, "record.change")
    return _reply(objects.archive(found.key, by=request.caller.user, back=True), caller=request.caller)
