"""The audit log: who read, searched, exported, was refused or changed what; append-only and chained (docs/audit.md).

    audit.write(actor, "party.exported", rows=214, detail={"format": "csv"})
    audit.changed(actor, party, before={"name": "Emma"}, after={"name": "Emma B."})

Both stand in the transaction of the deed. Ids and counts only, never names: an erased person leaves a log that still
proves itself. What a field held stands in the record's history, which goes with the person; the log keeps its seal.
This module is light on purpose: verbs import it before Django's models are ready.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from cordiale.people.audit.chain import Actor
    from cordiale.people.models import Party

__all__ = ["changed", "followed", "write"]

P = ParamSpec("P")
R = TypeVar("R")


def write(
    actor: Actor,
    deed: str,
    *,
    party: Party | UUID | None = None,
    subject: str = "",
    rows: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry. `subject` names the object by its key or address name, `rows` counts what was shown or moved."""
    from cordiale.people.audit import chain

    chain.append(actor, deed, party=party, subject=subject, rows=rows, detail=detail or {})


def changed(actor: Actor, party: Party, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Keep one save of a record in its history, field by field, and seal it in the log. Equal values are left out."""
    from cordiale.people.audit import changes

    changes.keep(actor, party, before=before, after=after)


def followed(verb: Callable[P, R]) -> Callable[P, R]:
    """Keep what a verb changes in the history of its record: `verb(key, ..., by=user)`.

    A deed made of several verbs opens `following.following(by, key)` around them, and they are one save.
    """

    @wraps(verb)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        from cordiale.people.audit.following import following

        key, by = args[0], kwargs.get("by")
        with following(by, key):  # type: ignore[arg-type]
            return verb(*args, **kwargs)

    return kept
