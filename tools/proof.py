"""`make proof`: run the tests that find figures out, and write `proof/*.json` and `proof/index.html`.

`python -m tools.proof [NAME…]` runs some of them; the page shows every one with its n, date, machine and command. What
was never run, or cannot be measured yet, is said missing, with the reason, never zero. `proof/` is not committed: its
figures belong to the machine that found them.
"""

import html
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "proof"


@dataclass(frozen=True)
class Proof:
    """One row of the page: what it shows, the tests that find it, or why nothing can be told yet."""

    name: str
    title: str
    tests: Sequence[str] = ()
    missing: str = ""

    @property
    def command(self) -> str:
        return f"python -m tools.proof {self.name}"


PROOFS = (
    Proof("kills", "Processes killed with -9: acknowledged facts lost and doubled", ("tests/lake/test_killed.py",)),
    Proof("power-cuts", "Lake commits cut at every byte: torn ones served", ("tests/lake/test_durability.py",)),
    Proof("permissions", "Routes x roles x methods, and fields x verbs: holes", ("tests/people/rights",)),
    Proof("audit", "Audit log edited: changes not found", ("tests/people/audit",)),
    Proof("erasure", "Erased people: bytes left in every store", ("tests/people/privacy",)),
    Proof("restores", "Backups restored, with writers alive; facts missing or doubled", ("tests/project/backup",)),
    Proof("upgrade", "Requests failed while upgrading under load", ("tests/project/test_upgrade.py",)),
    Proof(
        "hostile",
        "Hostile files and texts: accepted wrongly",
        ("tests/listen/imports/test_hostile.py", "tests/people/files/test_matrix.py", "tests/people/test_intake.py"),
    ),
    Proof("outbound", "Hostile addresses asked of the outbound gate: reached", ("tests/channels",)),
    Proof("headers", "Routes without their security headers; CSP violations", ("tests/project/test_headers.py",)),
    Proof("sanitised", "Hostile HTML payloads that survive cleaning", missing="no foreign HTML is shown yet (no mail)"),
    Proof("sends", "Messages sent twice or lost", missing="nothing is sent to customers yet"),
    Proof("overload", "Answers at 1x, 2x, 10x load", missing="the collecting edge is not built yet"),
    Proof("asvs", "ASVS lines proven by a test", missing="docs/asvs.csv is not kept yet"),
    Proof("mutation", "Mutation score of the policies", missing="mutmut is not among the locked tools"),
    Proof("dependencies", "Age of dependencies", missing="upload dates need the network; run pip-audit in public CI"),
)


def main() -> None:
    """Run the asked proofs, or all, and write the page; 1 when one of them failed."""
    chosen = set(sys.argv[1:]) or {proof.name for proof in PROOFS}
    if unknown := chosen - {proof.name for proof in PROOFS}:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}")
    FOLDER.mkdir(exist_ok=True)
    failed = False
    for proof in PROOFS:
        there = [path for path in proof.tests if (ROOT / path).exists()]
        if proof.name in chosen and there:
            told = run(proof, there)
            failed |= bool(told["failed"])
            write(FOLDER / f"{proof.name}.json", told)
    write(FOLDER / "security.json", {proof.name: read(proof) for proof in PROOFS})
    (FOLDER / "index.html").write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{FOLDER / 'index.html'}\n")
    sys.exit(1 if failed else 0)


def run(proof: Proof, paths: Sequence[str]) -> dict[str, object]:
    """Run tests; the figures they noted, and how many ran and failed."""
    sys.stdout.write(f"== {proof.name}\n")
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", f"--junitxml={report}", *paths]
        environ = {**os.environ, "PROOF_FOLDER": folder, "CI": os.environ.get("CI", "")}
        began = datetime.now(UTC)
        subprocess.run(command, cwd=ROOT, env=environ, check=False)
        counted = count(report)
        figures = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(Path(folder).glob("*.json"))}
    seconds = round((datetime.now(UTC) - began).total_seconds(), 1)
    return {
        "title": proof.title,
        **counted,
        "figures": summed(figures),
        "seconds": seconds,
        "at": began.isoformat(timespec="seconds"),
        "machine": machine(),
        "command": proof.command,
        "tests": list(paths),
    }


