"""Periodic entries: once per round over all workers, across restarts."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cordiale.jobs import schedule, tasks
from cordiale.jobs.models import Job, Schedule

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def nothing() -> None:
    """A task that does nothing."""


@pytest.fixture
def entry(monkeypatch):
    monkeypatch.setattr(tasks, "ENTRIES", {})
    monkeypatch.setattr(schedule, "ENTRIES", tasks.ENTRIES)
    tasks.every(name="every-five", minutes=5)(nothing)
    return tasks.ENTRIES["every-five"]


def test_a_round_is_enqueued_once(entry, time_machine_at):
    with time_machine_at(NOON):
        schedule.store()
        assert schedule.tick() == 1
        assert schedule.tick() == 0
    Job.objects.update(state=Job.State.DONE, next_at=None)
    with time_machine_at(NOON + timedelta(minutes=4, seconds=59)):
        schedule.store()  # a restart in between
        assert schedule.tick() == 0
    with time_machine_at(NOON + timedelta(minutes=5)):
        assert schedule.tick() == 1
    assert Job.objects.count() == 2


def test_a_round_is_left_out_while_the_last_is_open(entry, time_machine_at):
    with time_machine_at(NOON):
        schedule.store()
        schedule.tick()
    with time_machine_at(NOON + timedelta(minutes=30)):
        assert schedule.tick() == 0
    assert Schedule.objects.get().next_at == NOON + timedelta(minutes=35)


def test_a_shorter_rhythm_counts_from_now(entry, time_machine_at):
    Schedule.objects.create(name="every-five", task="old", next_at=NOON + timedelta(hours=9))
    with time_machine_at(NOON):
        schedule.store()
    assert Schedule.objects.get().next_at == NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), datetime(2026, 11, 22, 3, 40, tzinfo=UTC)),
        (datetime(2026, 11, 22, 3, 40, tzinfo=UTC), datetime(2026, 11, 23, 3, 40, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), datetime(2027, 1, 1, 3, 40, tzinfo=UTC)),
    ],
)
def test_a_daily_entry_comes_at_its_time(moment, following):
    assert tasks.Entry("x", None, timedelta(days=1), time(3, 40)).after(moment) == following


def test_an_entry_without_rhythm_is_refused():
    with pytest.raises(ValueError, match="say minutes"):
        tasks.every(name="never")
