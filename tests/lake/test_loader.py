"""The loader: exactly once across crashes, poison set apart, disorder put right."""

import json
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lake.events import EMMA, HARPAGON, order, product, visit

from cordiale.core import keys
from cordiale.lake import LakeConfig, delta, history, open_all, schemas
from cordiale.lake.loader import ORDER
from cordiale.lake.wire import Encoded, encode


def ids(lake, table="events"):
    with lake.engine() as engine:
        return sorted(row["id"] for row in engine.sql(f"SELECT id FROM {table}", tables=[table]).to_pylist())


def counts(lake):
    with lake.engine() as engine:
        return {name: engine.sql(f"SELECT count(*) AS n FROM {name}").to_pylist()[0]["n"] for name in ORDER}


@pytest.mark.parametrize("crash_at", ORDER)
@pytest.mark.slow
def test_a_crash_between_two_tables_neither_loses_nor_doubles(lake, monkeypatch, crash_at):
    said = [order("A1", amounts=("1.00", "2.00")), product("P1"), visit(1)]
    lake.spool.append(said)
    genuine = delta.append

    def crash(table, rows, **rest):
        if table.table_uri.rstrip("/").endswith(f"/{crash_at}"):
            raise KeyboardInterrupt
        genuine(table, rows, **rest)

    monkeypatch.setattr(delta, "append", crash)
    with pytest.raises(KeyboardInterrupt):
        lake.loader().run_once()
    monkeypatch.setattr(delta, "append", genuine)
    lake.spool.append([order("A2"), product("P2")])
    lake.loader(batch_rows=2).run_once()
    assert counts(lake) == {"orders": 2, "order_lines": 3, "products": 2, "events": 5}


def test_a_crash_after_the_commit_before_the_prune_doubles_nothing(lake, monkeypatch):
    lake.spool.append([order("A1")])
    monkeypatch.setattr(lake.spool, "prune", lambda upto: 0)
    lake.loader().run_once()
    assert lake.loader().run_once().events == 0
    assert counts(lake)["orders"] == 1


def test_a_loader_that_slept_past_its_lease_is_refused_by_the_table_itself(lake):
    lake.spool.append([visit(1)])
    sleeper = lake.tables.open("events")
    assert delta.loaded_upto(sleeper, lake.spool.key) == 0
    lake.loader().run_once()
    with pytest.raises(delta.Superseded):
        delta.append(sleeper, delta.no_rows("events"), key=lake.spool.key, upto=1)
    assert ids(lake) == [visit(1).id.bytes]


def test_a_second_loader_stands_back(lake):
    lake.spool.append([visit(1)])
    lease = lake.spool.leases.take("loader")
    assert lake.loader().run_once().held
    lease.release()
    assert lake.loader().run_once().events == 1


POISON = {
    "not JSON": b"\xff\x00",
    "cut short": encode(visit(1)).body[:-5],
    "a time that is a word": b'{"kind":"page.viewed","at":"now","received_at":0}',
    "a time beyond 64 bits": b'{"kind":"page.viewed","at":99999999999999999999,"received_at":0}',
    "a party that is none": b'{"kind":"page.viewed","at":0,"received_at":0,"party":"emma"}',
    "a party cut short": b'{"kind":"page.viewed","at":0,"received_at":0,"party":"ab"}',
    "money in letters": b'{"kind":"page.viewed","at":0,"received_at":0,"amount":"douze","currency":"EUR"}',
    "money with three decimals": b'{"kind":"page.viewed","at":0,"received_at":0,"amount":"1.005","currency":"EUR"}',
    "money without end": b'{"kind":"page.viewed","at":0,"received_at":0,"amount":"%s"}' % (b"9" * 60),
    "an order without amount": b'{"kind":"order.placed","at":0,"received_at":0,"data":{"order_ref":"A"}}',
    "an order without reference": b'{"kind":"order.placed","at":0,"received_at":0,"amount":"1","data":{}}',
    "a line without amount": b'{"kind":"order.placed","at":0,"received_at":0,"amount":"1",'
    b'"data":{"order_ref":"A","lines":[{"line":1}]}}',
    "a quantity in letters": b'{"kind":"order.placed","at":0,"received_at":0,"amount":"1",'
    b'"data":{"order_ref":"A","lines":[{"amount":"1","quantity":"deux"}]}}',
    "a product without code": b'{"kind":"product.described","at":0,"received_at":0,"data":{}}',
    "data that is no UTF-8": b'{"kind":"page.viewed","at":0,"received_at":0,"data":{"a":"\xff"}}',
    "brackets without end": b'{"kind":"page.viewed","at":0,"received_at":0,"data":' + b"[" * 100_000,
}


def test_poison_is_set_apart_whole_and_the_others_proceed(lake):
    good = [visit(n) for n in range(100)]
    rows = [encode(event) for event in good]
    for place, body in enumerate(POISON.values()):
        rows.insert(place * 6, Encoded(keys.new().bytes, 0, body))
    lake.spool.append_encoded(rows)
    report = lake.loader().run_once()
    assert (report.events, report.quarantined) == (100, len(POISON))
    held = lake.spool.quarantine.list()
    assert [poison.body for poison in held] == list(POISON.values())
    assert all(poison.reason for poison in held)
    assert ids(lake) == sorted(event.id.bytes for event in good)


