"""Conditions as programs write them: JSON, or the short text of an address; never about a field that is shut."""

from __future__ import annotations

import json
from typing import Any

from cordiale.core import conditions
from cordiale.core.conditions import Node
from cordiale.people.fields.registry import Fields
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.refusals import FieldNotOpen


def tree(text: str) -> Node:
    """The text as a tree."""
    return conditions.parse(_json(text)) if text.lstrip().startswith("{") else conditions.read(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise conditions.BadCondition(near=text[:40]) from None


def require(asked: Node, *, fields: Fields, caller: Principal) -> None:
    """Refuse a condition about a field that is shut to the key; what is shut to its account is unknown anyway."""
    for name in sorted(conditions.fields_of(asked)):
        field = fields.field(name)
        if field is not None and caller.level_of_class(field.data_class) not in ("read", "write"):
            raise FieldNotOpen(field=name)
    for thing in conditions.things_of(asked):
        inside = fields.inside(thing.object)
        if inside is not None:
            require(thing.node, fields=inside, caller=caller)
