"""The house behind one gunicorn process, and the processor time of that process and of its database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """One gunicorn worker with the house's settings; its port and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["gunicorn", "cordiale.project.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command = [
        sys.executable,
        "-m",
        *command,
        "--threads",
        "2",
        "--worker-class",
        "gthread",
        "--log-level",
        "error",
        "--keep-alive",
        "600",
        "--config",
        "python:cordiale.project.gunicorn",
    ]
    environment = {**os.environ, "CORDIALE_LOG_LEVEL": "error"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def measured(work: Callable[[], object], processes: Iterable[int]) -> tuple[float, float]:
    """Seconds of the clock, and of the processor in these processes and their children."""
    started, before = time.perf_counter(), sum(map(cpu_s, processes := list(processes)))
    work()
    return time.perf_counter() - started, max(sum(map(cpu_s, processes)) - before, 0.01)


def cpu_s(process: int) -> float:
    """Processor seconds of a process and its children, from /proc."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        return sum(_ticks(one) for one in [str(process), *children]) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        return 0.0


def _ticks(process: str) -> int:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
