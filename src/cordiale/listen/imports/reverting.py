"""Taking an import back: every fact stands again in the version it would have had without the run."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from cordiale.listen.imports import recording
from cordiale.listen.imports.models import ImportRun, SourceRecord
from cordiale.people import intake
from cordiale.people.models import Party

if TYPE_CHECKING:
    from cordiale.lake.house import Lake

AT_ONCE = 5_000


def take_back(run: ImportRun, *, lake: Lake) -> dict[str, int]:
    """Lake first, ledger next, parties last: each step can be repeated after a kill.

    The lake undoes by itself what the run had taken back: versions it replaced are visible again. Only where a third
    run has replaced this one in the meantime, the older version must stay hidden: that run takes it back anew.
    """
    kept_hidden = _hide_what_a_later_run_replaced(run, lake=lake)
    lake.retract(source=run.source)
    facts, restored = _unwind(run)
    records = recording.take_back(run)
    report = intake.revert(source=run.source)
    return {
        **records,
        "facts": facts,
        "restored": restored,
        "kept_hidden": kept_hidden,
        "parties_removed": report.removed,
        "parties_restored": report.restored,
    }


def _later_version(run: ImportRun, **conditions: object) -> Exists:
    """Whether this run's own version of the same fact was itself replaced, by a run of these conditions."""
    same = {name: OuterRef(name) for name in ("kind", "issuer", "external_key")}
    return Exists(SourceRecord.objects.filter(run=run, replaced_by__isnull=False, **same, **conditions))


def _hide_what_a_later_run_replaced(run: ImportRun, *, lake: Lake) -> int:
    hidden = 0
    later = ImportRun.objects.filter(replaced_records__run=run).distinct()
    for newer in later:
        older = SourceRecord.objects.filter(_later_version(run, replaced_by=newer), replaced_by=run)
        ids = list(older.values_list("event_id", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            lake.retract(ids=ids[start : start + AT_ONCE], by=newer.source)
        hidden += len(ids)
    return hidden


@transaction.atomic
def _unwind(run: ImportRun) -> tuple[int, int]:
    """Drop the run's versions; those it had replaced become current, or replaced by the run that came after it."""
    for newer in ImportRun.objects.filter(replaced_records__run=run).distinct():
        SourceRecord.objects.filter(_later_version(run, replaced_by=newer), replaced_by=run).update(replaced_by=newer)
    replaced = SourceRecord.objects.filter(replaced_by=run)
    own = SourceRecord.objects.filter(run=run)
    facts, restored = own.count(), replaced.count()
    own._raw_delete(own.db)
    replaced.update(replaced_by=None)
    return facts, restored


def still_needed(parties: Collection[int], source: str) -> set[int]:
    """Those of the parties that facts of other imports are about: they stay when `source` goes."""
    keys = dict(Party.objects.filter(pk__in=parties).values_list("key", "pk"))
    others = ImportRun.objects.exclude(key=source.removeprefix("import:")) if source.startswith("import:") else None
    told = SourceRecord.objects.filter(party__in=keys)
    told = told if others is None else told.filter(run__in=others)
    return {keys[key] for key in told.values_list("party", flat=True).distinct() if key}
