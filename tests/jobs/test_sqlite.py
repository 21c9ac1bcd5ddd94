"""The SQLite engine: durable, fair, and a writer never starves beside an import."""

import time
from threading import Event as Flag
from threading import Thread

import pytest
from django.db import connection, transaction

from cordiale.jobs.models import Schedule
from cordiale.jobs.sqlite.base import WRITE

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"pragma {name}").fetchone()[0]


@pytest.mark.django_db
def test_the_database_is_durable_and_checks_keys():
    assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("insert into x values (1)", True),
        ("  UPDATE x set a=1", True),
        ("with due as (select 1) update x set a=1", True),
        ("with due as (select 1) select * from due", False),
        ("select 1", False),
        ("BEGIN IMMEDIATE", False),
        ("savepoint s", False),
    ],
)
def test_only_writes_take_the_lock(statement, writes):
    assert bool(WRITE.match(statement)) is writes


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_held_for_the_transaction_and_no_longer():
    lock = connection.writer_lock
    with transaction.atomic():
        assert lock.held
        with transaction.atomic():
            Schedule.objects.create(name="a", task="t", next_at="2026-01-01T00:00:00Z")
        assert lock.held
    assert not lock.held
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not lock.held
    Schedule.objects.update(task="u")
    assert not lock.held


@pytest.mark.django_db(transaction=True)
def test_a_small_write_is_quick_beside_a_bulk_writer():
    stop = Flag()

    def bulk() -> None:
        n = 0
        while not stop.is_set():
            with transaction.atomic():
                for _ in range(200):
                    n += 1
                    Schedule.objects.create(name=f"bulk-{n}", task="t", next_at="2026-01-01T00:00:00Z")
        connection.close()

    thread = Thread(target=bulk)
    thread.start()
    waits = []
    try:
        for n in range(15):
            started = time.monotonic()
            Schedule.objects.create(name=f"web-{n}", task="t", next_at="2026-01-01T00:00:00Z")
            waits.append(time.monotonic() - started)
    finally:
        stop.set()
        thread.join()
    assert max(waits) < 2.0, waits  # each waits for one transaction of the bulk writer, never for the import


def test_a_writer_that_hangs_costs_an_error_and_the_turn_is_passed_on(tmp_path):
    from django.db import OperationalError

    from cordiale.jobs.sqlite.base import WriterLock

    path = tmp_path / "house-writer"
    hanging, impatient, patient = (WriterLock(path, wait_s=wait) for wait in (1, 0.05, 5))
    hanging.acquire()
    with pytest.raises(OperationalError, match="locked"):
        impatient.acquire()
    assert not impatient.held
    hanging.release()
    patient.acquire()
    assert patient.held
    patient.close()
    impatient.acquire()
    assert impatient.held
    impatient.close()
    hanging.close()
