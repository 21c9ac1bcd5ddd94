"""What hangs on a party: identifiers, addresses, tags, relations, notes, consents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from cordiale.core import keys
from cordiale.people import addresses, consents, identifiers, notes, relations, tags
from cordiale.people.addresses import Place
from cordiale.people.identifiers import Key
from cordiale.people.models import Consent, Identifier, Note, Party, Relation
from cordiale.people.refusals import KeyTaken, NoSuchAddress, NoSuchIdentifier, NoSuchNote, NoSuchRelation
from cordiale.project.api import replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import records
from cordiale.project.api.resources.parties import held
from cordiale.project.api.resources.party_shapes import AddressTold, IdentifierTold
from cordiale.project.api.resources.shapes import REFUSED, Shown, Text, Told

router = Router(tags=["parts of a party"])


class PartsShown(Shown):
    """The party's record after the change; read it again for the rest."""

    key: UUID
    version: int


def _changed(request: ProgramRequest, key: UUID, *, status: int = 200) -> HttpResponse:
    party = request.caller.party(key)
    return replies.reply(
        {"key": party.key, "version": party.version}, status=status, headers={"ETag": records.etag(party)}
    )


@router.post(
    "/{uuid:key}/identifiers",
    response={200: PartsShown, **REFUSED},
    operation_id="add_identifier",
    summary="Add an identifier",
)
def add_identifier(request: ProgramRequest, key: UUID, told: IdentifierTold) -> HttpResponse:
    """Give a party one more key; the same again changes nothing."""
    caller = request.caller
    caller.party(key, "party.change")
    caller.require_field(records.IDENTIFIER_FIELD[told.kind], level="write")
    try:
        with transaction.atomic():
            held(request, key)
            identifiers.add(
                key,
                key=Key(told.kind, told.value, told.issuer, told.main),
                source=f"api:{caller.name}"[:80],
                by=caller.user,
            )
    except KeyTaken as taken:
        raise KeyTaken(value=taken.details["value"], name="…") from taken
    return _changed(request, key)


@router.delete(
    "/{uuid:key}/identifiers/{uuid:id}",
    response={204: None, **REFUSED},
    operation_id="remove_identifier",
    summary="Remove an identifier",
)
def remove_identifier(request: ProgramRequest, key: UUID, id: UUID) -> HttpResponse:
    """Take a key away; the oldest one left of its kind becomes the main one."""
    party = request.caller.party(key, "party.change")
    found = next(
        (one for one in Identifier.objects.filter(party=party) if records.identifier_id(party, one) == id), None
    )
    if found is None:
        raise NoSuchIdentifier
    request.caller.require_field(records.IDENTIFIER_FIELD[found.kind], level="write")
    with transaction.atomic():
        held(request, key)
        identifiers.remove(key, identifier=found.pk, by=request.caller.user)
    return replies.nothing()


@router.put(
    "/{uuid:key}/addresses",
    response={200: PartsShown, **REFUSED},
    operation_id="put_address",
    summary="Write an address",
)
def put_address(request: ProgramRequest, key: UUID, told: AddressTold) -> HttpResponse:
    """Write the address of that purpose: the one there is changed, or a first one added."""
    request.caller.party(key, "party.change")
    request.caller.require_field("address", level="write")
    with transaction.atomic():
        held(request, key)
        addresses.put(
            key, place=Place(**told.model_dump()), source=f"api:{request.caller.name}"[:80], by=request.caller.user
        )
    return _changed(request, key)


@router.delete(
    "/{uuid:key}/addresses/{uuid:id}",
    response={204: None, **REFUSED},
    operation_id="remove_address",
    summary="Remove an address",
)
def remove_address(request: ProgramRequest, key: UUID, id: UUID) -> HttpResponse:
    """Take an address away."""
    party = request.caller.party(key, "party.change")
    request.caller.require_field("address", level="write")
    mine = {keys.derived("address", str(party.key), str(pk)): pk for pk in party.addresses.values_list("pk", flat=True)}
    if id not in mine:
        raise NoSuchAddress
    with transaction.atomic():
        held(request, key)
        addresses.remove(key, address=mine[id], by=request.caller.user)
    return replies.nothing()


class TagTold(Told):
    name: Annotated[Text, Field(min_length=1, max_length=60)]


@router.post("/{uuid:key}/tags", response={200: PartsShown, **REFUSED}, operation_id="add_tag", summary="Add a tag")
def add_tag(request: ProgramRequest, key: UUID, told: TagTold) -> HttpResponse:
    """Stick a tag on a party; a second time changes nothing."""
    request.caller.party(key, "party.tag")
    request.caller.require_field("tags", level="write")
    tags.stick(key, name=told.name, by=request.caller.user)
    return _changed(request, key)


@router.post(
    "/{uuid:key}/tags/remove", response={200: PartsShown, **REFUSED}, operation_id="remove_tag", summary="Remove a tag"
)
def remove_tag(request: ProgramRequest, key: UUID, told: TagTold) -> HttpResponse:
    """Take a tag off a party; the word itself stays for others."""
    request.caller.party(key, "party.tag")
    request.caller.require_field("tags", level="write")
    tags.peel(key, name=told.name, by=request.caller.user)
    return _changed(request, key)


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


