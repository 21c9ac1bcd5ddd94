"""Deeds on tasks: add, change, close, reopen, postpone, hand over, remove."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import audit, naming, rights, timeline
from cordiale.people.agenda import recurrence
from cordiale.people.agenda.models import Task
from cordiale.people.agenda.refusals import (
    AlreadyClosed,
    BadRepeat,
    DayMissing,
    NoSuchTask,
    NotClosed,
    TitleMissing,
)
from cordiale.people.models import Party, User
from cordiale.people.notices import notices
from cordiale.people.refusals import UnknownChoice

ASSIGNED, DUE = "task.assigned", "task.due"
LONGEST = 24 * 60
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a task says: when, how long, how often, how pressing."""

    title: str
    details: str = ""
    kind: str = Task.Kind.OTHER
    priority: int = Task.Priority.NORMAL
    on: date | None = None
    at: time | None = None
    minutes: int = 30
    repeat: str = ""
    remind_before: int | None = None

    def checked(self) -> dict[str, object]:
        """The columns; refused when something is missing or means nothing. Repeated, it begins on a day of its rule."""
        title = naming.clean(self.title)
        if not title or len(title) > 200:
            raise TitleMissing
        if self.kind not in Task.Kind.values or self.priority not in Task.Priority.values:
            raise UnknownChoice(value=f"{self.kind} {self.priority}"[:40])
        if self.on is None and (self.at or self.repeat or self.remind_before is not None):
            raise DayMissing
        on, repeat = self.on, ""
        if self.repeat and on is not None:
            rule = _rule(self.repeat)
            on, repeat = recurrence.first(rule, on), recurrence.dump(rule)
            if on is None or (rule.until is not None and on > rule.until):
                raise BadRepeat(value=self.repeat[:60])
        return {
            "title": title, "details": self.details.strip().replace("\x00", "")[:5_000], "kind": self.kind,
            "priority": self.priority, "on": on, "at": self.at, "minutes": max(5, min(self.minutes, LONGEST)),
            "repeat": repeat, "remind_before": self.remind_before,
        }  # fmt: skip


def _rule(text: str) -> recurrence.Rule:
    try:
        return recurrence.parse(text)
    except recurrence.Unreadable as unreadable:
        raise BadRepeat(value=text[:60]) from unreadable


@transaction.atomic
def add(plan: Plan, *, by: User, party: Party | None = None, assignee: User | None = None) -> Task:
    """Note something to do, for oneself or a colleague."""
    task = Task(**plan.checked(), party=party, by=by, assignee=assignee or by, zone=by.zone.key)
    task.remind_at = task.reminder
    task.save(force_insert=True)
    _tell(task, by=by)
    return task


@transaction.atomic
def change(key: UUID, plan: Plan, *, by: User, assignee: User | None = None) -> Task:
    """Correct a task; who it is entrusted to is told."""
    task = _held(key, by=by)
    before = task.assignee_id
    told = plan.checked()
    if (*task.read(by.zone), task.repeat) == (plan.on, plan.at, told["repeat"]):  # not typed anew: it stays where it is
        told |= {"on": task.on, "at": task.at}
    else:
        task.zone = by.zone.key
    for name, value in told.items():
        setattr(task, name, value)
    if assignee is not None:
        task.assignee = assignee
    _changed(task)
    if task.assignee_id != before:
        _tell(task, by=by)
    return task


def _tell(task: Task, *, by: User) -> None:
    if task.assignee is not None and task.assignee_id != by.pk:
        origin = f"task:{task.key.hex}:{task.sequence}"
        notices.tell([task.assignee], kind=ASSIGNED, origin=origin, party=task.party, actor=by, words=_words(task))


def _words(task: Task) -> dict[str, str]:
    return {"title": task.title, "task": str(task.key)}


def _changed(task: Task) -> None:
    task.sequence += 1
    task.updated_at = clock.now()
    if task.remind_at != task.reminder:
        task.remind_at, task.reminded_at = task.reminder, None
    task.save()


