"""Values of the company's own fields, as programs tell and read them: checked by their kind, open by policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field

from cordiale.people.fields import values
from cordiale.people.fields.models import CustomField
from cordiale.project.api import policy
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.refusals import FieldNotOpen, Invalid
from cordiale.project.api.resources.shapes import Text

Value = Text | int | float | bool | None | Annotated[list[Text], Field(max_length=100)]
Values = Annotated[
    dict[Annotated[Text, Field(max_length=40)], Value],
    Field(max_length=200, description="Values by the names of fields (`list_fields`); null takes one away."),
]


def told(
    caller: Principal, given: Mapping[str, Any], *, known: Mapping[str, CustomField], place: str
) -> dict[str, Any]:
    """The values as they are stored; refused where a name is unknown, not open to the caller, or does not fit."""
    require(caller, given, known=known, place=place)
    return {name: values.demanded(known[name], values.read(known[name], value)) for name, value in given.items()}


def require(caller: Principal, names: Iterable[str], *, known: Mapping[str, CustomField], place: str) -> None:
    """Refuse names that are no fields in use, and fields that the caller may not write."""
    names = sorted(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid(errors=[{"place": ["body", place, name], "code": "unknown_field"} for name in unknown])
    for name in names:
        if caller.level_of_class(known[name].data_class) != "write":
            raise FieldNotOpen(field=f"{place}.{name}")


def shown(caller: Principal, held: Mapping[str, Any], *, known: Mapping[str, CustomField]) -> dict[str, Any]:
    """What the caller sees of values: those of fields in use, as far as each is open."""
    seen = {}
    for name, value in held.items():
        level = caller.level_of_class(known[name].data_class) if name in known else "hidden"
        if level != "hidden":
            seen[name] = policy.masked(name, value) if level == "masked" else value
    return seen
