"""From a spool to what readers see, through the lake's front door."""

import json
from datetime import timedelta
from decimal import Decimal

from tests.lake.events import EMMA, HARPAGON, START, order, product, visit

from cordiale.lake import history


def totals(lake):
    with lake.engine() as engine:
        rows = engine.sql("SELECT order_ref, amount FROM orders ORDER BY order_ref").to_pylist()
    return {row["order_ref"]: row["amount"] for row in rows}


def test_an_order_is_spread_over_its_tables(lake):
    lake.spool.append([order("A1", amounts=("12.30", "7.70"))])
    report = lake.loader().run_once()
    assert report.rows == {"orders": 1, "order_lines": 2, "events": 1}
    with lake.engine() as engine:
        [row] = engine.sql("SELECT * FROM orders").to_pylist()
        lines = engine.sql("SELECT line, product, amount, country FROM order_lines ORDER BY line").to_pylist()
        [event] = engine.sql("SELECT data, month FROM events").to_pylist()
    assert row["amount"] == Decimal("20.00")
    assert (row["kind"], row["line_count"], row["month"], row["at"]) == ("sale", 2, "2026-03", START)
    assert row["pid"] == lake.keyring.pids([EMMA])[EMMA]
    assert lines == [
        {"line": 1, "product": "P1", "amount": Decimal("12.30"), "country": "FR"},
        {"line": 2, "product": "P2", "amount": Decimal("7.70"), "country": "FR"},
    ]
    assert "lines" not in json.loads(event["data"])


def test_empty_lake_answers(lake):
    with lake.engine() as engine:
        events = engine.table("events")
        assert engine.arrow(events.aggregate(n=events.count())).to_pylist() == [{"n": 0}]
    assert history.of_party(lake, EMMA) == []


def test_the_same_event_twice_is_one_row(lake):
    loader = lake.loader()
    for _ in range(2):
        lake.spool.append([order("A1"), order("A1")])
        loader.run_once()
    assert totals(lake) == {"A1": Decimal("12.30")}


def test_what_is_retracted_disappears_and_comes_back_with_its_retractor(lake):
    lake.spool.append([order("A1"), order("A2", party=HARPAGON)])
    lake.loader().run_once()
    corrected = order("A1", amounts=("10.00",), source="import:2", version="2")
    lake.spool.append([corrected])
    lake.loader().run_once()
    lake.retract(ids=[order("A1").id], by="import:2")
    assert totals(lake) == {"A1": Decimal("10.00"), "A2": Decimal("12.30")}
    lake.retract(source="import:2")
    assert totals(lake) == {"A1": Decimal("12.30"), "A2": Decimal("12.30")}


def test_a_reverted_source_may_come_again_under_another_name(lake):
    lake.spool.append([order("A1")])
    lake.loader().run_once()
    lake.retract(source="import:1")
    assert totals(lake) == {}
    assert lake.spool.append([order("A1", source="import:3")]) == 1
    lake.loader().run_once()
    assert totals(lake) == {"A1": Decimal("12.30")}


def test_history_reads_back_what_was_said(lake):
    said = [visit(n, subject=f"/page/{n}", personal={"query": "bottes"}) for n in range(5)]
    lake.spool.append(said)
    lake.loader().run_once()
    page = history.of_party(lake, EMMA, limit=3)
    assert page == said[:1:-1]
    rest = history.of_party(lake, EMMA, before=history.Before(page[-1].at, page[-1].id), limit=3)
    assert rest == [said[1], said[0]]
    assert history.of_party(lake, EMMA, kinds=["order.placed"]) == []
    assert len(history.of_party(lake, EMMA, kinds=["visit.ended", "page.viewed"])) == 5


def test_a_tally_counts_by_month_and_kind_without_what_is_counted_elsewhere(lake):
    said = [visit(n) for n in range(5)]
    lake.spool.append([*said, order("A1"), order("B1", party=HARPAGON)])
    lake.loader().run_once()
    assert history.tally(lake, EMMA, since=START) == [("2026-03", "order.placed", 1), ("2026-03", said[0].kind, 5)]
    late = history.tally(lake, EMMA, since=said[3].at, without=[said[4].id, order("A1").id])
    assert late == [("2026-03", said[3].kind, 1)]


def test_the_lines_of_an_order_carry_the_names_of_their_articles(lake):
    lake.spool.append([product("P1", day=1, name="Bottes"), order("A1", amounts=("12.30", "7.70")), order("A2")])
    lake.loader().run_once()
    bought = [(line.order_ref, line.product, line.name) for line in history.lines(lake, EMMA, order_refs=["A1"])]
    assert bought == [("A1", "P1", "Bottes"), ("A1", "P2", "")]
    assert history.lines(lake, HARPAGON, order_refs=["A1"]) == []


def test_the_latest_description_of_a_product_counts(lake):
    lake.spool.append([product("P1", day=2, name="Bottes"), product("P1", day=1, name="Botte")])
    lake.loader().run_once()
    with lake.engine() as engine:
        assert engine.sql("SELECT product, name FROM products").to_pylist() == [{"product": "P1", "name": "Bottes"}]


def test_an_erased_person_is_gone_and_stays_gone(lake):
    lake.spool.append([order("A1"), order("A2", party=HARPAGON)])
    lake.loader().run_once()
    lake.erase(EMMA)
    assert totals(lake) == {"A2": Decimal("12.30")}
    assert lake.maintain().removed_rows == 3
    assert totals(lake) == {"A2": Decimal("12.30")}
    lake.spool.append([visit(1)])
    assert lake.loader().run_once().forgotten == 1


def test_a_time_out_of_this_world_is_moved_and_kept(lake):
    said = order("A1", day=400)
    lake.spool.append([said])
    assert lake.loader().run_once().clamped == 1
    [event] = history.of_party(lake, EMMA)
    assert event.at == said.received_at
    assert event.data["told_at"] == int((START + timedelta(days=400)).timestamp()) * 1_000_000
