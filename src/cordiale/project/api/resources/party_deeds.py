"""Deeds on parties: create, change, archive, restore; and who is probably known already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from cordiale.people import duplicates, parties
from cordiale.people.addresses import Place
from cordiale.people.audit.following import following
from cordiale.people.duplicates import Candidate
from cordiale.people.fields import filling
from cordiale.people.identifiers import EXCLUSIVE, Key, normalise
from cordiale.people.models import Party, User
from cordiale.people.parties import Entered, Naming, Newcomer
from cordiale.people.refusals import DuplicateParty, KeyTaken, UnknownChoice
from cordiale.project.api import policy, replies
from cordiale.project.api.access import allowances
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources import custom, records
from cordiale.project.api.resources.changing import changing, held, team_of, user_of
from cordiale.project.api.resources.party_shapes import Candidates, PartyChange, PartyShown, PartyTold
from cordiale.project.api.resources.records import Parts
from cordiale.project.api.resources.shapes import REFUSED
from cordiale.project.api.resources.showing import shown

router = Router(tags=["parties"])


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
    return shown(made.party, caller=caller, status=201, parts=parts)


def _require_fields(caller: Principal, told: PartyTold) -> None:
    named = told.model_fields_set - {"kind", "identifiers", "address", "allow_duplicates", "custom"}
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
        custom=_custom(told, caller=caller),
    )  # fmt: skip
    try:
        return parties.enter(newcomer, by=caller.user, allow_duplicates=told.allow_duplicates)
    except DuplicateParty as twin:
        raise _seen(twin, caller=caller) from twin
    except KeyTaken as taken:
        raise _taken(taken, told, caller=caller) from taken


def _custom(told: PartyTold, *, caller: Principal) -> dict[str, Any]:
    """The values that say something, checked."""
    read = custom.told(caller, told.custom, known=caller.custom, place="custom") if told.custom else {}
    return {name: value for name, value in read.items() if value is not None}


def _seen(twin: DuplicateParty, *, caller: Principal) -> DuplicateParty:
    """The refusal with those candidates only whom the caller may see; the others lend no name."""
    shown = list(twin.details["candidates"])  # type: ignore[call-overload]
    names = caller.level("name") in ("read", "write")
    return DuplicateParty(
        names=", ".join(one.party.name for one in shown[:3]) if names and shown else "…",
        parties=[{"key": str(one.party.key), "reason": one.reason} for one in shown],
    )


@router.post(
    "/duplicates", response={200: Candidates, **REFUSED}, operation_id="find_duplicates", summary="Find duplicates"
)
def find_duplicates(request: ProgramRequest, told: PartyTold) -> HttpResponse:
    """Who seems to be the same as somebody about to be created, of those the key may see. Nothing is made."""
    caller = request.caller
    caller.require("party.create")
    for name in ("name", "email", "phone", "reference"):
        caller.require_field(name)
    named = Naming.of(name=told.name, given_name=told.given_name, family_name=told.family_name)
    keys = [Key(one.kind, one.value, one.issuer) for one in told.identifiers]
    found = duplicates.candidates(
        sort_name=named.sort_name, normals=[(key, normalise(key.kind, key.value, issuer=key.issuer)) for key in keys],
        born_on=told.born_on, postcode=told.address.postcode if told.address else "",
        reader=caller.user,
    )  # fmt: skip
    return candidates(found, caller=caller)


def candidates(found: Iterable[Candidate], *, caller: Principal) -> HttpResponse:
    """The candidates as an answer; their names as far as they are open."""
    shown = [(one, policy.shown(caller, "name", one.party.name)) for one in found]
    allowances.rows(caller, len(shown))
    rows = [
        {"party": one.party.key, "reason": one.reason} | ({} if name is policy.HIDDEN else {"name": name})
        for one, name in shown
    ]
    return replies.reply({"rows": rows})


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
    for name in sorted(named - {"custom"}):
        caller.require_field(name, level="write")
    custom.require(caller, told.custom, known=caller.custom, place="custom")
    empty = sorted(name for name in named - {"owner", "team", "custom"} if getattr(told, name) is None)
    if empty:
        raise UnknownChoice(value=f"{empty[0]} = null")
    with following(caller.user, key):  # several verbs, one save in the history
        _change(held(request, key), told, named, by=caller.user)
    return shown(caller.party(key), caller=caller)


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
    if told.custom:
        filling.fill(party.key, told=told.custom, by=by)


@router.post(
    "/{uuid:key}/archive",
    response={200: PartyShown, **REFUSED},
    operation_id="archive_party",
    summary="Archive a party",
)
def archive(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Put a record aside: it leaves lists and search, and nothing is lost."""
    with changing(request, key, verb="party.archive"):
        parties.archive(key, by=request.caller.user)
    return shown(request.caller.party(key), caller=request.caller)


@router.post(
    "/{uuid:key}/restore",
    response={200: PartyShown, **REFUSED},
    operation_id="restore_party",
    summary="Restore a party",
)
def restore(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Take an archived record back."""
    with changing(request, key, verb="party.archive"):
        parties.restore(key, by=request.caller.user)
    return shown(request.caller.party(key), caller=request.caller)
