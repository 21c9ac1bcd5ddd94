"""Spool to lake: events a second through the loader, fsync included, the spool pruned behind it.

The mix is a shop's: visits, one order of three lines in twenty events, one form with personal values in twenty.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import harness
from cordiale.core import keys
from cordiale.core.event import Event
from cordiale.lake import LakeConfig, open_all
from cordiale.lake.wire import Encoded, encode

PARTIES = 20_000
BEGAN = datetime(2026, 6, 1, tzinfo=UTC)
LINES = [
    {"line": n, "kind": "product", "product": f"P{n}", "quantity": "2", "unit_price": "2.05", "amount": "4.10"}
    for n in (1, 2, 3)
]


def event(number: int, party: UUID, *, total: int) -> Event:
    """The number-th event of three months, in order of time."""
    at = BEGAN + timedelta(days=90) * number / total
    shared = {"id": keys.new(), "party": party, "at": at, "received_at": at, "source": "web"}
    if number % 20 == 0:
        data = {"order_ref": f"R{number}", "country": "FR", "channel": "web", "product_amount": "12.30", "lines": LINES}
        return Event(kind="order.placed", amount=Decimal("12.30"), currency="EUR", data=data, **shared)
    if number % 20 == 10:
        return Event(kind="form.sent", personal={"name": "Emma Bovary", "email": "emma@example.org"}, **shared)
    return Event(kind="page.viewed", subject="/robes/soir", data={"title": "Robes du soir", "seconds": 12}, **shared)


def encoded(count: int) -> Iterator[Encoded]:
    """That many events of parties drawn with a fixed seed."""
    draw = random.Random(1)
    parties = [UUID(int=draw.getrandbits(128)) for _ in range(PARTIES)]
    return (encode(event(number, draw.choice(parties), total=count)) for number in range(count))


def run(count: int) -> dict[str, float]:
    """Fill a spool, load it, read the figures."""
    with tempfile.TemporaryDirectory(prefix="cordiale-bench-") as folder:
        lake = open_all(LakeConfig.in_folder(Path(folder)))
        rows = list(encoded(count))
        began = time.perf_counter()
        lake.spool.append_encoded(rows)
        appended = time.perf_counter() - began
        del rows
        began, cpu = time.perf_counter(), time.process_time()
        report = lake.loader().run_once()
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        if report.events != count:
            raise RuntimeError(f"{report.events} of {count} events arrived")
        return {
            "events_per_s": count / seconds,
            "events_per_cpu_s": count / cpu,
            "spool_append_per_s": count / appended,
        }


def main() -> None:
    """Measure and tell."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--events", type=int, default=500_000)
    options = parser.parse_args()
    run(2_000)  # imports and first allocations are not what we measure
    figures = {**harness.medians(lambda: run(options.events), runs=options.runs), "peak_mb": harness.peak_mb()}
    tell = {**figures, "events": options.events}
    harness.tell("loader", tell, as_json=options.json, bars=["events_per_s >= 100,000"])


if __name__ == "__main__":
    main()
