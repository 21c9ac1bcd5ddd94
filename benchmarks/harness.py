"""What every benchmark shares: the machine, medians, peak memory, and one line of JSON."""

import argparse
import json
import os
import platform
import resource
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path


def arguments(description: str, *, runs: int = 5) -> argparse.ArgumentParser:
    """The options that every script has: `--json` and `--runs`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one line of JSON and nothing else")
    parser.add_argument("--runs", type=int, default=runs, help="how many runs the medians are of")
    return parser


def machine() -> dict[str, object]:
    """What the figures were measured on, and how busy it was."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_1min": round(os.getloadavg()[0], 2),
    }


def peak_mb() -> float:
    """The most memory this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def medians(run: Callable[[], Mapping[str, float]], *, runs: int) -> dict[str, float]:
    """The median of each figure over so many runs."""
    figures = [run() for _ in range(runs)]
    return {name: round(statistics.median(each[name] for each in figures), 4) for name in figures[0]}


def tell(name: str, figures: Mapping[str, float], *, as_json: bool, bars: Iterable[str] = ()) -> None:
    """Print the figures: one line of JSON, or a small table with the bars to hold."""
    if as_json:
        print(json.dumps({"name": name, "figures": dict(figures), "machine": machine()}))
        return
    print(name)
    for key, value in figures.items():
        print(f"  {key:<24} {value:>14,.4g}")
    for bar in bars:
        print(f"  bar: {bar}")
    told = machine()
    print(f"  on {told['processor']}, {told['cores']} cores, load {told['load_1min']}", file=sys.stderr)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