@transaction.atomic
def close(key: UUID, *, by: User) -> Task:
    """Done; a repeated task comes back on its next day that is not past."""
    task = _held(key, by=by)
    if task.closed_at:
        raise AlreadyClosed
    task.closed_at, task.closed_by = clock.now(), by
    task.following = _next(task)
    _changed(task)
    if task.party is not None:
        data = {"task": str(task.key), "kind": task.kind}
        event = Event(
            kind="task.closed", party=task.party.key, at=task.closed_at, subject=str(task.key), data=data,
            personal={"title": task.title},
        )  # fmt: skip
        timeline.record(event, actor=by)
    return task


def _next(task: Task) -> Task | None:
    if not task.repeat or task.on is None:
        return None
    found = recurrence.next_after(
        recurrence.parse(task.repeat), task.on, today=clock.now().astimezone(task.place).date()
    )
    if found is None:
        return None
    day, rule = found
    copied = (
        "title",
        "details",
        "kind",
        "priority",
        "party",
        "assignee",
        "by",
        "at",
        "zone",
        "minutes",
        "remind_before",
    )
    made = Task(**{name: getattr(task, name) for name in copied}, on=day, repeat=recurrence.dump(rule))
    made.remind_at = made.reminder
    made.save(force_insert=True)
    return made


@transaction.atomic
def reopen(key: UUID, *, by: User) -> Task:
    """Not done after all; the next occurrence goes again, unless somebody touched it."""
    task = _held(key, by=by)
    if not task.closed_at:
        raise NotClosed
    following = task.following
    task.closed_at, task.closed_by, task.following = None, None, None
    _changed(task)
    if following is not None and following.sequence == 0 and following.closed_at is None:
        following.delete()
    elif following is not None:
        Task.objects.filter(pk=task.pk).update(repeat="")
    return task


@transaction.atomic
def postpone(key: UUID, *, to: date, by: User) -> Task:
    """Move a task to another day; its time and its repetition stay."""
    task = _held(key, by=by)
    if task.closed_at:
        raise AlreadyClosed
    day, _at = task.read(by.zone)
    task.on = to if task.on is None or day is None else task.on + (to - day)
    _changed(task)
    return task


@transaction.atomic
def hand_over(keys: Collection[UUID], *, to: User, by: User) -> int:
    """Entrust several open tasks to a colleague; how many."""
    done = 0
    for task in Task.present.filter(key__in=list(keys)[:500], closed_at=None).select_related("party", "assignee"):
        if may_change(by, task) and task.assignee_id != to.pk:
            task.assignee = to
            _changed(task)
            _tell(task, by=by)
            done += 1
    return done


@transaction.atomic
def remove(key: UUID, *, by: User) -> None:
    """Take a task away; for a month it can be put back."""
    task = _held(key, by=by)
    if task.party is not None:
        audit.write(by, "task.removed", party=task.party, subject=str(task.key))
    task.removed_at = clock.now()
    task.save(update_fields=["removed_at"])


@transaction.atomic
def put_back(key: UUID, *, by: User) -> Task:
    """A task that was taken away stands again as it was."""
    task = _held(key, by=by, removed=True)
    if task.party is not None:
        audit.write(by, "task.restored", party=task.party, subject=str(task.key))
    task.removed_at = None
    task.sequence += 1
    task.save(update_fields=["removed_at", "sequence"])
    return task


def forget_removed() -> int:
    """Let go of what was taken away a month ago; how many."""
    gone, _by_table = Task.objects.filter(removed_at__lt=clock.now() - KEPT_FOR).delete()
    return gone


def may_change(user: User, task: Task) -> bool:
    """One's own tasks, those one gave, and those of customers one may write about."""
    if user.pk in (task.assignee_id, task.by_id):
        return task.party is None or rights.covers(user, task.party)
    return task.party is not None and rights.covers(user, task.party, "task.write")


def _held(key: UUID, *, by: User, removed: bool = False) -> Task:
    rows = Task.objects.filter(key=key, removed_at__isnull=not removed)
    found = rows.select_for_update(of=("self",)).select_related("party", "assignee", "following").first()
    if found is None or not may_change(by, found):
        raise NoSuchTask
    return found
