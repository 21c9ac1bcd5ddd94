"""The worker that a test kills: its task hangs at the first attempt."""

import time
from pathlib import Path
from threading import Event as Flag

from cordiale import jobs


@jobs.task(lease_s=2)
def write_then_hang(*, path: str) -> None:
    told = Path(path)
    if not told.exists():
        told.write_text("1")
        time.sleep(60)
    told.write_text(told.read_text() + "2")


def main() -> None:
    import django

    django.setup()
    jobs.work(until=Flag())
