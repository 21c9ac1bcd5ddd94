"""Taking a source back: what it created goes, what it changed is as before, what others use stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, Q

from cordiale.core import clock
from cordiale.people.intake.reports import RevertReport
from cordiale.people.intake.writing import reindex
from cordiale.people.models import (
    Address,
    Consent,
    Identifier,
    IntakeTrace,
    Note,
    Party,
    Relation,
    Tag,
    TimelineEntry,
)

AT_ONCE = 300
PAUSE_S = 0.005  # lets web writers through between two batches on SQLite; an intake reads its next rows meanwhile

Keeper = Callable[[Collection[int], str], set[int]]
_KEEPERS: list[Keeper] = []


def keep_if(keeper: Keeper) -> Keeper:
    """Register, from an upper room's `AppConfig.ready()`, who says which parties must stay: (ids, source) -> ids."""
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)
    return keeper


def revert(*, source: str, on_progress: Callable[[int], object] | None = None) -> RevertReport:
    """Take back all that a source did to parties; may be interrupted and run again.

    A party it created is removed unless something else hangs on it: a note, a relation, another source, a change made
    by hand, a row of another room. A field it changed gets its former value unless somebody changed it since.
    Consents it granted go; refusals and withdrawals stay, for an objection is never lost.
    """
    report = RevertReport()
    while True:
        with transaction.atomic():
            traces = list(IntakeTrace.objects.filter(source=source).order_by("pk")[:AT_ONCE])
            if not traces:
                return report
            _take_back(traces, source, report)
        if on_progress is not None:
            on_progress(report.removed + report.restored + report.kept)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_S)


def _take_back(traces: Sequence[IntakeTrace], source: str, report: RevertReport) -> None:
    created = {trace.party_id for trace in traces if trace.created}
    kept = _attached(created, source)
    changed = [trace for trace in traces if not trace.created]
    _restore(changed, source)
    IntakeTrace.objects.filter(pk__in=[trace.pk for trace in traces]).delete()
    Party.objects.filter(pk__in=created - kept).delete()
    report.removed += len(created - kept)
    report.kept += len(kept)
    report.restored += len(changed)


def _attached(parties: Collection[int], source: str) -> set[int]:
    """Those of the parties that something other than the source hangs on."""
    mine = Q(party_id__in=parties)
    others = ~Q(source=source)
    kept: set[int] = set()
    told: list[type[Any]] = [Identifier, Address, Consent, TimelineEntry, IntakeTrace]
    for model in told:
        kept.update(model.objects.filter(mine, others).values_list("party_id", flat=True))
    kept.update(Note.objects.filter(mine).values_list("party_id", flat=True))
    for one, other in Relation.objects.filter(mine | Q(other_id__in=parties)).values_list("party_id", "other_id"):
        kept.update((one, other))
    touched = IntakeTrace.objects.filter(mine, source=source, party__updated_at__gt=F("at"))
    kept.update(touched.values_list("party_id", flat=True))
    for model, column in _above():
        found = model._default_manager.filter(**{f"{column}__in": parties})
        kept.update(found.values_list(column, flat=True))
    for keeper in _KEEPERS:
        kept.update(keeper(parties, source))
    return kept & set(parties)


def _above() -> list[tuple[type[Model], str]]:
    """The tables of other rooms that point to parties; one that only repeats what is known says so itself."""
    found: list[tuple[type[Model], str]] = []
    for relation in Party._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.app_label != "people" and not getattr(model, "derived_from_party", False):
            found.append((model, relation.field.attname))
    return found


def _restore(traces: Sequence[IntakeTrace], source: str) -> None:
    now = clock.now()
    parties = Party.objects.in_bulk([trace.party_id for trace in traces])
    mine = Q(party_id__in=parties, source=source)
    Consent.objects.filter(mine, state=Consent.State.GRANTED).delete()
    TimelineEntry.objects.filter(mine, kind="consent.granted").delete()
    Identifier.objects.filter(mine).delete()
    Address.objects.filter(mine).delete()
    for trace in traces:
        party = parties[trace.party_id]
        _restore_fields(party, trace)
        if trace.tags:
            Tag.parties.through.objects.filter(party=party, tag__name__in=trace.tags).delete()
        if party.updated_at <= trace.at:  # nobody came by since: for the sources before, the party is untouched again
            untouched = IntakeTrace.objects.filter(party=party, at__gte=trace.before["updated_at"])
            untouched.exclude(pk=trace.pk).update(at=now)
        party.updated_at = now
    fields = ["name", "given_name", "family_name", "sort_name", "language", "born_on", "updated_at", "custom"]
    Party.objects.bulk_update(parties.values(), fields, batch_size=100)
    reindex(list(parties))


def _restore_fields(party: Party, trace: IntakeTrace) -> None:
    """Each value that is still what the source wrote becomes what it was."""
    for name, after in trace.after.items():
        before = trace.before[name]
        what, _, which = name.partition(":")
        if what == "main":
            _restore_main(party, kind=which, before=before)
        elif what == "custom":
            _restore_custom(party, name=which, before=before, after=after)
        elif what == "address":
            Address.objects.filter(party=party, purpose=which, **after).update(**before)
        elif _as_told(getattr(party, name)) == after:
            setattr(party, name, before)


def _restore_custom(party: Party, *, name: str, before: object, after: object) -> None:
    if party.custom.get(name) == after:
        party.custom.pop(name)
        if before is not None:
            party.custom[name] = before


def _as_told(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _restore_main(party: Party, *, kind: str, before: Sequence[str]) -> None:
    issuer, normal = before
    if not party.identifiers.filter(kind=kind, main=True).exists():
        party.identifiers.filter(kind=kind, issuer=issuer, normal=normal).update(main=True)
