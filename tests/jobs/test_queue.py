"""The queue: claimed once, leased, retried, parked, cancelled, and never lost."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from threading import Thread

import pytest
from django.db import connection, transaction

from cordiale import jobs
from cordiale.core.errors import Refusal
from cordiale.jobs import queue
from cordiale.jobs.models import Job

SEEN: list[object] = []
ATTEMPTS: dict[str, int] = {}

pytestmark = pytest.mark.slow


class Closed(Refusal):
    code = "closed"
    sentence = "La boutique %(name)s est fermée."


@jobs.task()
def remember(*, word: str) -> None:
    SEEN.append(word)


@jobs.task()
def break_down(*, times: int, name: str) -> None:
    ATTEMPTS[name] = ATTEMPTS.get(name, 0) + 1
    if ATTEMPTS[name] <= times:
        raise ZeroDivisionError("secret@example.org")


@jobs.task()
def refuse() -> None:
    raise Closed(name="Rivage")


@jobs.task()
def count_up(*, to: int, progress: jobs.Progress) -> None:
    for n in range(to):
        progress.step(n + 1, to, f"{n + 1}")
        SEEN.append(n)
        if progress.cancelled:
            return


@jobs.task()
def wait_for_stop(*, progress: jobs.Progress) -> None:
    if progress.stopping:
        raise jobs.PutBack


@pytest.fixture(autouse=True)
def nothing_seen():
    SEEN.clear()
    ATTEMPTS.clear()


def run_all(**how: object) -> int:
    return jobs.work(until=Flag(), once=True, **how)


def make_due() -> None:
    Job.objects.filter(next_at__isnull=False).update(next_at=datetime.now(UTC))


@pytest.mark.django_db
def test_a_job_runs_once_and_keeps_its_end():
    job = remember.enqueue(word="emma")
    assert run_all() >= 1
    job.refresh_from_db()
    assert SEEN == ["emma"]
    assert (job.state, job.next_at, job.attempt, job.worker) == (Job.State.DONE, None, 1, "")
    assert job.started_at <= job.ended_at
    run_all()
    assert SEEN == ["emma"]


@pytest.mark.django_db
def test_a_job_for_later_waits_and_queues_are_separate():
    remember.later(datetime.now(UTC) + timedelta(hours=1), word="later")
    remember.enqueue(word="now")
    run_all(queues=["other"])
    assert SEEN == []
    run_all(queues=["other", "default"])
    assert SEEN == ["now"]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_deed_that_is_rolled_back_does_not_exist():
    with transaction.atomic():
        remember.enqueue(word="never")
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_five_attempts_then_parked_with_the_error_but_no_personal_word():
    job = break_down.enqueue(times=99, name="always")
    waits = []
    for _ in range(7):
        before = datetime.now(UTC)
        run_all()
        after = datetime.now(UTC)
        job.refresh_from_db()
        if job.next_at:
            waits.append(((job.next_at - after).total_seconds(), (job.next_at - before).total_seconds()))
        make_due()
    assert (job.state, ATTEMPTS["always"]) == (Job.State.FAILED, 5)
    assert job.error.startswith("ZeroDivisionError (test_queue.py:")
    assert "secret" not in job.error
    (first_least, first_most), (second_least, second_most) = waits[:2]
    assert (first_least <= 11, first_most >= 10) == (True, True)
    assert (second_least <= 44, second_most >= 40) == (True, True)
    queue.retry(job.key)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == (Job.State.WAITING, 0, "")


@pytest.mark.django_db
def test_a_job_that_fails_once_succeeds_at_the_second_attempt():
    job = break_down.enqueue(times=1, name="once")
    run_all()
    make_due()
    run_all()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2)


@pytest.mark.django_db
def test_a_refusal_is_not_tried_again_and_says_its_sentence():
    job = refuse.enqueue()
    run_all()
    job.refresh_from_db()
    assert (job.state, job.error, job.attempt) == (Job.State.FAILED, "La boutique Rivage est fermée.", 1)


@pytest.mark.django_db
def test_an_unknown_task_is_parked():
    job = queue.add(task="cordiale.jobs.gone.away", queue="default", arguments={}, at=datetime.now(UTC))
    run_all()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "UnknownTask: cordiale.jobs.gone.away")


@pytest.mark.django_db
def test_progress_is_written_and_the_last_step_stays():
    job = count_up.enqueue(to=1000)
    run_all()
    job.refresh_from_db()
    assert (job.done, job.total, job.text, job.share, len(SEEN)) == (1000, 1000, "1000", 1.0, 1000)


@pytest.mark.django_db
def test_cancelling_a_waiting_job_ends_it_and_a_second_time_is_refused():
    job = remember.enqueue(word="never")
    queue.cancel(job.key)
    run_all()
    job.refresh_from_db()
    assert (job.state, SEEN) == (Job.State.CANCELLED, [])
    with pytest.raises(queue.JobEnded):
        queue.cancel(job.key)


@pytest.mark.django_db
def test_a_running_job_sees_that_it_is_cancelled():
    job = count_up.enqueue(to=1000)
    Job.objects.filter(pk=job.pk).update(cancel_asked_at=datetime.now(UTC))
    run_all()
    job.refresh_from_db()
    assert (job.state, len(SEEN)) == (Job.State.CANCELLED, 1)


@pytest.mark.django_db
def test_a_task_that_stops_early_keeps_its_attempt():
    job = wait_for_stop.enqueue()
    claimed = queue.claim(worker="w", lease_s=60)
    stop = Flag()
    stop.set()
    from cordiale.jobs import worker

    worker.run(claimed, stopping=stop)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.worker) == (Job.State.WAITING, 0, "")


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing():
    job = remember.enqueue(word="x")
    first = queue.claim(worker="first", lease_s=60)
    assert queue.claim(worker="second", lease_s=60) is None
    make_due()
    second = queue.claim(worker="second", lease_s=60)
    assert (first.pk, second.pk, second.attempt) == (job.pk, job.pk, 2)
    assert not queue.extend(first, lease_s=60)
    assert not queue.end(first, state=Job.State.DONE)
    with pytest.raises(jobs.LeaseLost):
        jobs.Progress(lambda **said: queue.report(first, **said)).step(1)
    assert queue.end(second, state=Job.State.DONE)


@pytest.mark.django_db
def test_an_idle_look_reads_one_row_and_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not queue.due(["default"])


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job():
    for n in range(60):
        remember.enqueue(word=str(n))

    def work() -> None:
        run_all()
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(SEEN, key=int) == [str(n) for n in range(60)]
    assert set(Job.objects.exclude(task="cordiale.jobs.housekeeping.forget").values_list("attempt", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_killed_with_nine_runs_again(tmp_path, database_environment):
    from tests.jobs import killed

    job = killed.write_then_hang.enqueue(path=str(tmp_path / "told"))
    command = [sys.executable, "-c", "import tests.jobs.killed as k; k.main()"]
    worker = subprocess.Popen(command, env=database_environment)
    try:
        deadline = time.monotonic() + 30
        while not (tmp_path / "told").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.RUNNING, 1)
    time.sleep(max(0.0, (job.next_at - datetime.now(UTC)).total_seconds()) + 0.05)
    run_all()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2)
    assert (tmp_path / "told").read_text() == "12"
