"""Whom a condition keeps, by what the lake knows: for questions over all years of facts, on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cordiale.core.conditions import All, Kind, Node, Not, Op, Test, fields_of, validate
from cordiale.core.conditions import Any as AnyOf
from cordiale.people.fields.builtin.care import MINE
from cordiale.people.fields.registry import Actor, Field, Fields

if TYPE_CHECKING:
    from uuid import UUID

    import ibis.expr.types as ir

    from cordiale.lake import Lake

PRESENCE = (Op.KNOWN, Op.EMPTY)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as the lake can be asked about it: of what is sealed, only whether it is known."""

    name: str
    kind: Kind
    operators: tuple[Op, ...]


class LakeFields:
    """The fields that the lake holds and that somebody may read."""

    def __init__(self, actor: Actor) -> None:
        self._known = Fields(actor)

    def field(self, name: str) -> Asked | None:
        """The field of that name, None when the lake does not hold it."""
        found = self._known.field(name)
        return _asked(found) if found is not None and found.lake else None

    def inside(self, name: str) -> None:
        """Records of objects are not told to the lake."""


def _asked(one: Field) -> Asked:
    operators = tuple(op for op in one.operators if one.lake == "clear" or op in PRESENCE)
    return Asked(one.name, one.kind, operators)


def keeping(traits: ir.Table, tree: Node, *, actor: Actor, today: date | None = None) -> ir.Table:
    """The tree as an expression over `traits`: one row (`pid`) per person kept. Refused as a list would refuse it,
    and where it asks for what the lake does not hold."""
    from cordiale.understand.marts import conditions

    fields = LakeFields(actor)
    checked = _with_actor(validate(tree, fields), actor)
    kinds = {name: found.kind for name in fields_of(checked) if (found := fields.field(name)) is not None}
    return conditions.keeping(traits, checked, kinds=kinds, today=today or timezone.localdate())


def kept(lake: Lake, tree: Node, *, actor: Actor, engine: str = "duckdb", today: date | None = None) -> Iterator[UUID]:
    """The keys of the parties kept, as of the last telling; whom the actor may see is for who shows them to say."""
    with lake.engine(engine) as opened:
        found: Any = opened.arrow(keeping(opened.table("traits"), tree, actor=actor, today=today))
    yield from lake.keyring.parties(found["pid"].to_pylist()).values()


def _with_actor(node: Node, actor: Actor) -> Node:
    """Who says *mine* is told by their key: the lake knows no other name."""
    match node:
        case Not(inner):
            return Not(_with_actor(inner, actor))
        case All(nodes) | AnyOf(nodes):
            return type(node)(*[_with_actor(one, actor) for one in nodes])
        case Test("owner", op, value):
            own = str(getattr(actor, "key", ""))
            told = tuple(own if one == MINE else one for one in value) if isinstance(value, tuple) else value
            return Test("owner", op, own if told == MINE else told)
        case _:
            return node
