"""Life and death of a process that feeds a spool and loads it: run as `python -m tests.lake.killed folder kills`.

Each life is a fork (imports are paid once), killed with SIGKILL at a random moment of its work. Prints the last
number whose events were acknowledged.
"""

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.compute as pc
from tests.lake.events import order, product, visit

from cordiale.lake import Lake, LakeConfig, open_all
from cordiale.lake import loader as loading

LOADING = b"loading\n"


def events(number: int) -> list:
    """What is said under one number: an order of two lines or a visit, and a product."""
    fact = order(f"A{number}", amounts=("1.00", "2.00")) if number % 2 else visit(number)
    return [fact, product(f"P{number}")]


def feed(lake: Lake, first: int, out: int) -> None:
    """Append for ever; tell each number once its events are durable."""
    number = first
    while True:
        lake.spool.append([event for n in range(number, number + 5) for event in events(n)])
        number += 5
        os.write(out, b"%d\n" % number)
        time.sleep(0.005)


def live(folder: Path, first: int, out: int) -> NoReturn:
    """Feed and load until killed; tell when the first batch begins, for that is when it becomes dangerous."""
    lake = open_all(LakeConfig.in_folder(folder))
    genuine = loading.prepare

    def prepare(*arguments, **named):
        loading.prepare = genuine
        os.write(out, LOADING)
        return genuine(*arguments, **named)

    loading.prepare = prepare
    threading.Thread(target=feed, args=[lake, first, out], daemon=True).start()
    loader = lake.loader(batch_rows=20)
    while True:
        loader.run_once(batches=3)


def one_life(folder: Path, first: int, *, moment: float) -> int:
    """Fork a life and end it that many seconds after it began to load; what it was promised."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            live(folder, first, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        lines = list(iter(said.readline, LOADING))
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        lines += said.readlines()
    os.waitpid(child, 0)
    return max([first, *(int(line) for line in lines if line.endswith(b"\n"))])


def main() -> None:
    """As many lives as asked for, one after the other."""
    loading.LEASE_SECONDS = 0.05  # the lease of the dead runs out at once
    pc.equal(pa.array([1]), 1)  # Arrow imports pandas at its first array, where it is installed: not in every life
    folder, kills, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(7)
    promised = 0
    for _ in range(kills):
        promised = one_life(folder, promised, moment=draw.uniform(0, 0.15))
    sys.stdout.write(f"{promised}\n")


if __name__ == "__main__":
    main()
