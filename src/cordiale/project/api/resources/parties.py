"""Parties: list, read, create, change, archive, restore."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from cordiale.core import conditions
from cordiale.people import access, parties, search
from cordiale.people import fields as fields_of_parties
from cordiale.people.addresses import Place
from cordiale.people.audit import door
from cordiale.people.fields import registry
from cordiale.people.identifiers import EXCLUSIVE, Key, normalise
from cordiale.people.models import Party, Team, User
from cordiale.people.parties import Entered, Newcomer
from cordiale.people.refusals import DuplicateParty, KeyTaken, UnknownChoice
from cordiale.people.rights import honey
from cordiale.project.api import paging, policy, replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.refusals import Changed, FieldNotOpen
from cordiale.project.api.resources import records
from cordiale.project.api.resources.party_shapes import PartyChange, PartyPage, PartyShown, PartyTold, Question
from cordiale.project.api.resources.records import Parts
from cordiale.project.api.resources.shapes import REFUSED, Wanted

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
    if asked.q:
        for field in ("name", "email", "phone", "reference"):
            caller.require_field(field)
        rows = search.narrow(rows, asked.q)
    return rows


def _condition(text: str, *, caller: Principal) -> Q:
    """The condition as the lists say it; a field that is shut to the key or its account cannot be asked about."""
    tree = conditions.parse(_json(text)) if text.lstrip().startswith("{") else conditions.read(text)
    _check_open(tree, registry.Fields(caller.user), caller=caller)
    return fields_of_parties.compile(tree, actor=caller.user)


def _check_open(tree: conditions.Node, known: registry.Fields, *, caller: Principal) -> None:
    for name in sorted(conditions.fields_of(tree)):
        field = known.field(name)
        if field is not None and caller.level_of_class(field.data_class) not in ("read", "write"):
            raise FieldNotOpen(field=name)
    for thing in conditions.things_of(tree):
        inside = known.inside(thing.object)
        if inside is not None:
            _check_open(thing.node, inside, caller=caller)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise conditions.BadCondition(near=text[:40]) from None


def _bearers(kind: str, value: str) -> QuerySet[Any]:
    from cordiale.people.models import Identifier

    issuer, _, reference = value.partition(":") if kind == "external" else ("", "", value)
    normal = normalise(kind, reference, issuer=issuer)
    return Identifier.objects.filter(kind=kind, issuer=normal.issuer, normal=normal.normal).values("party_id")


@router.post("", response={201: PartyShown, **REFUSED}, operation_id="create_party", summary="Create a party")
def create(request: ProgramRequest, told: PartyTold) -> HttpResponse:
    """A new record, unless somebody seems to be the same already (409)."""
    caller = request.caller
    caller.require("party.create")
    _require_fields(caller, told)
    if told.owner or told.team:
        caller.require("party.assign")
    made = _created(told, caller=caller)
    parts = Parts(made.identifiers, made.addresses)
    return _shown(made.party, caller=caller, status=201, parts=parts)


def _require_fields(caller: Principal, told: PartyTold) -> None:
    named = told.model_fields_set - {"kind", "identifiers", "address", "allow_duplicates"}
    for name in sorted(named):
        caller.require_field(name, level="write")
    for kind in sorted({one.kind for one in told.identifiers}):
        caller.require_field(records.IDENTIFIER_FIELD[kind], level="write")
    if told.address:
        caller.require_field("address", level="write")


def _created(told: PartyTold, *, caller: Principal) -> Entered:
    newcomer = Newcomer(
        kind=told.kind, name=told.name, given_name=told.given_name, family_name=told.family_name,
        identifiers=[Key(one.kind, one.value, one.issuer, one.main) for one in told.identifiers],
        address=Place(**told.address.model_dump()) if told.address else None, language=told.language,
        born_on=told.born_on, owner=user_of(told.owner), team=team_of(told.team), source=f"api:{caller.name}"[:80],
    )  # fmt: skip
    try:
        return parties.enter(newcomer, by=caller.user, allow_duplicates=told.allow_duplicates)
    except DuplicateParty as twin:
        raise _seen(twin, caller=caller) from twin
    except KeyTaken as taken:
        raise _taken(taken, told, caller=caller) from taken


def _seen(twin: DuplicateParty, *, caller: Principal) -> DuplicateParty:
    """The refusal with those candidates only whom the caller may see; the others lend no name."""
    shown = list(twin.details["candidates"])  # type: ignore[call-overload]
    names = caller.level("name") in ("read", "write")
    return DuplicateParty(
        names=", ".join(one.party.name for one in shown[:3]) if names and shown else "…",
        parties=[{"key": str(one.party.key), "reason": one.reason} for one in shown],
    )


def _taken(taken: KeyTaken, told: PartyTold, *, caller: Principal) -> KeyTaken:
    """The refusal without the name of a holder whom the caller may not see."""
    for one in told.identifiers:
        if one.kind in EXCLUSIVE and one.value == taken.details["value"]:
            kind = normalise(one.kind, one.value, issuer=one.issuer)
            bearers = Party.objects.filter(
                identifiers__kind=one.kind, identifiers__issuer=kind.issuer, identifiers__normal=kind.normal
            )
            if caller.level("name") in ("read", "write") and caller.visible(bearers).exists():
                return taken
    return KeyTaken(value=taken.details["value"], name="…")


@router.get("/{uuid:key}", response={200: PartyShown, **REFUSED}, operation_id="get_party", summary="Read a party")
def one(request: ProgramRequest, key: UUID, fields: Wanted = "") -> HttpResponse:
    """One record, archived or not. Its ETag goes back in If-Match when it is changed."""
    party = request.caller.party(key)
    allowances.rows(request.caller, 1)
    honey.touched(request.caller.user, [party.key])
    return _shown(party, caller=request.caller, fields=fields)


@router.patch(
    "/{uuid:key}", response={200: PartyShown, **REFUSED}, operation_id="change_party", summary="Change a party"
)
def change(request: ProgramRequest, key: UUID, told: PartyChange) -> HttpResponse:
    """Change what is named. With If-Match, only if nobody changed the record since (412 otherwise)."""
    caller, named = request.caller, told.model_fields_set
    if named - {"owner", "team"} or not named:
        caller.party(key, "party.change")
    if named & {"owner", "team"}:
        caller.party(key, "party.assign")
    for name in sorted(named):
        caller.require_field(name, level="write")
    empty = sorted(name for name in named - {"owner", "team"} if getattr(told, name) is None)
    if empty:
        raise UnknownChoice(value=f"{empty[0]} = null")
    with transaction.atomic():
        party = held(request, key)
        _change(party, told, named, by=caller.user)
    return _shown(caller.party(key), caller=caller)


def _change(party: Party, told: PartyChange, named: set[str], *, by: User) -> None:
    names = named & {"name", "given_name", "family_name"}
    if names:
        whole = names == {"name"} or "name" in names
        given = told.given_name if "given_name" in names else ("" if whole else party.given_name)
        family = told.family_name if "family_name" in names else ("" if whole else party.family_name)
        parties.rename(party.key, name=told.name or "", given_name=given or "", family_name=family or "", by=by)
    if named & {"language", "born_on"}:
        language = told.language if "language" in named else None
        parties.describe(party.key, language=language, born_on=told.born_on, by=by)
    if "do_not_contact" in named:
        parties.silence(party.key, by=by, silent=bool(told.do_not_contact))
    if named & {"owner", "team"}:
        owner = user_of(told.owner) if "owner" in named else party.owner
        team = team_of(told.team) if "team" in named else party.team
        parties.hand_over(party.key, owner=owner, team=team, by=by)


def held(request: ProgramRequest, key: UUID) -> Party:
    """The party, locked until the end of the transaction, and still as the caller read it."""
    party = parties.lock(key)
    match = request.headers.get("If-Match", "*")
    current = records.etag(party)
    if match != "*" and current not in [one.strip() for one in match.split(",")]:
        raise Changed(yours=match[:100], current=current)
    return party


@router.post(
    "/{uuid:key}/archive",
    response={200: PartyShown, **REFUSED},
    operation_id="archive_party",
    summary="Archive a party",
)
def archive(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Put a record aside: it leaves lists and search, and nothing is lost."""
    request.caller.party(key, "party.archive")
    with transaction.atomic():
        held(request, key)
        parties.archive(key, by=request.caller.user)
    return _shown(request.caller.party(key), caller=request.caller)


