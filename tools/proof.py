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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "proof"


@dataclass(frozen=True)
class Proof:
    """One row of the page: what it shows, the tests that find it, or why nothing can be told yet.

    `counted` are figures that the tests' own outcomes give: how many cases of these names were tried, how many failed.
    `only` narrows the tests (pytest -k).
    """

    name: str
    title: str
    tests: Sequence[str] = ()
    counted: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    missing: str = ""

    @property
    def command(self) -> str:
        return f"python -m tools.proof {self.name}"


PROOFS = (
    Proof("kills", "Processes killed with -9: acknowledged facts lost and doubled", ("tests/lake/test_killed.py",)),
    Proof(
        "jobs",
        "Workers killed or frozen past their lease: effects lost or doubled",
        ("tests/jobs",),
        counted={"faults": "test_"},
    ),
    Proof(
        "power-cuts",
        "Commits cut at every byte, as a power cut leaves them: torn ones served",
        ("tests/lake/test_durability.py", "tests/lake/test_group_commit.py"),
        counted={"ways of tearing": "test_a_torn_commit", "rewrites cut at every line": "test_a_cut_rewrite"},
    ),
    Proof("routes", "Routes x roles x methods: cells without a policy, or answered against it",
          ("tests/people/rights/test_routes.py",)),
    Proof("fields", "Fields x verbs x roles: cells without a policy, or answered against it",
          ("tests/people/rights/test_fields.py", "tests/people/rights/test_every_field.py",)),
    Proof(
        "scopes",
        "Reach of a right as a query and as a predicate, on drawn teams: differences",
        ("tests/people/rights/test_scope.py",),
        counted={"properties": "test_"},
    ),
    Proof(
        "canary",
        "A hostile text in every writable field, on every page, file, letter and answer: come out alive",
        ("tests/project/everywhere",),
    ),
    Proof(
        "brakes",
        "Rows that leave before the brake on reading and exporting",
        ("tests/people/rights/test_brakes.py",),
    ),
    Proof("audit", "Audit log falsified in 10,000 ways: not found",
          ("tests/people/audit/test_mutations.py", "tests/people/audit/test_verifying.py")),
    Proof("erasure", "Erased people: bytes left in every store, also after a restore",
          ("tests/people/privacy/test_bytes.py", "tests/people/privacy/test_restored.py")),
    Proof("restores", "Backups restored, with writers alive: facts missing or doubled", ("tests/project/backup",)),
    Proof("upgrade", "Requests failed while upgrading under load", ("tests/project/test_upgrade.py",)),
    Proof(
        "hostile",
        "Hostile files and texts: accepted wrongly",
        ("tests/listen/imports/test_hostile.py", "tests/people/files/test_matrix.py", "tests/people/test_intake.py"),
        counted={
            "bombs and hostile tables": "test_hostile",
            "hostile contents of files": "test_what_is_hostile",
            "rows refused": "test_a_row_that_cannot",
        },
    ),
    Proof(
        "outbound",
        "Hostile addresses asked of the outbound gate: reached",
        ("tests/channels/test_outbound.py",),
        counted={"dresses of an inner address": "test_no_dress", "inner answers of a name": "test_a_public_name"},
    ),
    Proof(
        "api",
        "Invented calls of every operation of the API: answers outside of its description, or errors of ours",
        ("tests/project/api/test_fuzzed.py", "tests/project/api/test_every_operation.py"),
    ),
    Proof(
        "threats",
        "Bombs, patterns, tables, requests, engines and letters of the threat list: got through",
        sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/project/test_threats_*.py")),
        counted={"cases": "test_"},
    ),
    Proof("headers", "Routes without their security headers", ("tests/project/test_headers.py",)),
    Proof("csp", "Pages opened in Chromium by day and night: violations of the content policy, requests to others",
          ("tests/browser/test_pages.py",), only="wcag"),
    Proof("sanitised", "Hostile HTML payloads that survive cleaning", missing="no foreign HTML is shown yet (no mail)"),
    Proof("sends", "Messages sent twice or lost", missing="nothing is sent to customers yet"),
    Proof("overload", "Answers at 1x, 2x, 10x load", missing="the collecting edge is not built yet"),
    Proof("asvs", "ASVS lines proven by a test", missing="docs/asvs.csv is not kept yet"),
    Proof("mutation", "Mutation score of the policies", missing="mutmut is not among the locked tools"),
    Proof("dependencies", "Age of dependencies", missing="upload dates need the network; run pip-audit in public CI"),
)  # fmt: skip


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
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--no-header", f"--junitxml={report}"]
        command += ["-k", proof.only] if proof.only else []
        environ = {**os.environ, "PROOF_FOLDER": folder, "CI": os.environ.get("CI", "")}
        began, used = datetime.now(UTC), os.times()
        subprocess.run([*command, *paths], cwd=ROOT, env=environ, check=False)
        cases = outcomes(report)
        figures = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(Path(folder).glob("*.json"))}
    ended = os.times()
    spent = ended.children_user + ended.children_system - used.children_user - used.children_system
    figures |= {name: tried(cases, part) for name, part in proof.counted.items()}
    return {
        "title": proof.title,
        "n": len(cases),
        "failed": sum(outcome == "failed" for _name, outcome in cases) or int(not cases),
        "skipped": sum(outcome == "skipped" for _name, outcome in cases),
        "figures": summed(figures),
        "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
        "cpu_seconds": round(spent, 1),
        "at": began.isoformat(timespec="seconds"),
        "machine": machine(),
        "command": proof.command,
        "tests": list(paths),
    }


