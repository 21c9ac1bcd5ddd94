"""Tasks to look at: one's own by urgency, a customer's, those of a stretch of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.agenda import recurrence
from cordiale.people.agenda.models import Task
from cordiale.people.models import Party, User
from cordiale.people.rights.lens import Lens

MOST = 200
COUNTED = 100
DAY = timedelta(days=1)  # two places are never further apart than that


@dataclass(frozen=True, slots=True)
class Mine:
    """One's open tasks: late, today's, of the next days, some day."""

    late: list[Task]
    today: list[Task]
    later: list[Task]
    someday: list[Task]

    def __bool__(self) -> bool:
        return bool(self.late or self.today or self.later or self.someday)


def today() -> date:
    """The day it is where the reader is."""
    return timezone.localdate(clock.now())


def _open(user: User) -> QuerySet[Task]:
    return Task.present.filter(assignee=user, closed_at=None).select_related("party", "assignee")


def mine(user: User, *, limit: int = MOST) -> Mine:
    """The open tasks of a colleague, the most pressing first: two reads of one index."""
    now = today()
    dated = seen(user, _open(user).filter(on__isnull=False).order_by("on", "id")[:limit])
    someday = seen(user, _open(user).filter(on=None).order_by("-priority", "id")[:limit])
    dated.sort(key=_order)
    days = [(task.here_on or now, task) for task in dated]
    late, later = [task for day, task in days if day < now], [task for day, task in days if day > now]
    return Mine(late, [task for day, task in days if day == now], later, someday)


def _order(task: Task) -> tuple[date, time, int, int]:
    """By day, by time (those of the whole day last), the pressing first."""
    return task.here_on or date.max, task.here_at or time.max, -task.priority, task.pk


def pressing(user: User) -> int:
    """How many are late or due today; counted no further than a hundred."""
    now = today()
    parties = Party.objects.filter(pk=OuterRef("party_id"))
    visible = rights.visible(parties, user)
    reached = Q() if visible is parties else Q(party=None) | Exists(visible)  # nothing to ask of who sees everybody
    rows = _open(user).filter(reached, on__lte=now + DAY).order_by("on")
    rows = rows.only("on", "at", "zone", "assignee", "party")
    return sum((task.here_on or now) <= now for task in rows[:COUNTED])


def done(user: User, *, limit: int = 20) -> list[Task]:
    """What one closed lately."""
    since = clock.now() - timedelta(days=7)
    rows = Task.present.filter(assignee=user, closed_at__gte=since).select_related("party", "assignee")
    return seen(user, rows.order_by("-closed_at")[:limit])


def of(party: Party, *, limit: int = 20) -> list[Task]:
    """The open tasks about a customer, the nearest first, then those without a day."""
    rows = Task.present.filter(party=party, closed_at=None).select_related("assignee")
    return sorted(rows[:limit], key=lambda task: (task.on is None, task.on or date.max, task.at is None, task.pk))


def seen(user: User, rows: Iterable[Task]) -> list[Task]:
    """Without those whose customer is out of the reader's sight; names as the reader may see them."""
    found = list(rows)
    parties = Party.objects.filter(pk__in={task.party_id for task in found if task.party_id})
    visible = {one.pk: one for one in Lens(user).parties(rights.visible(parties, user))}
    kept = [task for task in found if task.party_id is None or task.party_id in visible]
    for task in kept:
        if task.party_id:
            task.party = visible[task.party_id]
    return kept


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A task on one day, where the reader is; `ahead` when it is a repetition that has no row yet."""

    task: Task
    day: date
    at: time | None
    ahead: bool = False


def between(user: User, *, since: date, until: date) -> dict[date, list[Occurrence]]:
    """A colleague's tasks by day, done or not, with the repetitions to come."""
    rows = Task.present.filter(assignee=user).select_related("party", "assignee")
    low, high, here = since - DAY, until + DAY, timezone.get_current_timezone()
    inside = Q(on__gte=low, on__lte=high)
    found = seen(user, rows.filter(inside).order_by("on", "id")[:1_000])
    repeated = rows.filter(closed_at=None, on__lt=high).exclude(repeat="").order_by("on", "id")
    told = [(task, task.on, False) for task in found if task.on]
    for task in seen(user, repeated[:MOST]):
        if task.on is not None:
            days = recurrence.between(recurrence.parse(task.repeat), task.on, since=low, until=high)
            told += [(task, day, True) for day in days if day != task.on]
    read = [Occurrence(task, *_read(task, here, day), ahead) for task, day, ahead in told]
    by_day: dict[date, list[Occurrence]] = {}
    for one in sorted(read, key=lambda one: (one.day, one.at or time.max, -one.task.priority, one.task.pk)):
        if since <= one.day <= until:
            by_day.setdefault(one.day, []).append(one)
    return by_day


def _read(task: Task, here: tzinfo, day: date) -> tuple[date, time | None]:
    on, at = task.read(here, day=day)
    return on or day, at
