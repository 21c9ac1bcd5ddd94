"""The one table of verbs: everything that can be done here, so that no way to a deed can be forgotten.

Rooms register theirs in `AppConfig.ready()`; `rights.routes` binds addresses to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

SCOPES = ("none", "own", "team", "territory", "all")
"""How far a verb reaches, each holding the one before: mine, my team's, my territory's, everybody's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, and the sentence that says why."""

    allowed: bool
    why: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One deed. `scoped`: it is done to a party, so a role grants it up to a scope; else wholly or not at all.

    `changes`: a share must say "may change" for it. `sensitive`: asks for a fresh second factor. `bulk`: from so many
    rows on, somebody else must agree. `everyone`: any signed-in person may. Ready roles grant it as `grants` says, else
    as they grant the verb it is `like`; else only the owner has it.
    """

    name: str
    label: str | Promise
    scoped: bool = False
    changes: bool = True
    sensitive: bool = False
    bulk: int | None = None
    everyone: bool = False
    purposes: tuple[str, ...] = ()
    like: str = ""
    grants: Mapping[str, str] = field(default_factory=dict)

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]


_verbs: dict[str, Verb] = {}


def register(  # noqa: PLR0913 -- the fields of Verb, spelled out for those who register
    name: str,
    *,
    label: str | Promise,
    scoped: bool = False,
    changes: bool = True,
    sensitive: bool = False,
    bulk: int | None = None,
    everyone: bool = False,
    purposes: tuple[str, ...] = (),
    like: str = "",
    grants: Mapping[str, str] | None = None,
) -> None:
    """Add a deed to the table. Registering a name again replaces it."""
    noun, dot, deed = name.partition(".")
    if not (noun and dot and deed):
        raise ValueError(f"{name} is not of the form noun.verb")
    wrong = set((grants or {}).values()) - set(SCOPES)
    if wrong:
        raise ValueError(f"{name} is granted up to {sorted(wrong)}, which is no scope")
    _verbs[name] = Verb(
        name=name,
        label=label,
        scoped=scoped,
        changes=changes,
        sensitive=sensitive,
        bulk=bulk,
        everyone=everyone,
        purposes=purposes,
        like=like,
        grants=dict(grants or {}),
    )


def of(name: str) -> Verb:
    """The verb of that name; an unknown one is a mistake of ours and stays loud."""
    return _verbs[name]


def every() -> list[Verb]:
    """The whole table, by name."""
    return sorted(_verbs.values(), key=lambda verb: verb.name)


def wider(one: str, other: str) -> str:
    """The scope that reaches farther."""
    return max(one, other, key=SCOPES.index)
