"""A torn tail after a power cut: whatever the last commits lost, the table opens and the spool fills it again."""

import shutil

import pytest
from tests import figures
from tests.lake.events import order, visit

from cordiale.lake import durability


@pytest.fixture
def two_commits(lake, monkeypatch):
    """One commit known to be on the disk, then one that is not, with the spool not yet pruned behind it."""
    lake.spool.append([visit(1), order("A1")])
    lake.loader().run_once()
    synced = lake.spool.mark("synced:events")
    lake.spool.append([visit(2), order("A2")])
    monkeypatch.setattr(durability, "sync", lambda *_, **__: None)
    monkeypatch.setattr(lake.spool, "prune", lambda upto: 0)
    monkeypatch.setattr(lake.spool, "set_mark", lambda name, value: None)
    lake.loader().run_once()
    monkeypatch.undo()
    return lake.tables.find("events"), synced


def tear_log_empty(commit, data):
    commit.write_bytes(b"")


def tear_log_halfway(commit, data):
    commit.write_bytes(commit.read_bytes()[:-40])


def tear_data_short(commit, data):
    data.write_bytes(data.read_bytes()[:-10])


def tear_data_to_zeros(commit, data):
    data.write_bytes(bytes(data.stat().st_size))


def tear_data_away(commit, data):
    data.unlink()


@pytest.mark.parametrize(
    "tear", [tear_log_empty, tear_log_halfway, tear_data_short, tear_data_to_zeros, tear_data_away]
)
@pytest.mark.slow
def test_a_torn_commit_is_cut_off_and_loaded_again(lake, two_commits, tmp_path, tear):
    table, synced = two_commits
    folder = tmp_path / "lake" / "events"
    commit = folder / "_delta_log" / f"{table.version():020}.json"
    newest = max(folder.rglob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
    tear(commit, newest)
    lake.loader().run_once()
    with lake.engine() as engine:
        rows = engine.sql("SELECT count(*) AS n, count(DISTINCT id) AS ids FROM events").to_pylist()
        orders = engine.sql("SELECT count(*) AS n FROM order_lines").to_pylist()
    assert (rows, orders) == ([{"n": 4, "ids": 4}], [{"n": 2}])
    assert lake.spool.mark("synced:events") > synced


@pytest.mark.slow
def test_every_cut_of_the_last_commit_is_noticed(lake, two_commits, tmp_path):
    """Exhaustive, also between two lines, where what is left reads well and says less than it should."""
    table, synced = two_commits
    folder = tmp_path / "lake" / "events"
    commit = folder / "_delta_log" / f"{table.version():020}.json"
    whole = commit.read_bytes()
    served = []
    for cut in range(len(whole.rstrip())):
        commit.write_bytes(whole[:cut])
        if durability.mend(folder, synced=synced) != [table.version()]:
            served.append(cut)
        commit.write_bytes(whole)
    figures.note("power-cuts", offsets_tried=len(whole.rstrip()), torn_served=len(served))
    assert served == []
    assert durability.mend(folder, synced=synced) == []


@pytest.mark.slow
@pytest.mark.parametrize("work", ["compact", "remove"])
def test_a_cut_rewrite_is_noticed_at_every_line(lake, tmp_path, monkeypatch, work):
    for n in range(6):
        lake.spool.append([order(f"A{n}")])
        lake.loader().run_once()
    if work == "remove":
        monkeypatch.setattr("cordiale.lake.maintenance.FEW_FILES", 100)
        lake.erase(order("A1").party)
    before = lake.tables.find("orders").version()
    lake.maintain()
    after = lake.tables.find("orders").version()
    assert after == before + 1
    folder = tmp_path / "lake" / "orders"
    commit = folder / "_delta_log" / f"{after:020}.json"
    lines = commit.read_bytes().splitlines(keepends=True)
    for kept in range(len(lines)):
        commit.write_bytes(b"".join(lines[:kept]))
        assert durability.mend(folder, synced=before) == [after]
    commit.write_bytes(b"".join(lines))
    assert durability.mend(folder, synced=before) == []


def test_what_is_whole_stays(lake, two_commits, tmp_path):
    folder = tmp_path / "lake" / "events"
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert durability.mend(folder, synced=-1) == []
    assert sorted(p.name for p in folder.rglob("*")) == sorted(p.name for p in copy.rglob("*"))


def test_no_folder_needs_no_mending(tmp_path):
    assert durability.mend(tmp_path / "none", synced=-1) == []
