"""What may be changed from the list itself: owner, team, language, and the company's own fields of one value."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Field as Control

from cordiale.core.conditions import Kind
from cordiale.core.errors import Refusal
from cordiale.people import parties, rights
from cordiale.people.fields import definitions, filling, forms
from cordiale.people.fields.models import CustomField
from cordiale.people.fields.registry import Field
from cordiale.people.models import Party, Team, User

OWN = "custom."
VERBS = {"owner": "party.assign", "team": "party.assign", "language": "party.change"}
LEFT_OUT = (Kind.LONG_TEXT, Kind.CHOICES, Kind.REFERENCE)  # they need more room than a cell


class NotEditable(Refusal):
    code = "field_not_editable"
    sentence = "Ce champ ne se change pas dans la liste."
    status = 422


def verb_of(field: Field) -> str:
    """The verb that changes a field in its place; nothing when it is not changed there."""
    if field.name.startswith(OWN):
        return "" if field.kind in LEFT_OUT else "party.change"
    return VERBS.get(field.name, "")


def writes(reader: User, field: Field) -> bool:
    """Whether the field is changed in the list, and open to the reader for it."""
    return bool(verb_of(field)) and rights.level_of_class(reader, field.data_class) == "write"


def may(reader: User, field: Field | None) -> bool:
    """Whether the reader may change this field of somebody."""
    return field is not None and writes(reader, field) and bool(rights.allow(reader, verb_of(field)))


def defined(name: str) -> CustomField:
    """The company's own field behind a name of the registry."""
    found = next((one for one in definitions.active() if f"{OWN}{one.name}" == name), None)
    if found is None:
        raise NotEditable
    return found


def control(party: Party, name: str) -> tuple[Control, Any]:
    """What an own field is typed into, and what it holds."""
    one = defined(name)
    return forms.Defined(one), forms.typed(one, party.custom.get(one.name))


def value_of(party: Party, name: str) -> str:
    """What the party holds, as `give` takes it: the key of its owner or team, its language, what was typed."""
    if name.startswith(OWN):
        return str(control(party, name)[1])
    if name == "language":
        return party.language
    held = party.owner if name == "owner" else party.team
    return str(held.key) if held is not None else ""


def give(party: Party, *, field: Field, value: str, by: User) -> None:
    """Let the party hold a value; an empty one takes it away."""
    rights.require(by, verb_of(field), party)
    if field.name.startswith(OWN):
        filling.fill(party.key, told={field.name.removeprefix(OWN): value[:1000]}, by=by)
    elif field.name == "language":
        parties.describe(party.key, language=value[:5], by=by)
    else:
        chosen = _row(User.objects.filter(is_active=True) if field.name == "owner" else Team.objects.all(), value)
        owner, team = (chosen, party.team) if field.name == "owner" else (party.owner, chosen)
        parties.hand_over(party.key, owner=owner, team=team, by=by)


def _row(rows: Any, value: str) -> Any:
    if not value:
        return None
    found = rows.filter(key=UUID(value)).first() if len(value) == 36 else None
    if found is None:
        raise NotEditable
    return found
