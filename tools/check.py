"""The checks of the house, each with its time: `python -m tools.check [fast] [full]`.

What is quick runs beside the fast tests, the rest one after the other. All run even after a failure, so that one run
tells everything that is wrong.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
TEMPLATES = [str(path) for path in ROOT.glob("src/**/*.html")]
QUICK = "not slow and not browser and not postgres and not spark"
SLOW = "(slow or postgres or spark) and not browser"
# Libraries that only the slow tests and those with a browser need are not even loaded by the fast ones.
LIGHT = (
    "-p",
    "no:schemathesis",
    "-p",
    "no:playwright",
    "--ignore=tests/browser",
    "--ignore=tests/project/api/test_fuzzed.py",
)


@dataclass(frozen=True)
class Check:
    """A named command; `needs` names a file without which there is nothing to check."""

    name: str
    command: tuple[str, ...]

    def run(self, environ: dict[str, str]) -> bool:
        start = time.monotonic()
        done = subprocess.run(self.command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        taken = time.monotonic() - start
        fine = done.returncode == 0
        said = "" if fine else f"{done.stdout}\n{done.stderr}\n"
        print(f"{'ok  ' if fine else 'FAIL'} {taken:6.1f} s  {self.name}\n{said}", end="", flush=True)
        return fine


def _django(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "django", *words, "--settings", "cordiale.project.settings")


def _pytest(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "pytest", *words)


STATIC = [
    Check("format", (str(BIN / "ruff"), "format", "--check", "-q", ".")),
    Check("lint", (str(BIN / "ruff"), "check", "-q", ".")),
    Check("types", (str(BIN / "mypy"),)),
    Check("import contracts", (str(BIN / "lint-imports"), "--config", "tools/contracts.toml")),
    Check("dependencies", (str(BIN / "deptry"), ".")),
    Check("templates", (str(BIN / "djade"), "--check", "--target-version", "5.2", *TEMPLATES)),
    Check("django", _django("check", "--fail-level", "WARNING")),
    Check("migrations", _django("makemigrations", "--check", "--dry-run")),
    Check("messages", (PYTHON, "-m", "tools.messages", "check")),
]
TESTS = [Check("fast tests", _pytest("-n", "2", *LIGHT, "--hypothesis-profile", "fast", "-m", QUICK))]
FULL = [
    Check("slow tests: wheel, processes, crashes, Spark", _pytest("-n", "2", "--durations=15", "-m", SLOW)),
    Check("browser", _pytest("-n", "2", "--durations=5", "-m", "browser")),
    Check("PostgreSQL", (PYTHON, "-m", "tests.postgres", *_pytest("-n", "2", "--database-only", "-m", "not browser"))),
]


def main(parts: list[str]) -> int:
    """Run the asked parts; 1 when something failed."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cordiale-check-") as data:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ = {**kept, "CORDIALE_DATA": data, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        results = _abreast([STATIC, TESTS], environ) if "fast" in parts else []
        results += _abreast([FULL], environ) if "full" in parts else []
    print(f"{sum(results)} of {len(results)} checks passed in {time.monotonic() - start:.0f} s")
    return 0 if all(results) else 1


def _abreast(lanes: Sequence[Sequence[Check]], environ: dict[str, str]) -> list[bool]:
    """Run the lanes side by side, the checks of each one after the other."""
    with ThreadPoolExecutor(len(lanes)) as threads:
        return [
            fine for lane in threads.map(lambda lane: [check.run(environ) for check in lane], lanes) for fine in lane
        ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["fast"]))
