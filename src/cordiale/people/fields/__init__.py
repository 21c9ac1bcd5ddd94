"""Every field of a party: its name, what it holds, who may read it, what may be asked of it (docs/fields.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Q

    from cordiale.core.conditions import Node
    from cordiale.people.fields.registry import Actor


def compile(tree: Node, *, actor: Actor) -> Q:
    """The tree as a condition on parties; refused when it asks of a field what the actor may not read."""
    from cordiale.people.fields import plans

    return plans.plan(tree, actor=actor).condition
