"""The audit log: who read, searched, exported, was refused or changed what; append-only and chained (docs/audit.md).

    audit.write(actor, "party.exported", rows=214, detail={"format": "csv"})
    audit.changed(actor, party, before={"name": "Emma"}, after={"name": "Emma B."})

Both stand in the transaction of the deed. Ids and counts only, never names: an erased person leaves a log that still
proves itself. What a field held stands in the record's history, which goes with the person; the log keeps its seal.
This module is light on purpose: verbs import it before Django's models are ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from cordiale.people.audit.chain import Actor
    from cordiale.people.models import Party

__all__ = ["changed", "write"]


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