class NoteTold(Told):
    body: Annotated[Text, Field(min_length=1, max_length=20_000)]


class NoteShown(Shown):
    key: UUID
    author: UUID | None
    body: str
    created_at: datetime
    edited_at: datetime | None


class Notes(Shown):
    rows: list[NoteShown]


@router.get("/{uuid:key}/notes", response={200: Notes, **REFUSED}, operation_id="list_notes", summary="List notes")
def list_notes(request: ProgramRequest, key: UUID) -> HttpResponse:
    """The latest two hundred notes about a party."""
    party = request.caller.party(key)
    request.caller.require_field("note")
    found = Note.objects.filter(party=party).select_related("author").order_by("-created_at", "-pk")[:200]
    return replies.reply({"rows": [_note(one) for one in found]})


def _note(one: Note) -> dict[str, Any]:
    author = one.author.key if one.author else None
    return {
        "key": one.key, "author": author, "body": one.body, "created_at": one.created_at, "edited_at": one.edited_at,
    }  # fmt: skip


@router.post(
    "/{uuid:key}/notes", response={201: NoteShown, **REFUSED}, operation_id="write_note", summary="Write a note"
)
def write_note(request: ProgramRequest, key: UUID, told: NoteTold) -> HttpResponse:
    """Add a note in the account's name."""
    request.caller.party(key, "note.write")
    request.caller.require_field("note", level="write")
    return replies.reply(_note(notes.write(key, body=told.body, by=request.caller.user)), status=201)


@router.patch(
    "/{uuid:key}/notes/{uuid:note}",
    response={200: NoteShown, **REFUSED},
    operation_id="rewrite_note",
    summary="Correct a note",
)
def rewrite_note(  # noqa: PLR0917  called by name
    request: ProgramRequest, key: UUID, note: UUID, told: NoteTold
) -> HttpResponse:
    """Correct a note that the account wrote."""
    _own(request.caller, key, note)
    return replies.reply(_note(notes.rewrite(note, body=told.body, by=request.caller.user)))


@router.delete(
    "/{uuid:key}/notes/{uuid:note}",
    response={204: None, **REFUSED},
    operation_id="remove_note",
    summary="Remove a note",
)
def remove_note(request: ProgramRequest, key: UUID, note: UUID) -> HttpResponse:
    """Take away a note that the account wrote."""
    _own(request.caller, key, note)
    notes.remove(note, by=request.caller.user)
    return replies.nothing()


def _own(caller: Principal, key: UUID, note: UUID) -> None:
    party = caller.party(key, "note.write")
    caller.require_field("note", level="write")
    if not Note.objects.filter(key=note, party=party).exists():
        raise NoSuchNote


class ConsentTold(Told):
    """A line for the ledger: what the person said, when, and how we know."""

    purpose: Literal["marketing", "profiling", "survey", "open_tracking"]
    channel: Literal["email", "sms", "push", "phone", "letter", "web", "all"]
    state: Literal["granted", "refused", "withdrawn"]
    at: AwareDatetime | None = None
    wording: Annotated[Text, Field(max_length=20_000)] = ""
    language: Annotated[Text, Field(max_length=5)] = "fr"
    proof: dict[str, Text] = {}


class ConsentShown(Shown):
    key: UUID
    purpose: str
    channel: str
    state: str
    at: datetime


class Standing(Shown):
    """What stands now for a purpose and a channel."""

    purpose: str
    channel: str
    state: str
    at: datetime


class Consents(Shown):
    rows: list[Standing]


@router.get(
    "/{uuid:key}/consents", response={200: Consents, **REFUSED}, operation_id="list_consents", summary="List consents"
)
def list_consents(request: ProgramRequest, key: UUID) -> HttpResponse:
    """What the person said, as it stands now."""
    party = request.caller.party(key)
    request.caller.require_field("consent")
    rows = [
        {"purpose": one.purpose, "channel": one.channel, "state": one.state, "at": one.at}
        for one in consents.standings(party)
    ]
    return replies.reply({"rows": rows})


@router.post(
    "/{uuid:key}/consents",
    response={201: ConsentShown, **REFUSED},
    operation_id="record_consent",
    summary="Record a consent",
)
def record_consent(request: ProgramRequest, key: UUID, told: ConsentTold) -> HttpResponse:
    """Add a line to the ledger; nothing in it is ever overwritten."""
    caller = request.caller
    caller.party(key, "consent.record")
    caller.require_field("consent", level="write")
    evidence = consents.Evidence(
        source=f"api:{caller.name}"[:80],
        wording=told.wording,
        language=told.language,
        proof=told.proof,
        actor=caller.user,
    )
    deed = {"granted": consents.grant, "refused": consents.refuse, "withdrawn": consents.withdraw}[told.state]
    line = deed(key, purpose=told.purpose, channel=told.channel, at=told.at, evidence=evidence)
    return replies.reply(_line(line), status=201)


def _line(line: Consent) -> dict[str, Any]:
    return {"key": line.key, "purpose": line.purpose, "channel": line.channel, "state": line.state, "at": line.at}
