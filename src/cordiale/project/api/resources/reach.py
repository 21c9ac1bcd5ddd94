"""How a party is reached: identifiers and addresses."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from cordiale.core import keys
from cordiale.people import addresses, identifiers
from cordiale.people.addresses import Place
from cordiale.people.identifiers import Key
from cordiale.people.models import Identifier, Party
from cordiale.people.refusals import KeyTaken, NoSuchAddress, NoSuchIdentifier
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources import records
from cordiale.project.api.resources.changing import Touched, changing, touched
from cordiale.project.api.resources.party_shapes import AddressTold, IdentifierTold
from cordiale.project.api.resources.shapes import REFUSED

router = Router(tags=["parts of a party"])


@router.post(
    "/{uuid:key}/identifiers",
    response={200: Touched, **REFUSED},
    operation_id="add_identifier",
    summary="Add an identifier",
)
def add_identifier(request: ProgramRequest, key: UUID, told: IdentifierTold) -> HttpResponse:
    """Give a party one more key; the same again changes nothing."""
    caller, new = request.caller, Key(told.kind, told.value, told.issuer, told.main)
    try:
        with changing(request, key, field=records.IDENTIFIER_FIELD[told.kind]):
            identifiers.add(key, key=new, source=f"api:{caller.name}"[:80], by=caller.user)
    except KeyTaken as taken:
        raise KeyTaken(value=taken.details["value"], name="…") from taken
    return touched(request, key)


@router.delete(
    "/{uuid:key}/identifiers/{uuid:id}",
    response={204: None, **REFUSED},
    operation_id="remove_identifier",
    summary="Remove an identifier",
)
def remove_identifier(request: ProgramRequest, key: UUID, id: UUID) -> HttpResponse:
    """Take a key away; the oldest one left of its kind becomes the main one."""
    found = _identifier(request.caller.party(key, "party.change"), id)
    with changing(request, key, field=records.IDENTIFIER_FIELD[found.kind]):
        identifiers.remove(key, identifier=found.pk, by=request.caller.user)
    return replies.nothing()


def _identifier(party: Party, id: UUID) -> Identifier:
    mine = Identifier.objects.filter(party=party)
    found = next((one for one in mine if records.identifier_id(party, one) == id), None)
    if found is None:
        raise NoSuchIdentifier
    return found


@router.put(
    "/{uuid:key}/addresses",
    response={200: Touched, **REFUSED},
    operation_id="put_address",
    summary="Write an address",
)
def put_address(request: ProgramRequest, key: UUID, told: AddressTold) -> HttpResponse:
    """Write the address of that purpose: the one there is changed, or a first one added."""
    caller, place = request.caller, Place(**told.model_dump())
    with changing(request, key, field="address"):
        addresses.put(key, place=place, source=f"api:{caller.name}"[:80], by=caller.user)
    return touched(request, key)


@router.delete(
    "/{uuid:key}/addresses/{uuid:id}",
    response={204: None, **REFUSED},
    operation_id="remove_address",
    summary="Remove an address",
)
def remove_address(request: ProgramRequest, key: UUID, id: UUID) -> HttpResponse:
    """Take an address away."""
    with changing(request, key, field="address") as party:
        addresses.remove(key, address=_address(party, id), by=request.caller.user)
    return replies.nothing()


def _address(party: Party, id: UUID) -> int:
    for pk in party.addresses.values_list("pk", flat=True):
        if keys.derived("address", str(party.key), str(pk)) == id:
            return pk
    raise NoSuchAddress