def count(report: Path) -> dict[str, int]:
    """n, failed and skipped of a run; nothing ran when there is no report."""
    if not report.exists():
        return {"n": 0, "failed": 1, "skipped": 0}
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    told = {"n": 0, "failed": 0, "skipped": 0}
    for suite in suites:
        told["n"] += int(suite.get("tests", 0))
        told["failed"] += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        told["skipped"] += int(suite.get("skipped", 0))
    return told


def summed(figures: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Rows of one matrix (`permissions-routes-sales`, …) added up; anything else as it was noted."""
    told: dict[str, object] = {}
    for name, values in figures.items():
        if name.startswith("permissions-"):
            matrix = "-".join(name.split("-")[:2])
            so_far = told.setdefault(matrix, {"cells": 0, "holes": 0})
            assert isinstance(so_far, dict)
            for key in ("cells", "holes"):
                so_far[key] += int(str(values.get(key, 0)))
        else:
            told[name] = dict(values)
    return told


def read(proof: Proof) -> dict[str, object]:
    """What is known about one proof, now or from an earlier run."""
    file = FOLDER / f"{proof.name}.json"
    if proof.missing:
        return {"title": proof.title, "missing": proof.missing}
    if not file.exists():
        return {"title": proof.title, "missing": f"not run on this machine: {proof.command}"}
    found: dict[str, object] = json.loads(file.read_text("utf-8"))
    return found


def machine() -> str:
    """Cores, memory, system and Python: enough to compare with another run."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}"


def write(path: Path, told: object) -> None:
    """JSON for people and machines."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def page() -> str:
    """One row per proof."""
    rows = "\n".join(_row(proof) for proof in PROOFS)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Cordiale: proof</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 3rem auto; padding: 0 1rem; color: #222 }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ padding: .6rem; text-align: left; vertical-align: top }}
tr {{ border-bottom: 1px solid #ddd }} .missing {{ color: #777; font-style: italic }} .bad {{ color: #b00020 }}
code, small {{ color: #555 }} dl {{ margin: 0 }} dt {{ font-weight: 600 }} dd {{ margin: 0 0 .4rem }}
</style>
<h1>What was tried, and what came out</h1>
<p>Each figure with its n, date, machine and the command that finds it again. Missing means missing, not zero.</p>
<table><tr><th>what</th><th>figures</th><th>tests</th><th>when, where, how</th></tr>
{rows}
</table></html>
"""


def _row(proof: Proof) -> str:
    told = read(proof)
    title = html.escape(proof.title)
    if "missing" in told:
        why = html.escape(str(told["missing"]))
        return f'<tr><td>{title}</td><td colspan="3" class="missing">missing: {why}</td></tr>'
    figures = "".join(_figures(told["figures"])) or '<span class="missing">only passed and failed tests</span>'
    outcome = f"{told['n']} run, {told['skipped']} skipped, "
    outcome += f'<strong class="{"bad" if told["failed"] else ""}">{told["failed"]} failed</strong>'
    how = f"{told['at']}, {told['seconds']} s<br><small>{html.escape(str(told['machine']))}</small>"
    how += f"<br><code>{html.escape(str(told['command']))}</code>"
    return f"<tr><td>{title}</td><td><dl>{figures}</dl></td><td>{outcome}</td><td>{how}</td></tr>"


def _figures(figures: object) -> Iterator[str]:
    for name, values in figures.items() if isinstance(figures, dict) else ():
        said = ", ".join(f"{key} {value}" for key, value in values.items()) if isinstance(values, dict) else values
        yield f"<dt>{html.escape(str(name))}</dt><dd>{html.escape(str(said))}</dd>"


if __name__ == "__main__":
    main()
