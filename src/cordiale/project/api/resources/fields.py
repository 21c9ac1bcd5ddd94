"""The fields that may be asked about, and those the company defined itself."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from cordiale.people.fields import registry
from cordiale.people.fields.models import CustomField
from cordiale.project.api import replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Shown

router = Router(tags=["fields"])
PREFIX = "custom."


class OptionShown(Shown):
    key: str
    label: str


class FieldShown(Shown):
    """A field of parties. `operators` are what a condition may ask; `writable` ones stand under `custom`."""

    name: str
    label: str
    kind: str
    operators: list[str] = []
    options: list[OptionShown] = []
    required: bool = False
    writable: bool = False


class Fields(Shown):
    rows: list[FieldShown]


@router.get("/fields", response={200: Fields, **REFUSED}, operation_id="list_fields", summary="List fields")
def listed(request: ProgramRequest) -> HttpResponse:
    """Every field the key may ask about in a condition; those of the company's own begin with `custom.`."""
    caller = request.caller
    caller.require("party.read")
    rows = []
    for one in registry.Fields(caller.user):
        level = caller.level_of_class(one.data_class)
        if level in ("read", "write"):
            own = caller.custom.get(one.name.removeprefix(PREFIX)) if one.name.startswith(PREFIX) else None
            rows.append(_told(one, own=own, writable=own is not None and level == "write"))
    return replies.reply({"rows": rows})


def _told(one: registry.Field, *, own: CustomField | None, writable: bool) -> dict[str, object]:
    offered = own.offered() if own is not None else []
    return {
        "name": one.name, "label": str(one.label), "kind": str(one.kind),
        "operators": [str(op) for op in one.operators],
        "options": [{"key": key, "label": label} for key, label in offered],
        "required": own is not None and own.required, "writable": writable,
    }  # fmt: skip
