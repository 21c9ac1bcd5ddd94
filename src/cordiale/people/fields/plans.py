"""From a tree to what it keeps: the one compiler of lists, counts, exports and later segments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from cordiale.core.conditions import (
    All,
    Any,
    BadCondition,
    BadValue,
    Has,
    Node,
    Not,
    Test,
    UnknownField,
    fields_of,
    meaning,
    tests_of,
    things_of,
    validate,
)
from cordiale.people.fields.kept import Kept, both, contrary, either
from cordiale.people.fields.kept import turned as opposite
from cordiale.people.fields.registry import Actor, Asking, Field, Fields, Inside


@dataclass(frozen=True, slots=True)
class Part:
    """One of the conditions required together, and what it keeps."""

    node: Node
    kept: Kept


@dataclass(frozen=True, slots=True)
class Plan:
    """What a tree keeps: every part is required."""

    parts: tuple[Part, ...] = ()

    @property
    def condition(self) -> Q:
        return Q(*[part.kept.condition for part in self.parts])


def plan(tree: Node, *, actor: Actor, today: date | None = None, fields: Fields | None = None) -> Plan:
    """Validate a tree for somebody and compile it, condition by condition."""
    known = fields or Fields(actor)
    checked = check(tree, fields=known)
    asking = Asking(actor, today or timezone.localdate())
    nodes = checked.nodes if isinstance(checked, All) else (checked,)
    return Plan(tuple(Part(node, _kept(node, known, asking)) for node in nodes))


def check(tree: Node, *, fields: Fields) -> Node:
    """The tree with typed values, every chosen value known, and no field in a group that must stand alone."""
    checked = validate(tree, fields)
    for test in tests_of(checked):
        _check_choice(test, fields)
    for one in things_of(checked):
        check(one.node, fields=_inside(one, fields))
    for node in checked.nodes if isinstance(checked, All) else (checked,):
        if not isinstance(node, Test) and any(_field(name, fields).alone for name in fields_of(node)):
            raise BadCondition(near=", ".join(sorted(fields_of(node)))[:40])
    return checked


def _check_choice(test: Test, fields: Fields) -> None:
    """A choice nobody can make is told, rather than answered with nobody."""
    one = _field(test.field, fields)
    if not one.chosen or test.value is None:
        return
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if fields.word(one, str(value)) is None:
            raise BadValue(value=str(value)[:40], field=one.name)


def _field(name: str, fields: Fields) -> Field:
    found = fields.field(name)
    if found is None:
        raise UnknownField(field=name[:60])
    return found


def _inside(node: Has, fields: Fields) -> Inside:
    found = fields.inside(node.object)
    if found is None:
        raise UnknownField(field=node.object[:60])
    return found


def _kept(node: Node, fields: Fields, asking: Asking, *, turned: bool = False) -> Kept:
    """What a node keeps; *not* goes down to the tests, where its contrary is exact."""
    match node:
        case Not(inner):
            return _kept(inner, fields, asking, turned=not turned)
        case All(nodes) | Any(nodes):
            parts = [_kept(one, fields, asking, turned=turned) for one in nodes]
            return both(parts) if isinstance(node, All) is not turned else either(parts)
        case Has():
            inside = _inside(node, fields)
            kept = inside.thing.keep(_kept(node.node, inside, asking).condition)
            return contrary(kept, turn=opposite) if turned else kept
        case _:
            one = _field(node.field, fields)
            against, question = meaning(node, today=asking.today)
            kept = one.keep(question, asking)
            return contrary(kept, turn=one.turn) if against is not turned else kept