def test_a_batch_of_poison_only_is_passed_once(lake):
    lake.spool.append_encoded([Encoded(keys.new().bytes, 0, b"{")])
    assert lake.loader().run_once().quarantined == 1
    assert lake.loader().run_once().quarantined == 0


def test_replayed_poison_is_loaded(lake):
    lake.spool.append_encoded([Encoded(visit(1).id.bytes, 0, b"{")])
    lake.loader().run_once()
    [poison] = lake.spool.quarantine.list()
    lake.spool.quarantine.replay(poison.position, body=encode(visit(1)).body)
    lake.loader().run_once()
    assert ids(lake) == [visit(1).id.bytes]


def test_batches_join_without_a_seam(lake):
    said = [order(f"A{n}") if n % 3 else visit(n) for n in range(50)]
    lake.spool.append(said)
    report = lake.loader(batch_rows=7).run_once()
    assert (report.batches, report.events) == (8, 50)
    assert ids(lake) == sorted(event.id.bytes for event in said)
    assert len(lake.spool.read(0, 100)) == 0


def test_the_lake_holds_no_personal_value_in_clear(lake, tmp_path):
    lake.spool.append([visit(1, personal={"name": "Emma Bovary"}), order("A1")])
    lake.loader().run_once()
    assert [event.personal for event in history.of_party(lake, EMMA)] == [{"name": "Emma Bovary"}, {}]
    for needle in needles():
        assert not holding(tmp_path / "lake", needle)


def test_after_erasure_no_byte_of_a_person_is_left(lake, tmp_path):
    """Loaded, waiting and quarantined alike: a scan of every file finds neither values nor keys nor party."""
    lake.spool.append([visit(1, personal={"name": "Emma Bovary"})])
    lake.loader().run_once()
    lake.spool.append_encoded([Encoded(b"x" * 16, 0, encode(visit(2, personal={"name": "Emma Bovary"})).body[:-1])])
    lake.loader().run_once()
    lake.spool.append([visit(3, personal={"name": "Emma Bovary"})])
    assert holding(tmp_path, b"Bovary")
    lake.erase(EMMA)
    for needle in needles():
        assert not holding(tmp_path, needle)
    assert history.of_party(lake, EMMA) == []


def needles():
    return (b"Bovary", EMMA.bytes, EMMA.hex.encode(), str(EMMA).encode())


def holding(folder, needle):
    return [path for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_a_new_column_appears_in_an_existing_table(lake, monkeypatch):
    lake.spool.append([visit(1)])
    lake.loader().run_once()
    wider = schemas.TABLES["events"].append(pa.field("device", "string"))
    monkeypatch.setitem(schemas.TABLES, "events", wider)
    with lake.engine() as engine:
        assert engine.sql("SELECT device FROM events", tables=["events"]).to_pylist() == [{"device": None}]
    lake.tables.open("events")
    with lake.engine() as engine:
        assert engine.sql("SELECT device FROM events", tables=["events"]).to_pylist() == [{"device": None}]
    wide = delta.no_rows("events")
    row = {name: None for name in wide.schema.names} | {"id": b"2", "month": "2026-03", "device": "phone"}
    delta.append(lake.tables.open("events"), pa.Table.from_pylist([row], schema=wide.schema))
    with lake.engine() as engine:
        rows = engine.sql("SELECT device FROM events ORDER BY device", tables=["events"]).to_pylist()
    assert rows == [{"device": "phone"}, {"device": None}]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_duplicates_and_disorder_lead_to_the_same_lake(tmp_path_factory, data):
    """F23: any order, any repetition, any size of batch: the same facts."""
    said = [order("A1"), order("A2", party=HARPAGON), order("R1", kind="order.returned"), visit(1), product("P1")]
    shuffled = data.draw(st.permutations(said)) + data.draw(st.lists(st.sampled_from(said), max_size=4))
    cuts = data.draw(st.integers(1, len(shuffled)))
    lake = open_all(LakeConfig.in_folder(tmp_path_factory.mktemp("lake")))
    loader = lake.loader(batch_rows=data.draw(st.integers(1, 10)))
    for start in range(0, len(shuffled), cuts):
        lake.spool.append(shuffled[start : start + cuts])
        loader.run_once()
    assert counts(lake) == {"orders": 3, "order_lines": 3, "products": 1, "events": 5}


def test_kinds_of_orders_and_what_they_reverse(lake):
    lake.spool.append(
        [order("A1"), order("R1", kind="order.returned", reverses="A1"), order("J1", kind="order.adjusted")]
    )
    lake.loader().run_once()
    with lake.engine() as engine:
        rows = engine.sql("SELECT order_ref, kind, reverses FROM orders ORDER BY order_ref").to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("A1", "sale", None),
        ("J1", "adjustment", None),
        ("R1", "return", "A1"),
    ]


def test_an_order_keeps_what_we_do_not_know_of_it(lake):
    lake.spool.append([order("A1", gift_wrap=True)])
    lake.loader().run_once()
    with lake.engine() as engine:
        [row] = engine.sql("SELECT data FROM events").to_pylist()
    assert json.loads(row["data"])["gift_wrap"] is True


def test_a_time_before_1970_is_moved(lake):
    from datetime import UTC, datetime

    lake.spool.append([replace(visit(1), at=datetime(1900, 1, 1, tzinfo=UTC))])
    assert lake.loader().run_once().clamped == 1
    with lake.engine() as engine:
        assert engine.sql("SELECT month FROM events").to_pylist() == [{"month": "1970-01"}]
