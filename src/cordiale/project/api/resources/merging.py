"""Records that are one person: suspects, merging field by field, separating again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from cordiale.people.merging import merges, suspects
from cordiale.people.merging.models import Merge
from cordiale.people.merging.refusals import NoSuchMerge
from cordiale.people.models import Party
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.party_deeds import candidates
from cordiale.project.api.resources.party_shapes import Candidates
from cordiale.project.api.resources.shapes import REFUSED, Shown, Text, Told

router = Router(tags=["merging"])
VERB = "party.merge"


class MergeTold(Told):
    """Who becomes part of the party. `keep`: the name of a field and the key of the record whose value stays."""

    others: Annotated[list[UUID], Field(min_length=1, max_length=9)]
    keep: Annotated[dict[Annotated[Text, Field(max_length=60)], UUID], Field(max_length=250)] = {}


class MergeShown(Shown):
    """One merge: `others` lead to `survivor` (308) until it is separated."""

    key: UUID
    survivor: UUID
    others: list[UUID]
    at: datetime
    undone_at: datetime | None = None


class Merges(Shown):
    rows: list[MergeShown]


class Other(Told):
    other: UUID


def _told(one: Merge) -> dict[str, Any]:
    others = Party.objects.filter(pk__in=one.parties.values("party_id")).order_by("pk")
    return {
        "key": one.key, "survivor": one.survivor.key, "others": list(others.values_list("key", flat=True)),
        "at": one.at, "undone_at": one.undone_at,
    }  # fmt: skip


@router.get(
    "/parties/{uuid:key}/duplicates",
    response={200: Candidates, **REFUSED},
    operation_id="list_suspects",
    summary="List who may be the same",
)
def listed(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Records with a key in common, or the same name and birth date or postcode, not yet told apart."""
    caller = request.caller
    party = caller.party(key, VERB)
    for name in ("name", "email", "phone", "reference"):
        caller.require_field(name)
    return candidates(suspects.of(party, user=caller.user), caller=caller)


@router.post(
    "/parties/{uuid:key}/merge", response={201: MergeShown, **REFUSED}, operation_id="merge_parties", summary="Merge"
)
def merge(request: ProgramRequest, key: UUID, told: MergeTold) -> HttpResponse:
    """Make one record of several: this one stays, everything of the others moves to it, nothing is lost."""
    caller = request.caller
    for one in (key, *told.others):
        caller.party(one, VERB)
    caller.require_field("name", level="write")
    made = merges.merge(key, others=told.others, keep=told.keep, by=caller.user)
    return replies.reply(_told(made), status=201)


@router.get(
    "/parties/{uuid:key}/merges", response={200: Merges, **REFUSED}, operation_id="list_merges", summary="List merges"
)
def of_party(request: ProgramRequest, key: UUID) -> HttpResponse:
    """The merges in force that made this record, the latest first."""
    party = request.caller.party(key, VERB)
    return replies.reply({"rows": [_told(one) for one in merges.of(party)]})


@router.post(
    "/merges/{uuid:id}/separate",
    response={200: MergeShown, **REFUSED},
    operation_id="separate_parties",
    summary="Take a merge back",
)
def separate(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Each record is again as it was; what came since stays with the survivor."""
    caller = request.caller
    caller.require(VERB)
    made = Merge.objects.filter(key=id).select_related("survivor").first()
    if made is None:
        raise NoSuchMerge
    for one in (made.survivor, *Party.objects.filter(pk__in=made.parties.values("party_id"))):
        caller.require(VERB, one)
    return replies.reply(_told(merges.separate(id, by=caller.user)))


@router.post(
    "/parties/{uuid:key}/apart", response={204: None, **REFUSED}, operation_id="tell_apart", summary="Not the same"
)
def apart(request: ProgramRequest, key: UUID, told: Other) -> HttpResponse:
    """Remember that two records are two persons: they are suspected no more."""
    caller = request.caller
    party, other = caller.party(key, VERB), caller.party(told.other)
    suspects.tell_apart(party.key, other=other.key, by=caller.user)
    return replies.nothing()
