"""Many parties at once, set by set through the same intake as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from cordiale.people import bearers, intake, rights
from cordiale.people.fields.models import CustomField
from cordiale.people.identifiers import REGION
from cordiale.people.intake import PartyDraft
from cordiale.people.intake.drafts import EMAIL, PHONE, STRONG, Ready, prepare
from cordiale.people.models import Party
from cordiale.people.rights import standing
from cordiale.project.api import replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.refusals import NotYours
from cordiale.project.api.resources import custom, records
from cordiale.project.api.resources.custom import Values
from cordiale.project.api.resources.party_shapes import AddressTold, IdentifierTold, Kind
from cordiale.project.api.resources.shapes import REFUSED, Name, Short, Shown, Text, Told

router = Router(tags=["parties"])
MOST = 1_000
_TOLD_APART = frozenset({"ref", "kind", "identifiers", "addresses", "custom"})


class Row(Told):
    """A party as a file would tell it: empty means not told, and never overwrites what is known."""

    ref: Annotated[Text, Field(max_length=80)] = ""
    kind: Kind = "person"
    name: Name = ""
    given_name: Short = ""
    family_name: Short = ""
    identifiers: Annotated[list[IdentifierTold], Field(max_length=50)] = []
    addresses: Annotated[list[AddressTold], Field(max_length=4)] = []
    tags: Annotated[list[Annotated[Text, Field(min_length=1, max_length=60)]], Field(max_length=20)] = []
    language: Annotated[Text, Field(max_length=5)] = ""
    born_on: date | None = None
    custom: Values = {}


class Rows(Told):
    """Up to a thousand rows."""

    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST)]


class Fate(Shown):
    """What became of a row: created, updated, unchanged, or refused with its reason."""

    place: int
    ref: str
    outcome: str
    key: UUID | None = None
    code: str = ""
    detail: str = ""


class Taken(Shown):
    created: int
    updated: int
    unchanged: int
    refused: int
    rows: list[Fate]


@router.post(
    "/parties/bulk",
    response={200: Taken, **REFUSED},
    operation_id="take_in_parties",
    summary="Create or update up to 1,000",
)
def take_in(request: ProgramRequest, told: Rows) -> HttpResponse:
    """Rows are matched by reference, then e-mail or telephone and name; each has its own result.

    A row that designates a record the key may not change is refused, whether the key may see it or not.
    """
    caller = request.caller
    caller.require("party.create")
    caller.require("party.change")
    _require_fields(told, caller=caller)
    drafts = [_draft(place, row, known=caller.custom) for place, row in enumerate(told.rows)]
    with transaction.atomic():
        barred = _barred(drafts, caller=caller)
        wanted = [draft for draft in drafts if draft.ref not in barred]
        with intake.take_in(wanted, source=f"api:{caller.name}"[:80]) as report:
            fates = {fate["place"]: fate for fate in _fates(report)}
    for ref in barred:
        refusal = NotYours()
        fates[int(ref)] = {
            "place": int(ref), "outcome": "refused", "key": None, "code": refusal.code,
            "detail": gettext(refusal.sentence),
        }  # fmt: skip
    rows = [{**fates[place], "ref": row.ref} for place, row in enumerate(told.rows)]
    return replies.reply(
        {
            "created": report.created, "updated": report.updated, "unchanged": report.unchanged,
            "refused": report.refused_count + len(barred), "rows": rows,
        }
    )  # fmt: skip


def _require_fields(told: Rows, *, caller: Principal) -> None:
    named = {name for row in told.rows for name in row.model_fields_set} - _TOLD_APART
    for name in sorted(named):
        caller.require_field(name, level="write")
    for kind in sorted({one.kind for row in told.rows for one in row.identifiers}):
        caller.require_field(records.IDENTIFIER_FIELD[kind], level="write")
    if any(row.addresses for row in told.rows):
        caller.require_field("address", level="write")
    own = {name for row in told.rows for name in row.custom}
    if own:
        custom.require(caller, own, known=caller.custom, place="custom")


def _draft(place: int, row: Row, *, known: Mapping[str, CustomField]) -> PartyDraft:
    return PartyDraft(
        ref=str(place), kind=row.kind, name=row.name, given_name=row.given_name, family_name=row.family_name,
        identifiers=[(one.kind, one.issuer, one.value) for one in row.identifiers],
        addresses=[one.model_dump() for one in row.addresses], tags=row.tags, born_on=row.born_on,
        language=row.language, custom=[(known[name], value) for name, value in row.custom.items()],
    )  # fmt: skip


def _barred(drafts: list[PartyDraft], *, caller: Principal) -> set[str]:
    """The rows whose keys belong to a record that the caller may not change: one look-up for all."""
    if standing.of(caller.user).scope("party.change") == "all":
        return set()
    ready = [row for draft in drafts if isinstance(row := prepare(draft, region=REGION), Ready)]
    asked = {row.ref: row.matching(EMAIL | PHONE | STRONG) for row in ready}
    owners: dict[tuple[str, str, str], set[int]] = {}
    for *triple, pk in bearers.of(list({one for triples in asked.values() for one in triples})):
        owners.setdefault((triple[0], triple[1], triple[2]), set()).add(pk)
    met = {pk for pks in owners.values() for pk in pks}
    mine = set(
        rights.visible(Party.objects.filter(pk__in=met), caller.user, "party.change").values_list("pk", flat=True)
    )
    return {ref for ref, triples in asked.items() if any(owners.get(one, set()) - mine for one in triples)}


def _fates(report: intake.IntakeReport) -> list[dict[str, Any]]:
    """The rows in order, with the reason of each refusal in the caller's language."""
    told = []
    for ref, outcome, key, code, sentence, details in report.stage.read(
        "ref, outcome, party_key, code, sentence, details", where="true"
    ):
        detail = gettext(sentence) % json.loads(details) if sentence else ""
        told.append({"place": int(ref), "outcome": outcome, "key": key, "code": code or "", "detail": detail})
    return told
