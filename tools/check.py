"""The checks of the house, one after the other, each with its time: `python -m tools.check [fast] [full]`.

All run even after a failure, so that one run tells everything that is wrong.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
TEMPLATES = [str(path) for path in ROOT.glob("src/**/*.html")]
QUICK = "not slow and not browser and not postgres and not spark"
SLOW = "(slow or postgres or spark) and not browser"


@dataclass(frozen=True)
class Check:
    """A named command; `needs` names a file without which there is nothing to check."""

    name: str
    command: tuple[str, ...]

    def run(self, environ: dict[str, str]) -> tuple[bool, float]:
        start = time.monotonic()
        done = subprocess.run(self.command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        taken = time.monotonic() - start
        fine = done.returncode == 0
        print(f"{'ok  ' if fine else 'FAIL'} {taken:6.1f} s  {self.name}", flush=True)
        if not fine:
            print("\n".join([done.stdout, done.stderr]), flush=True)
        return fine, taken


def _django(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "django", *words, "--settings", "cordiale.project.settings")


def _pytest(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "pytest", *words)


FAST = [
    Check("format", (str(BIN / "ruff"), "format", "--check", "-q", ".")),
    Check("lint", (str(BIN / "ruff"), "check", "-q", ".")),
    Check("import contracts", (str(BIN / "lint-imports"), "--config", "tools/contracts.toml")),
    Check("dependencies", (str(BIN / "deptry"), ".")),
    Check("types", (str(BIN / "mypy"),)),
    Check("templates", (str(BIN / "djade"), "--check", "--target-version", "5.2", *TEMPLATES)),
    Check("django", _django("check", "--fail-level", "WARNING")),
    Check("migrations", _django("makemigrations", "--check", "--dry-run")),
    Check("messages", (PYTHON, "-m", "tools.messages", "check")),
    Check("fast tests", _pytest("-n", "2", "--hypothesis-profile", "fast", "-m", QUICK)),
]
FULL = [
    Check("slow tests: wheel, processes, crashes, Spark", _pytest("-n", "2", "--durations=15", "-m", SLOW)),
    Check("browser", _pytest("-n", "2", "--durations=5", "-m", "browser")),
    Check("PostgreSQL", (PYTHON, "-m", "tests.postgres", *_pytest("-n", "2", "--database-only", "-m", "not browser"))),
]


def main(parts: list[str]) -> int:
    """Run the asked parts; the number of failures is the exit code."""
    with tempfile.TemporaryDirectory(prefix="cordiale-check-") as data:
        environ = {**os.environ, "CORDIALE_DATA": data, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        chosen = [*(FAST if "fast" in parts else []), *(FULL if "full" in parts else [])]
        results = [check.run(environ) for check in chosen]
    failed = sum(1 for fine, _ in results if not fine)
    total = sum(taken for _, taken in results)
    print(f"{len(results) - failed} of {len(results)} checks passed in {total:.0f} s")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["fast"]))