def outcomes(report: Path) -> list[tuple[str, str]]:
    """Every test of a run by its file and name, and whether it passed; none when there is no report."""
    if not report.exists():
        return []
    told = []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        ends = {child.tag for child in case}
        outcome = "failed" if ends & {"failure", "error"} else "skipped" if "skipped" in ends else "passed"
        told.append((f"{case.get('classname', '')}.{case.get('name', '')}", outcome))
    return told


def tried(cases: Sequence[tuple[str, str]], part: str) -> dict[str, object]:
    """How many cases of a name really ran, and how many went wrong."""
    mine = [outcome for name, outcome in cases if part in name and outcome != "skipped"]
    return {"tried": len(mine), "wrong": mine.count("failed")}


MATRICES = (
    "permissions-routes", "permissions-field-read", "permissions-field-asked", "permissions-field-written",
    "audit-mutations", "files-matrix", "pages",
)  # fmt: skip


def summed(figures: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Parts of one figure (`permissions-routes-sales`, `audit-mutations-tail`) added up; others as they were noted."""
    told: dict[str, object] = {}
    for name, values in figures.items():
        matrix = next((one for one in MATRICES if name.startswith(f"{one}-")), "")
        if matrix:
            so_far = told.setdefault(matrix, {})
            assert isinstance(so_far, dict)
            for key, value in values.items():
                if isinstance(value, int):
                    so_far[key] = so_far.get(key, 0) + value
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
    """One section per proof; what is missing at the end."""
    told = [(proof, read(proof)) for proof in PROOFS]
    found = "\n".join(_section(proof, one) for proof, one in told if "missing" not in one)
    missing = "\n".join(
        f"<li>{html.escape(proof.title)}: <em>{html.escape(str(one['missing']))}</em></li>"
        for proof, one in told
        if "missing" in one
    )
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cordiale: proof</title>
<style>{STYLE}</style>
<main>
<h1>What was tried, and what came out</h1>
<p>Each figure with its n, date, machine and the command that finds it again. Missing means missing, not zero.</p>
{found}
<section><h2>Not told</h2><ul>{missing}</ul></section>
</main></html>
"""


STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #20242c; --soft: #626a78; --line: #dfe3ea; --bad: #b3261e;
  --good: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --paper: #15181d; --ink: #e7eaf0; --soft: #9aa3b2; --line: #2b313b;
  --bad: #ff8a80; --good: #7fd6a0 } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--paper); color: var(--ink) }
main { max-width: 60rem; margin: 2.5rem auto; padding: 0 1rem }
section { border-top: 1px solid var(--line); padding: 1.1rem 0 }
h1 { line-height: 1.2 } h2 { font-size: 1.05rem; margin: 0 0 .5rem }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .5rem 1.5rem; margin: 0 0 .6rem }
dt { color: var(--soft); font-size: .85rem } dd { margin: 0; overflow-wrap: anywhere }
b { font-variant-numeric: tabular-nums } small { color: var(--soft) } code { overflow-wrap: anywhere }
.bad { color: var(--bad) } .good { color: var(--good) } em { color: var(--soft) } ul { padding-left: 1.2rem }
"""


def _section(proof: Proof, told: Mapping[str, object]) -> str:
    figures = "".join(_figures(told["figures"]))
    tone, outcome = ("bad", f"{told['failed']} failed") if told["failed"] else ("good", "none failed")
    how = f"{told['at']}, {told['seconds']} s ({told.get('cpu_seconds', '?')} s of processor), {told['machine']}"
    return (
        f'<section id="{proof.name}"><h2>{html.escape(proof.title)}</h2>'
        + (f"<dl>{figures}</dl>" if figures else "")
        + f'<p>tests run {told["n"]}, skipped {told["skipped"]}, <strong class="{tone}">{outcome}</strong><br>'
        + f"<small>{html.escape(how)}<br><code>{html.escape(str(told['command']))}</code></small></p></section>"
    )


def _figures(figures: object) -> Iterator[str]:
    for name, values in figures.items() if isinstance(figures, dict) else ():
        pairs = values.items() if isinstance(values, dict) else [("", values)]
        said = ", ".join(f"{html.escape(str(key)).replace('_', ' ')} <b>{_shown(value)}</b>" for key, value in pairs)
        yield f"<div><dt>{html.escape(str(name)).replace('-', ' ')}</dt><dd>{said}</dd></div>"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else html.escape(str(value))


if __name__ == "__main__":
    main()
