"""The fields every party has. What a room knows more of (purchases, rhythm), it registers itself."""

from __future__ import annotations


def register() -> None:
    """Called once when the house opens."""
    from cordiale.people.fields.builtin import agreements, care, identity, reach
    from cordiale.people.fields.registry import register as add

    add(*identity.fields(), *reach.fields(), *care.fields(), *agreements.fields())
