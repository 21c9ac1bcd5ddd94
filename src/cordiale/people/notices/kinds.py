"""The kinds of notice, registered by the rooms that tell them: `kinds.register("task.due", label=…, say=…, icon=…)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Say = Callable[[Mapping[str, Any], str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`say(words, name)` is the sentence, in the reader's language; `name` is the party's, as its reader may see it."""

    name: str
    label: str | Promise
    icon: str
    say: Say
    href: Callable[[Mapping[str, Any]], str] | None = None
    mailed: bool = True


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    *,
    label: str | Promise,
    icon: str,
    say: Say,
    href: Callable[[Mapping[str, Any]], str] | None = None,
    mailed: bool = True,
) -> None:
    """Add a kind. `mailed`: whether it goes into the digest unless its reader says otherwise."""
    _kinds[name] = Kind(name=name, label=label, icon=icon, say=say, href=href, mailed=mailed)


def of(name: str) -> Kind | None:
    """The kind of that name; one whose room is gone is not shown any more."""
    return _kinds.get(name)


def every() -> list[Kind]:
    """All kinds, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)