@router.post(
    "/{uuid:key}/restore",
    response={200: PartyShown, **REFUSED},
    operation_id="restore_party",
    summary="Restore a party",
)
def restore(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Take an archived record back."""
    request.caller.party(key, "party.archive")
    with transaction.atomic():
        held(request, key)
        parties.restore(key, by=request.caller.user)
    return _shown(request.caller.party(key), caller=request.caller)


def _shown(
    party: Party, *, caller: Principal, fields: str = "", status: int = 200, parts: Parts | None = None
) -> HttpResponse:  # fmt: skip
    asked = policy.wanted(fields, known=records.FIELDS)
    headers = {"ETag": records.etag(party)}
    if status == 201:
        headers["Location"] = f"/api/v1/parties/{party.key}"
    return replies.reply(records.record(party, asked, caller=caller, parts=parts), status=status, headers=headers)


def user_of(key: UUID | None) -> User | None:
    """The colleague of that key."""
    if key is None:
        return None
    found = User.objects.filter(key=key, is_active=True).first()
    if found is None:
        raise UnknownChoice(value=str(key))
    return found


def team_of(key: UUID | None) -> Team | None:
    """The team of that key."""
    if key is None:
        return None
    found = Team.objects.filter(key=key).first()
    if found is None:
        raise UnknownChoice(value=str(key))
    return found
