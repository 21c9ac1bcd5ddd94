"""kill -9 at random points, 200 times: every acknowledged event is in the lake once, in each of its tables."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from tests import figures
from tests.lake.killed import events

from cordiale.lake import delta

KILLS = 200


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_doubled_by_200_kills(lake, tmp_path):
    command = [sys.executable, "-m", "tests.lake.killed", str(tmp_path), str(KILLS)]
    ended = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    promised = int(ended.stdout)
    assert promised > KILLS
    loaded_before = delta.loaded_upto(lake.tables.open("events"), lake.spool.key)
    assert loaded_before > KILLS  # the kills really fell among loads
    assert not lake.loader().run_once().held
    expected = {event.id: event for number in range(promised) for event in events(number)}
    with lake.engine() as engine:
        stored = {
            table: Counter(UUID(bytes=row["id"]) for row in engine.sql(f"SELECT id FROM {table}").to_pylist())
            for table in ("events", "orders", "order_lines", "products")
        }
    assert set(stored["events"].values()) == {1}
    assert set(stored["orders"].values()) == {1}
    assert set(stored["order_lines"].values()) == {2}
    assert stored["events"].keys() >= expected.keys()
    facts = stored["events"].keys()
    assert {key for key, event in expected.items() if event.kind == "order.placed"} <= stored["orders"].keys() <= facts
    assert {key for key, event in expected.items() if event.kind == "product.described"} <= stored["products"].keys()
    assert stored["orders"].keys() == stored["order_lines"].keys()
    doubled = sum(number - 1 for number in stored["events"].values())
    lost = len(expected.keys() - facts)
    figures.note("kills", kills=KILLS, acknowledged=len(expected), lost=lost, doubled=doubled)
