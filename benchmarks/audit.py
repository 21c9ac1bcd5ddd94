"""How fast the audit log is written and proven: `python benchmarks/audit.py [--entries 20000] [--threads 8] [--json]`.

`append_per_s` commits each entry by itself, as a page view does; `append_in_deed_per_s` writes a hundred in one
transaction; `append_beside_per_s` is several writers at once; `verify_per_s` proves the whole log.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CORDIALE_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordiale.project.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = measure(entries=asked.entries, threads=asked.threads)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:24} {value:>10}" for name, value in figures.items()))


def measure(*, entries: int, threads: int) -> dict[str, float | str]:
    from django.db import connection, connections, transaction

    from cordiale.people import audit
    from cordiale.people.audit import verifying

    actor = uuid4()

    def append(number: int) -> None:
        for _ in range(number):
            audit.write(actor, "party.read", party=uuid4(), subject="customers:page")

    def in_deed(number: int) -> None:
        for _ in range(number // 100):
            with transaction.atomic():
                append(100)

    def beside(number: int) -> None:
        def one(_: int) -> None:
            append(number // threads)
            connections.close_all()

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(one, range(threads)))

    figures: dict[str, float | str] = {"database": connection.vendor}
    alone = max(entries // 10, 200)
    for name, deed, number in (
        ("append", append, alone),
        ("append_in_deed", in_deed, entries),
        ("append_beside", beside, alone),
    ):
        started = time.perf_counter()
        deed(number)
        figures[f"{name}_per_s"] = round(number / (time.perf_counter() - started))
    started = time.perf_counter()
    report = verifying.verify()
    figures["verify_per_s"] = round(report.entries / (time.perf_counter() - started))
    figures["entries"] = report.entries
    figures["faults"] = len(report.faults)
    return figures


if __name__ == "__main__":
    main()
