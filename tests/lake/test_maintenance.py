"""Maintenance beside loaders and readers: files become few, what was taken back goes, nothing else changes."""

import threading
from datetime import timedelta
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from tests.lake.events import EMMA, HARPAGON, order, product, visit

from cordiale.core import clock
from cordiale.lake import LakeConfig, history, maintenance, open_all


def files(lake, name="events"):
    return lake.tables.find(name).file_uris()


def refs(lake, name="orders"):
    with lake.engine() as engine:
        return sorted(row["order_ref"] for row in engine.sql(f"SELECT order_ref FROM {name}").to_pylist())


@pytest.mark.slow
def test_many_small_files_become_few(lake):
    loader = lake.loader()
    for n in range(8):
        lake.spool.append([visit(n), order(f"A{n}")])
        loader.run_once()
    assert len(files(lake)) == 8
    with lake.engine() as engine:
        before = engine.sql("SELECT * FROM events ORDER BY id").to_pylist()
    report = lake.maintain()
    assert report.compacted_months == 3
    assert (len(files(lake)), len(files(lake, "orders")), len(files(lake, "order_lines"))) == (1, 1, 1)
    with lake.engine() as engine:
        assert engine.sql("SELECT * FROM events ORDER BY id").to_pylist() == before
    lake.spool.append([visit(99)])
    assert loader.run_once().events == 1
    assert lake.maintain().compacted_months == 0


@pytest.mark.slow
def test_a_compacted_month_is_sorted_by_person(lake):
    loader = lake.loader()
    for n in range(6):
        lake.spool.append([visit(n * 10 + k, party=uuid4()) for k in range(10)])
        loader.run_once()
    lake.maintain()
    [file] = files(lake)
    pids = pq.read_table(file, columns=["pid"], partitioning=None)["pid"].to_pylist()
    assert len(pids) == 60
    assert pids == sorted(pids)


def test_the_loaded_position_survives_compaction_checkpoint_and_cleanup(lake):
    lake.spool.append([visit(n) for n in range(3)])
    lake.loader(batch_rows=1).run_once()
    lake.maintain()
    table = lake.tables.open("events")
    table.create_checkpoint()
    table.cleanup_metadata()
    lake.spool.append([visit(7)])
    assert lake.loader().run_once().events == 1


@pytest.mark.slow
def test_a_retraction_is_physical_once_it_cannot_be_undone(lake, monkeypatch):
    lake.spool.append([order("A1"), order("A2"), order("B1", source="import:2"), order("C1", party=HARPAGON)])
    lake.loader().run_once()
    lake.retract(ids=[order("A1").id])
    lake.retract(source="import:2")
    assert lake.maintain().removed_rows == 0
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert lake.maintain().removed_rows == 2 * 3
    assert refs(lake) == refs(lake, "order_lines") == ["A2", "C1"]
    assert stored(lake) == 2
    assert lake.maintain().removed_rows == 0


def stored(lake):
    """Orders physically in the live files, taken back or not."""
    table = lake.tables.find("orders").to_pyarrow_table(columns=["id"])
    return table.num_rows


@pytest.mark.slow
def test_an_erased_person_goes_at_once_also_when_late_rows_arrive(lake):
    lake.spool.append([order("A1"), order("C1", party=HARPAGON)])
    loader = lake.loader()
    loader.run_once()
    lake.erase(EMMA)
    lake.maintain()
    assert stored(lake) == 1
    lake.spool.append([order("A9")])  # the loader still knows her number
    loader.run_once()
    assert refs(lake) == ["C1"]
    lake.maintain()
    assert stored(lake) == 1


@pytest.mark.slow
def test_old_files_stay_for_readers_and_go_when_their_time_is_over(tmp_path):
    patient = open_all(LakeConfig.in_folder(tmp_path))
    for n in range(6):
        patient.spool.append([visit(n)])
        patient.loader().run_once()
    with patient.engine() as engine:
        engine.sql("SELECT count(*) FROM events")  # holds the file list of this moment
        assert patient.maintain().deleted_files == 0
        assert engine.sql("SELECT count(*) AS n FROM events").to_pylist() == [{"n": 6}]
    maintenance.vacuum(patient.tables.find("events"), hours=0)
    assert len(list((tmp_path / "lake" / "events").rglob("*.parquet"))) == 1
    assert len(history.of_party(patient, EMMA)) == 6


def test_maintenance_stands_back_for_another_run(lake):
    lake.spool.append([visit(1)])
    lake.loader().run_once()
    lease = lake.spool.leases.take("maintenance")
    assert lake.maintain().held
    lease.release()
    assert not lake.maintain().held


@pytest.mark.slow
def test_a_loader_and_readers_work_through_maintenance(lake, tmp_path):
    """Rows only grow for a reader, every reader sees whole batches, and in the end everything is there once."""
    stop = threading.Event()
    troubles, seen = [], []

    def load():
        own = open_all(LakeConfig.in_folder(tmp_path))
        loader = own.loader()
        for n in range(25):
            own.spool.append([visit(n * 2), visit(n * 2 + 1), order(f"A{n}"), product(f"P{n}")])
            loader.run_once()
        stop.set()

    def read():
        own = open_all(LakeConfig.in_folder(tmp_path))
        while not stop.is_set():
            with own.engine() as engine:
                seen.append(engine.sql("SELECT count(*) AS n FROM events").to_pylist()[0]["n"])

    def keep(work):
        try:
            work()
        except Exception as trouble:  # noqa: BLE001 - a thread's failure must fail the test
            troubles.append(trouble)
            stop.set()

    threads = [threading.Thread(target=keep, args=[work]) for work in (load, read)]
    for thread in threads:
        thread.start()
    while not stop.is_set():
        lake.maintain()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert seen == sorted(seen)
    assert {n % 4 for n in seen} == {0}
    with lake.engine() as engine:
        counted = engine.sql("SELECT count(*) AS n, count(DISTINCT id) AS distinct_n FROM events").to_pylist()
    assert counted == [{"n": 100, "distinct_n": 100}]
