"""Erasure: planned and shown, approved by a second person when it is of many, done place by place, replayed (6.4)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cordiale.core import clock
from cordiale.people import audit
from cordiale.people.lakehouse import lake
from cordiale.people.models import Party, User
from cordiale.people.privacy import journal, map, passing, scrubbing, subjects, suppression, tables
from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.models import Erasure, Hold, Request
from cordiale.people.privacy.refusals import (
    ErasureGone,
    NoSuchErasure,
    OnHold,
    ReasonMissing,
    SecondPersonNeeded,
)
from cordiale.people.privacy.subjects import Subject
from cordiale.people.refusals import NoSuchParty

AT_ONCE = 500
LAST = 900  # from here on: what is asked by key alone, when the record is gone
State = Erasure.State


def preview(whom: Sequence[Subject]) -> dict[str, int]:
    """The dry run: how many rows each place would lose; places without any are left out."""
    counted = {one.name: _count(one, whom) for one in map.every() if one.erase != "keep"}
    return {name: number for name, number in counted.items() if number}


def _count(holding: Holding, whom: Sequence[Subject]) -> int:
    """Stores and texts are gone through once for all, tables asked a few hundred people at a time."""
    if holding.counts:
        return holding.counts(whom)
    number = sum(1 for _ in passing.naming(holding, whom))
    return number + sum(tables.count(holding, whom[at : at + AT_ONCE]) for at in range(0, len(whom), AT_ONCE))


@transaction.atomic
def plan(keys: Iterable[UUID], *, reason: str, by: User | None, alone: bool = True) -> Erasure:
    """Write down whom to erase and what would go. Nothing goes yet; what is on legal hold is refused.

    Few may be erased by one person `alone`; more, or what a machine proposes, need somebody's approval.
    """
    if not reason.strip():
        raise ReasonMissing
    whom = subjects.of_many(dict.fromkeys(keys))
    if not whom:
        raise NoSuchParty
    check_holds(whom)
    alone = alone and len(whom) <= settings.ERASURE_ALONE
    made = Erasure.objects.create(
        state=State.APPROVED if alone else State.PLANNED,
        reason=reason.strip()[:200],
        whom=[str(one.key) for one in whom],
        number=len(whom),
        plan=preview(whom),
        asked_by=by,
    )
    audit.write(by, "erasure.planned", subject=str(made.key), rows=len(whom), detail={"alone": alone})
    return made


def check_holds(whom: Sequence[Subject]) -> None:
    """Refuse when one of them must be kept."""
    pks = [pk for one in whom for pk in one.pks]
    standing = Hold.objects.filter(lifted_at=None).exclude(until_on__lt=clock.now().date())
    for at in range(0, len(pks), AT_ONCE):
        held = standing.filter(party_id__in=pks[at : at + AT_ONCE]).first()
        if held is not None:
            raise OnHold(why=held.reason)


@transaction.atomic
def approve(key: UUID, *, by: User) -> Erasure:
    """A second person agrees to the erasure of many."""
    found = of(key, lock=True)
    if found.state != State.PLANNED:
        raise ErasureGone
    if found.asked_by_id == by.pk:
        raise SecondPersonNeeded
    found.state, found.approved_by = State.APPROVED, by
    found.save(update_fields=["state", "approved_by"])
    audit.write(by, "erasure.approved", subject=str(key), rows=found.number)
    return found


@transaction.atomic
def drop(key: UUID, *, by: User) -> None:
    """Give a plan up before it is carried out."""
    found = of(key, lock=True)
    if found.state not in (State.PLANNED, State.APPROVED):
        raise ErasureGone
    found.state, found.whom = State.DROPPED, []
    found.save(update_fields=["state", "whom"])
    audit.write(by, "erasure.dropped", subject=str(key), rows=found.number)


def of(key: UUID, *, lock: bool = False) -> Erasure:
    """The erasure of that key."""
    rows = Erasure.objects.select_for_update() if lock else Erasure.objects.all()
    found = rows.filter(key=key).first()
    if found is None:
        raise NoSuchErasure
    return found


@transaction.atomic
def begin(key: UUID) -> None:
    """Let an approved erasure begin; the job that follows does it."""
    found = of(key, lock=True)
    if found.state != State.APPROVED:
        raise SecondPersonNeeded if found.state == State.PLANNED else ErasureGone
    Erasure.objects.filter(pk=found.pk).update(state=State.RUNNING)


def carry_out(key: UUID, *, on_progress: Callable[[int, int, str], object] = lambda *_: None) -> Erasure:
    """Do it, place by place. Killed anywhere, a second call goes on: every step may be repeated."""
    found = of(key)
    if found.state not in (State.APPROVED, State.RUNNING):
        raise SecondPersonNeeded if found.state == State.PLANNED else ErasureGone
    Erasure.objects.filter(pk=found.pk).update(state=State.RUNNING)
    keys = [UUID(one) for one in found.whom]
    report: dict[str, list[float]] = {}
    for start in range(0, len(keys), AT_ONCE):
        _erase_some(keys[start : start + AT_ONCE], report=report, by=found.asked_by)
        on_progress(min(start + AT_ONCE, len(keys)), len(keys), "")
    scrubbing.settle(report)
    with transaction.atomic():
        told = {name: [int(number), round(seconds, 3)] for name, (number, seconds) in report.items()}
        Erasure.objects.filter(pk=found.pk).update(state=State.DONE, done_at=clock.now(), whom=[], report=told)
        audit.write(found.asked_by, "erasure.executed", subject=str(key), rows=found.number)
    found.refresh_from_db()
    return found


def _erase_some(keys: Sequence[UUID], *, report: dict[str, list[float]], by: User | None) -> None:
    """Journal first, then the database in one transaction, then what lies outside of it."""
    whom = subjects.of_many(keys)
    # A second call after a crash finds the rows gone; the lake is asked again all the same.
    gone = [one for one in keys if one not in {each.key for each in whom}]
    every = [*whom, *(Subject(key, (), (key,), (), frozenset({str(key)})) for key in gone)]
    touched = [key for one in every for key in one.keys]
    journal.note(touched, pids=lake().keyring.pids(touched, create=False).values())
    holdings = [one for one in map.every() if one.erase != "keep"]
    beside = [one for one in holdings if one.erases is not None]
    for one in beside:  # while we still know the words by which to recognise them
        if one.order < LAST:
            _timed(report, one.name, lambda one=one: one.erases(whom))  # type: ignore[misc]
    with scrubbing.overwriting():  # in passing: looked for without holding writers up, each table by itself
        for one in holdings:
            if one.texts:
                _timed(report, one.name, lambda one=one: passing.erase(one, whom))  # type: ignore[misc]
    with transaction.atomic(), scrubbing.overwriting():
        _timed(report, "suppression", lambda: suppression.remember(whom))
        _answer(whom, by=by)
        for one in holdings:
            if one.is_table:
                _timed(report, one.name, lambda one=one: tables.erase(one, whom))  # type: ignore[misc]
        for each in whom:
            audit.write(by, "party.erased", party=each.key, rows=len(each.keys))
    for one in beside:
        if one.order >= LAST:
            _timed(report, one.name, lambda one=one: one.erases(every))  # type: ignore[misc]


def _answer(whom: Sequence[Subject], *, by: User | None) -> None:
    """What they asked for is answered, or has no object any more."""
    asked = Request.objects.filter(party_id__in=[pk for one in whom for pk in one.pks], state=Request.State.OPEN)
    asked.update(state=Request.State.DONE, answered_at=clock.now(), handled_by=by)


def _timed(report: dict[str, list[float]], name: str, deed: Callable[[], int]) -> None:
    started = time.perf_counter()
    number = deed()
    before = report.get(name, [0, 0.0])
    report[name] = [before[0] + number, before[1] + time.perf_counter() - started]


def replay() -> int:
    """After a restore: erase again whoever the journal knows; how many. Before anybody is let in (F20)."""
    known = set(journal.marks())
    if not known:
        return 0
    back = [key for key in Party.objects.values_list("key", flat=True).iterator(chunk_size=5_000)
            if journal.mark_of(key) in known]  # fmt: skip
    for start in range(0, len(back), AT_ONCE):
        some = back[start : start + AT_ONCE]
        made = Erasure.objects.create(
            state=State.APPROVED, reason="replay", whom=[str(key) for key in some], number=len(some)
        )
        audit.write(None, "erasure.replayed", subject=str(made.key), rows=len(some))
        carry_out(made.key)
    _forget_in_lake(known, but=back)
    return len(back)


def _forget_in_lake(known: set[str], *, but: Sequence[UUID]) -> None:
    """Whom only the restored keyring brought back, and the rows that only the restored lake did."""
    done = set(but)
    back = [key for key in lake().keyring.everybody() if key not in done and journal.mark_of(key) in known]
    if back:
        lake().erase_all(back)
    lake().hide(journal.numbers_known())
