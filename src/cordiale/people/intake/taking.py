"""Taking in a source: batch after batch, each one read, matched and written in one short transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice

from django.db import IntegrityError, connection, transaction

from cordiale.core import clock, heap
from cordiale.core.errors import Refusal
from cordiale.people import bearers
from cordiale.people.identifiers import REGION
from cordiale.people.intake import known, matching, writing
from cordiale.people.intake.changes import Change, difference
from cordiale.people.intake.drafts import EMAIL, PHONE, STRONG, PartyDraft, Ready, Unusable, prepare
from cordiale.people.intake.known import Known
from cordiale.people.intake.matching import Index, Owner
from cordiale.people.intake.reports import IntakeReport
from cordiale.people.intake.staging import Stage, Staged

BATCH = 500
TRIES = 3
_ONE_INTAKE_AT_A_TIME = 0x636F7264  # PostgreSQL's advisory lock; SQLite has one writer anyway
_COMPARED = EMAIL | PHONE | STRONG


@heap.rarely_searched()
def take_in(
    drafts: Iterable[PartyDraft],
    *,
    source: str,
    dry_run: bool = False,
    on_progress: Callable[[int], object] | None = None,
    region: str = REGION,
) -> IntakeReport:
    """Create or update the parties of a source, set-based, in bounded memory.

    Run again with the same rows it changes nothing, so an interrupted intake is resumed by running it again.
    `on_progress` gets the number of rows seen after each batch, and may raise to stop there: what was written stays.
    `region` is where phones without a country code are dialled.
    """
    report = IntakeReport(Stage())
    number = 0
    for batch in _batches(drafts):
        rows = [prepare(draft, region=region) for draft in batch]
        for row in rows:
            number += 1
            row.number = number
        _count(report, rows, _take(rows, report.stage, source=source, dry_run=dry_run))
        if on_progress is not None:
            on_progress(report.seen)
    return report


def _batches(drafts: Iterable[PartyDraft]) -> Iterator[list[PartyDraft]]:
    waiting = iter(drafts)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _count(report: IntakeReport, rows: Sequence[Ready | Unusable], fates: Sequence[Staged]) -> None:
    for fate in fates:
        report.created += fate.outcome == "created"
        report.updated += fate.outcome == "updated"
        report.unchanged += fate.outcome == "unchanged"
        report.refused_count += fate.outcome == "refused"
    for row in rows:
        if isinstance(row, Ready):
            report.invalid_keys += sum(not valid for _, valid in row.keys.values())


def _take(rows: Sequence[Ready | Unusable], stage: Stage, *, source: str, dry_run: bool) -> list[Staged]:
    """One batch; tried again when somebody created a party with the same reference meanwhile."""
    for attempt in range(1, TRIES + 1):
        try:
            with _transaction(dry_run=dry_run):
                return _take_once(rows, stage, source=source, dry_run=dry_run)
        except IntegrityError:
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _transaction(*, dry_run: bool) -> AbstractContextManager[None]:
    return nullcontext() if dry_run else transaction.atomic()


def _take_once(rows: Sequence[Ready | Unusable], stage: Stage, *, source: str, dry_run: bool) -> list[Staged]:
    if connection.vendor == "postgresql" and not dry_run:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_INTAKE_AT_A_TIME])
            # A table that has just grown from nothing has no statistics yet: every look-up here is by index.
            cursor.execute("set local enable_seqscan = off; set local enable_hashjoin = off")
    usable = [row for row in rows if isinstance(row, Ready)]
    index, states = _index(usable, stage, dry_run=dry_run)
    fates = [Staged(row.number, row.ref, "refused", refusal=row.refusal) for row in rows if isinstance(row, Unusable)]
    new: list[tuple[Ready, Owner]] = []
    changed: list[tuple[Change, Ready]] = []
    for row in usable:
        try:
            owner = matching.owner_of(row, index)
        except Refusal as refusal:
            fates.append(Staged(row.number, row.ref, "refused", refusal=refusal))
            continue
        claimed = matching.claim(row, index, owner)
        if owner is None:
            new.append((row, claimed))
            continue
        change = difference(row, states[owner.pk])
        if change:
            changed.append((change, row))
        outcome = "updated" if change else "unchanged"
        fates.append(Staged(row.number, row.ref, outcome, owner.pk, states[owner.pk].key))
    fates += _imagine(new, stage) if dry_run else _write([row for row, _ in new], changed, source=source)
    fates.sort(key=lambda fate: fate.number)
    stage.add(fates)
    return fates


def _imagine(new: Sequence[tuple[Ready, Owner]], stage: Stage) -> list[Staged]:
    stage.imagine([(owner, row.ref, row.matching(_COMPARED)) for row, owner in new])
    return [Staged(row.number, row.ref, "created") for row, _ in new]


def _write(rows: Sequence[Ready], changed: Sequence[tuple[Change, Ready]], *, source: str) -> list[Staged]:
    now = clock.now()
    made = writing.create(rows, source=source, now=now)
    writing.change(changed, source=source, now=now)
    return [Staged(row.number, row.ref, "created", pk, key) for row, (pk, key) in zip(rows, made, strict=True)]


def _index(rows: Sequence[Ready], stage: Stage, *, dry_run: bool) -> tuple[Index, dict[int, Known]]:
    """Whose the batch's keys are, and the present state of those parties."""
    triples = list(dict.fromkeys(triple for row in rows for triple in row.matching(_COMPARED)))
    borne = bearers.of(triples)
    states = known.states({pk for *_, pk in borne}, rows=rows)
    touched = stage.touched(list(states))
    index = Index()
    owners = {pk: Owner(pk, one.name, one.sort_name, touched_by=touched.get(pk)) for pk, one in states.items()}
    for pk, one in states.items():
        for triple, key in one.keys.items():
            if key.valid:
                index.add(triple, owners[pk])
    if dry_run:
        for triple, owner in stage.imagined(triples):
            index.add(triple, owner)
    return index, states
