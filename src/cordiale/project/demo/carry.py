"""Carry the simulated events to the lake, in a process of its own, while the product database takes the people in.

`python -m cordiale.project.demo.carry CUSTOMERS SEED AS_OF` simulates the company again (the same bytes), writes
its events to the spool, loads them, and says how far it is: one JSON line at a time on standard output.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Thread

from cordiale.lake import Lake, open_all
from cordiale.lake.wire import Encoded, source_mark
from cordiale.project.demo.simulate import Company, simulate
from cordiale.project.demo.stream import SOURCE, Row

REPORT_EVERY = 10_000
Progress = Callable[[str, int, int], None]  # what, done, of


class CarryFailed(RuntimeError):
    """The child process ended badly; its own words stand above on standard error."""


def carry(company: Company, lake: Lake, *, on_progress: Progress) -> int:
    """Spool and load every event of the company; the same company twice changes nothing. How many are in the lake."""
    batches = company.batches()
    total = sum(len(batch) for batch in batches)
    lake.spool.append_encoded(_encoded(company.rows(batches), lambda done: on_progress("spool", done, total)))
    report = lake.loader().run_once(on_progress=lambda so_far: on_progress("load", so_far.events, total))
    on_progress("load", total, total)
    return report.events


def _encoded(rows: Iterator[Row], on_progress: Callable[[int], None]) -> Iterator[Encoded]:
    mark = source_mark(SOURCE)
    for number, row in enumerate(rows):
        if number % REPORT_EVERY == 0:
            on_progress(number)
        yield Encoded(row.id, mark, row.body)


@dataclass(slots=True)
class Carrier:
    """The child process and what it last said."""

    process: subprocess.Popen[str]
    what: str = "simulate"
    done: int = 0
    total: int = 0

    @classmethod
    def start(cls, *, customers: int, seed: int, as_of: datetime) -> "Carrier":
        asked = [str(customers), str(seed), as_of.isoformat()]
        process = subprocess.Popen(
            [sys.executable, "-m", "cordiale.project.demo.carry", *asked],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "cordiale.project.settings"},
        )
        carrier = cls(process)
        Thread(target=carrier._listen, daemon=True).start()
        return carrier

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.what, self.done, self.total = json.loads(line)

    def wait(self, *, on_look: Callable[["Carrier"], None]) -> None:
        """Stay until all is in the lake, looking up five times a second."""
        while self.process.poll() is None:
            on_look(self)
            try:
                self.process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        if self.process.returncode:
            raise CarryFailed(f"carrying the events to the lake ended with {self.process.returncode}")

    def stop(self) -> None:
        """End the child when the parent gives up; what it wrote is kept and found again."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


def _tell(what: str, done: int, total: int) -> None:
    sys.stdout.write(json.dumps([what, done, total]) + "\n")
    sys.stdout.flush()


def main(customers: str, seed: str, as_of: str) -> None:
    from django.conf import settings

    company = simulate(customers=int(customers), seed=int(seed), as_of=datetime.fromisoformat(as_of))
    carry(company, open_all(settings.LAKE), on_progress=_tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
