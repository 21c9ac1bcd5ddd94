"""Merged persons' facts: counted as the survivor's, readable with their own key, their own again afterwards."""

from datetime import UTC, datetime

import pytest

from cordiale.core import keys
from cordiale.core.event import Event
from cordiale.lake import LakeConfig, changes, history, open_all


@pytest.fixture
def lake(tmp_path):
    return open_all(LakeConfig.in_folder(tmp_path))


def _told(lake, *parties):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    lake.spool.append([Event(kind="page.viewed", party=one, at=at, personal={"ip": str(one)}) for one in parties])
    lake.loader().run_once()


def _counts(lake):
    with lake.engine() as engine:
        found = engine.sql("SELECT pid, count(*) AS n FROM events GROUP BY pid", tables=["events"]).to_pylist()
    return {lake.keyring.parties([row["pid"]])[row["pid"]]: row["n"] for row in found}


def test_marts_count_a_merged_person_as_the_survivor_until_separated(lake):
    emma, double = keys.new(), keys.new()
    _told(lake, emma, double, double)
    assert lake.alias({double: emma}) == 1
    assert _counts(lake) == {emma: 3}
    assert lake.alias({double: emma}) == 0
    assert lake.alias({double: None}) == 1
    assert _counts(lake) == {emma: 1, double: 2}


def test_whoever_an_alias_concerns_is_touched(lake):
    emma, double = keys.new(), keys.new()
    _told(lake, emma, double)
    pids = lake.keyring.pids([emma, double])
    seen = changes.versions(lake.tables)
    lake.alias({double: emma})
    assert set(changes.since(lake.tables, seen).pids.to_pylist()) == set(pids.values())
    seen = changes.versions(lake.tables)
    _told(lake, double)  # a late fact about the merged one changes the survivor's figures
    assert pids[emma] in changes.since(lake.tables, seen).pids.to_pylist()
    seen = changes.versions(lake.tables)
    lake.alias({double: None})
    assert set(changes.since(lake.tables, seen).pids.to_pylist()) == set(pids.values())


def test_a_page_reads_both_and_each_value_with_its_own_key(lake):
    emma, double = keys.new(), keys.new()
    _told(lake, emma, double)
    events = history.of_party(lake, emma, also=[double])
    assert {event.party for event in events} == {emma}
    assert {event.personal["ip"] for event in events} == {str(emma), str(double)}
    assert len(history.of_party(lake, emma)) == 1
    assert history.tally(lake, emma, since=datetime(2026, 1, 1, tzinfo=UTC), also=[double]) == [
        ("2026-03", "page.viewed", 2)
    ]


@pytest.mark.spark
@pytest.mark.slow
def test_spark_follows_too(lake):
    emma, double = keys.new(), keys.new()
    _told(lake, emma, double)
    lake.alias({double: emma})
    pid = lake.keyring.pids([emma])[emma]
    with lake.engine("spark") as engine:
        table = engine.table("events")
        assert engine.arrow(table.group_by("pid").aggregate(n=table.count())).to_pylist() == [{"pid": pid, "n": 2}]
