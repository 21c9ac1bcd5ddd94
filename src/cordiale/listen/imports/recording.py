"""Records from the bench to the product database, chunk by chunk: compare, write, remember, go on; and back again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from cordiale.core import clock, keys
from cordiale.listen.imports import ledger, limits
from cordiale.listen.imports.kinds.streams import Sheet
from cordiale.listen.imports.ledger import Compared, Fact
from cordiale.listen.imports.models import ImportRun, RecordTrace
from cordiale.listen.imports.workbench import Workbench
from cordiale.people.fields.models import Record
from cordiale.people.models import Party

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """What the file tells of one record."""

    title: str
    values: Mapping[str, Any]
    party: UUID | None


def count(bench: Workbench, sheet: Sheet) -> dict[str, int]:
    """What `write` would do, without writing."""
    total = {"created": 0, "updated": 0, "unchanged": 0}
    for _last, facts, _rows in _chunks(bench, sheet):
        for name, number in ledger.compare(facts, kind=sheet.ledger, issuer=sheet.issuer).counts().items():
            total[name] += number
    return total


def write(bench: Workbench, sheet: Sheet, *, run: ImportRun, on_chunk: Callable[[int], None]) -> None:
    """Write the sheet. Killed anywhere, a second call writes the rest: a chunk and its place are one transaction."""
    for last, facts, rows in _chunks(bench, sheet, after=run.loaded.get(sheet.ledger, 0)):
        with transaction.atomic():
            compared = ledger.compare(facts, kind=sheet.ledger, issuer=sheet.issuer)
            changed = [(fact._replace(event_id=before.event_id), before) for fact, before in compared.changed]
            held = Compared(compared.new, changed, compared.unchanged)
            _write(sheet, held, rows, run=run)
            ledger.remember(held, run=run, kind=sheet.ledger, issuer=sheet.issuer, upto=last)
        on_chunk(last)


def _chunks(bench: Workbench, sheet: Sheet, *, after: int = 0) -> Iterator[tuple[int, list[Fact], dict[str, Row]]]:
    for first in range(after + 1, sheet.count + 1, limits.LOAD_CHUNK):
        last = min(first + limits.LOAD_CHUNK - 1, sheet.count)
        facts, rows = [], {}
        for key, party, title, told in bench.rows(sheet.query, {"first": first, "last": last}):
            holder = UUID(hex=str(party)) if party else None
            rows[str(key)] = Row(str(title), json.loads(str(told)), holder)
            digest = hashlib.md5(f"{holder}\x1f{title}\x1f{told}".encode(), usedforsecurity=False).hexdigest()
            facts.append(Fact(str(key), digest, keys.new(), b"", holder))
        yield last, facts, rows


def _write(sheet: Sheet, compared: Compared, rows: Mapping[str, Row], *, run: ImportRun) -> None:
    fresh = [*compared.new, *(fact for fact, _before in compared.changed)]
    parties = dict(Party.objects.filter(key__in={fact.party for fact in fresh}).values_list("key", "pk"))
    known = _known([fact.event_id for fact, _before in compared.changed])
    made = [fact for fact in fresh if fact.event_id not in known]
    _make(made, rows, parties, of=sheet.of, run=run)
    _change([(known[fact.event_id], rows[fact.external_key]) for fact in fresh if fact.event_id in known], parties, run)


def _known(wanted: Sequence[UUID]) -> dict[UUID, Record]:
    found = (Record.objects.filter(key__in=wanted[at : at + AT_ONCE]) for at in range(0, len(wanted), AT_ONCE))
    return {record.key: record for some in found for record in some.select_for_update()}


def _make(
    made: Sequence[Fact], rows: Mapping[str, Row], parties: Mapping[UUID, int], *, of: int, run: ImportRun
) -> None:
    now = clock.now()
    records = Record.objects.bulk_create(
        [
            Record(
                key=fact.event_id, of_id=of, party_id=parties[fact.party], title=rows[fact.external_key].title,
                values=rows[fact.external_key].values, created_at=now, updated_at=now,
            )
            for fact in made if fact.party is not None and fact.party in parties
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    _trace(records, run=run, before={}, created=True)


def _change(told: Sequence[tuple[Record, Row]], parties: Mapping[UUID, int], run: ImportRun) -> None:
    """What the file does not tell of a record stays."""
    now, before = clock.now(), {}
    for record, row in told:
        before[record.pk] = {"title": record.title, "values": record.values, "party": record.party_id}
        record.title, record.values = row.title, {**record.values, **row.values}
        record.party_id = parties.get(row.party, record.party_id) if row.party else record.party_id
        record.version, record.updated_at = record.version + 1, now
    records = [record for record, _row in told]
    Record.objects.bulk_update(records, ["title", "values", "party", "version", "updated_at"], batch_size=AT_ONCE)
    _trace(records, run=run, before=before, created=False)


def _trace(records: Sequence[Record], *, run: ImportRun, before: Mapping[int, Any], created: bool) -> None:
    traces = [
        RecordTrace(run=run, record=one, party_id=one.party_id, created=created, before=before.get(one.pk, {}))
        for one in records
    ]
    for trace in traces:
        trace.version = trace.record.version
    RecordTrace.objects.bulk_create(traces, batch_size=AT_ONCE)


def take_back(run: ImportRun) -> dict[str, int]:
    """What the run made goes, what it changed is as before; a record that somebody changed since stays as it is."""
    report = {"records_removed": 0, "records_restored": 0, "records_kept": 0}
    while True:
        with transaction.atomic():
            traces = list(RecordTrace.objects.filter(run=run).select_related("record").order_by("pk")[:AT_ONCE])
            if not traces:
                return report
            _undo(traces, report)
            RecordTrace.objects.filter(pk__in=[one.pk for one in traces]).delete()


def _undo(traces: Sequence[RecordTrace], report: dict[str, int]) -> None:
    own = [one for one in traces if one.record.version == one.version]
    gone = [one.record_id for one in own if one.created]
    report["records_kept"] += len(traces) - len(own)
    report["records_removed"] += len(gone)
    restored = [one for one in own if not one.created]
    for one in restored:
        one.record.title, one.record.values = one.before["title"], one.before["values"]
        one.record.party_id = one.before["party"]
        one.record.version, one.record.updated_at = one.record.version + 1, clock.now()
    rows = [one.record for one in restored]
    Record.objects.bulk_update(rows, ["title", "values", "party", "version", "updated_at"], batch_size=AT_ONCE)
    report["records_restored"] += len(restored)
    Record.objects.filter(pk__in=gone).delete()
