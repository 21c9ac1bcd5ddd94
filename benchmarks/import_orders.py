"""Online Retail end to end: parse, validate, spool, lake, marts, profiles; and the cost per line at ten times the file.

    python -m benchmarks.import_orders [--json] [--file ../shared/data/online_retail/online_retail.csv.gz]

Each run is the command itself in a process of its own, on an empty data directory: `wall_s` and `peak_mb` are what a
user waits and what the process held at most. The file of ten times the size has other invoices, customers and days of
the same shape; `cost_ratio_10x` compares processor seconds per line, which a busy machine disturbs less than wall time.
Without the real file a file of the same shape is made.
"""

import csv
import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import harness

REAL = Path(os.environ.get("CORDIALE_SHARED", "../shared")) / "data/online_retail/online_retail.csv.gz"
HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
COPIES = 10


def imported(file: Path) -> dict[str, float]:
    """Run the command once on an empty house."""
    data = tempfile.mkdtemp(prefix="cordiale-bench-")
    environment = {**os.environ, "CORDIALE_DATA": data}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed product has its bytecode
    environment.pop("DATABASE_URL", None)
    command = [
        sys.executable,
        "-m",
        "cordiale.project.cli",
        "import",
        str(file),
        "--template",
        "online-retail",
        "--yes",
    ]
    try:
        began = time.monotonic()
        process = subprocess.Popen([*command, "--json"], env=environment, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
    finally:
        shutil.rmtree(data, ignore_errors=True)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return {"wall_s": wall, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}


def rows_of(file: Path) -> Iterator[list[str]]:
    """The rows of the real file, or of one of its shape."""
    if file.exists():
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines)
            next(reader)
            yield from reader
        return
    chance = random.Random(1868)
    for invoice in range(25_900):
        at = datetime(2024, 1, 1) + timedelta(minutes=20 * invoice)
        customer = f"{12_000 + chance.randrange(4_400)}.0" if chance.random() < 0.85 else ""
        for _line in range(chance.randrange(1, 41)):
            code = chance.randrange(3_800)
            yield [str(536_365 + invoice), f"{20_000 + code}", f"ARTICLE {code}", str(chance.randrange(1, 25)),
                   f"{at:%Y-%m-%d %H:%M:%S}", f"{chance.randrange(10, 1500) / 100}", customer, "France"]  # fmt: skip


def made(file: Path, target: Path, *, copies: int) -> int:
    """Write `copies` times the rows, each copy with invoices, customers and years of its own; how many lines."""
    count = 0
    with gzip.open(target, "wt", encoding="utf-8", newline="", compresslevel=1) as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for copy in range(copies):
            for row in rows_of(file):
                invoice, code, text, quantity, at, price, customer, country = row
                year = str(int(at[:4]) - copy)
                day = f"{year}{at[4:]}".replace("-02-29", "-02-28")
                known = f"{copy}{customer}" if customer and copy else customer
                writer.writerow(
                    [f"{invoice}{copy}" if copy else invoice, code, text, quantity, day, price, known, country]
                )
                count += 1
    return count


def main() -> None:
    parser = harness.arguments(str(__doc__).splitlines()[0], runs=3)
    parser.add_argument("--file", type=Path, default=REAL)
    parser.add_argument("--no-ratio", action="store_true", help="leave the tenfold file out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cordiale-bench-") as folder:
        once = Path(folder) / "once.csv.gz"
        lines = made(options.file, once, copies=1)
        file = options.file if options.file.exists() else once
        figures = harness.medians(lambda: imported(file), runs=options.runs)
        figures["lines"] = lines
        if not options.no_ratio:
            tenfold = Path(folder) / "tenfold.csv.gz"
            many = made(options.file, tenfold, copies=COPIES)
            large = imported(tenfold)
            figures["cost_ratio_10x"] = round((large["cpu_s"] / many) / (figures["cpu_s"] / lines), 3)
            figures["wall_10x_s"], figures["peak_10x_mb"] = round(large["wall_s"], 1), round(large["peak_mb"], 1)
    bars = ("wall_s <= 20", "peak_mb < 700", "cost_ratio_10x <= 1.2")
    harness.tell("import_orders", figures, as_json=options.json, bars=bars)


if __name__ == "__main__":
    main()
