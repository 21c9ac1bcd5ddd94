"""How parties hang together, each relation with its role."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from cordiale.core import keys
from cordiale.people import relations
from cordiale.people.models import Party, Relation
from cordiale.people.refusals import NoSuchRelation
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Shown, Text, Told

router = Router(tags=["parts of a party"])


class RelationTold(Told):
    other: UUID
    kind: Literal["works_at", "household", "partner_of", "referred_by"]
    role: Annotated[Text, Field(max_length=80)] = ""
    since_on: date | None = None


class RelationShown(Shown):
    """Who is what to whom: `party` is `kind` of `other`."""

    id: UUID
    party: UUID
    other: UUID
    kind: str
    role: str
    since_on: date | None = None


class Relations(Shown):
    rows: list[RelationShown]


@router.get(
    "/{uuid:key}/relations",
    response={200: Relations, **REFUSED},
    operation_id="list_relations",
    summary="List relations",
)
def list_relations(request: ProgramRequest, key: UUID) -> HttpResponse:
    """The relations of a party with those the key may see."""
    caller = request.caller
    party = caller.party(key)
    caller.require_field("relation")
    found = list(relations.around(party))
    others = {one.other_id if one.party_id == party.pk else one.party_id for one in found}
    seen = set(caller.visible(Party.objects.filter(pk__in=others)).values_list("pk", flat=True)) | {party.pk}
    rows = [_relation(one) for one in found if one.party_id in seen and one.other_id in seen]
    return replies.reply({"rows": rows})


def _relation(one: Relation) -> dict[str, Any]:
    return {
        "id": _relation_id(one), "party": one.party.key, "other": one.other.key, "kind": one.kind, "role": one.role,
        "since_on": one.since_on,
    }  # fmt: skip


def _relation_id(one: Relation) -> UUID:
    return keys.derived("relation", str(one.party.key), str(one.other.key), one.kind)


@router.post(
    "/{uuid:key}/relations",
    response={201: RelationShown, **REFUSED},
    operation_id="add_relation",
    summary="Add a relation",
)
def add_relation(request: ProgramRequest, key: UUID, told: RelationTold) -> HttpResponse:
    """Say that the party is `kind` of another one, which the key must be allowed to see."""
    caller = request.caller
    caller.party(key, "relation.change")
    caller.party(told.other)
    caller.require_field("relation", level="write")
    made = relations.relate(key, other=told.other, kind=told.kind, role=told.role, since_on=told.since_on)
    return replies.reply(_relation(made), status=201)


@router.delete(
    "/{uuid:key}/relations/{uuid:id}",
    response={204: None, **REFUSED},
    operation_id="remove_relation",
    summary="Remove a relation",
)
def remove_relation(request: ProgramRequest, key: UUID, id: UUID) -> HttpResponse:
    """Forget a relation, told from either side."""
    party = request.caller.party(key, "relation.change")
    request.caller.require_field("relation", level="write")
    found = next((one for one in relations.around(party) if _relation_id(one) == id), None)
    if found is None:
        raise NoSuchRelation
    relations.end(key, relation=found.pk)
    return replies.nothing()
