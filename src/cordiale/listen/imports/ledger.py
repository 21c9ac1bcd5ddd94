"""The ledger: compares facts with what a source told before, and remembers what was written. Set-based by chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from cordiale.listen.imports.models import ImportRun, SourceRecord
from cordiale.people import bulk


class Fact(NamedTuple):
    """A fact of the file, ready for the spool."""

    external_key: str
    content_hash: str
    event_id: UUID
    body: bytes
    party: UUID | None = None


class Known(NamedTuple):
    pk: int
    content_hash: str
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Compared:
    """A chunk against the ledger."""

    new: list[Fact]
    changed: list[tuple[Fact, Known]]
    unchanged: int

    def counts(self) -> dict[str, int]:
        return {"created": len(self.new), "updated": len(self.changed), "unchanged": self.unchanged}


def compare(facts: Sequence[Fact], *, kind: str, issuer: str) -> Compared:
    """Which facts are new, which differ from the version we hold, how many are known as they are."""
    rows = SourceRecord.objects.filter(
        kind=kind, issuer=issuer, replaced_by=None, external_key__in=[fact.external_key for fact in facts]
    ).values_list("external_key", "pk", "content_hash", "event_id")
    known = {key: Known(pk, hashed, event_id) for key, pk, hashed, event_id in rows}
    new: list[Fact] = []
    changed: list[tuple[Fact, Known]] = []
    for fact in facts:
        before = known.get(fact.external_key)
        if before is None:
            new.append(fact)
        elif before.content_hash != fact.content_hash:
            changed.append((fact, before))
    return Compared(new, changed, len(facts) - len(new) - len(changed))


@transaction.atomic
def remember(compared: Compared, *, run: ImportRun, kind: str, issuer: str, upto: int) -> None:
    """Write the versions down, together with the place where a killed run resumes."""
    SourceRecord.objects.filter(pk__in=[before.pk for _fact, before in compared.changed]).update(replaced_by=run)
    fresh = [*compared.new, *(fact for fact, _before in compared.changed)]
    bulk.insert(
        SourceRecord,
        columns=("kind", "issuer", "external_key", "content_hash", "event_id", "party", "run_id"),
        rows=((kind, issuer, f.external_key, f.content_hash, f.event_id, f.party, run.pk) for f in fresh),
    )
    counts = run.counts.setdefault(kind, {"created": 0, "updated": 0, "unchanged": 0})
    for name, count in compared.counts().items():
        counts[name] += count
    run.loaded[kind] = upto
    run.save(update_fields=["counts", "loaded"])
