"""The rules of docs/house.md and CONTRIBUTING.md that a machine can check. Import contracts: tools/contracts.toml."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cordiale.people import rights

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cordiale"
MODULES = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))
# Names of vocabularies, not addresses anybody visits.
VOCABULARIES = ("http://www.w3.org/",)
# Written like a kind of event, and something else: a refusal’s code, a property of a table, periodic work.
NOT_KINDS = {"import.cancelled", "cordiale.widened", "profile.refresh_touched"}
HEAVY = {"ibis", "pandas", "pyspark", "sklearn", "sqlglot"}


def tracked() -> list[Path]:
    """The files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def too_long(paths: list[Path], *, stop: int) -> dict[str, int]:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}
    return {name: lines for name, lines in lengths.items() if lines > stop}


def test_no_module_is_over_400_lines():
    assert too_long([path for path in MODULES if "migrations" not in path.parts], stop=400) == {}


def test_no_template_is_over_100_lines():
    assert too_long(TEMPLATES, stop=100) == {}


def test_the_readme_is_under_100_lines():
    assert too_long([ROOT / "README.md"], stop=99) == {}


def test_no_asset_and_no_template_speaks_to_another_host():
    found = {}
    for path in [*SOURCE.rglob("*.css"), *SOURCE.rglob("*.js"), *TEMPLATES, *SOURCE.rglob("*.svg")]:
        text = path.read_text("utf-8")
        foreign = [url for url in re.findall(r"https?://[^\s\"'`)<]+", text) if not url.startswith(VOCABULARIES)]
        if foreign:
            found[str(path.relative_to(ROOT))] = foreign
    assert found == {}


def test_no_template_holds_a_script_or_a_style():
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
    found = {str(path.relative_to(ROOT)): forbidden.findall(path.read_text("utf-8")) for path in TEMPLATES}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_nothing_names_somebodys_machine():
    personal = re.compile(rb"/(home|Users|work)/[a-z]|/root/|/tmp/[a-z]+/bin")
    here = Path(__file__)
    suffixes = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".po", ".json", ".yml", ".svg", ""}
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in suffixes and path != here and personal.search(path.read_bytes())
    ]
    assert found == []


def test_locks_are_hashed_and_name_no_registry():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        entries = re.split(r"\n(?=\S)", text.strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


# `noun.participle`, as style asks of kinds; what a logger is told looks the same and is left out.
KIND = re.compile(r"[a-z_]{3,}\.(?:[a-z_]+ed|sent|won|lost|made|written|given|withdrawn|met|taken|seen|read|bought)")
LOGGED = {"log", "debug", "info", "warning", "error", "exception"}


def kinds_of_events() -> set[str]:
    """Every constant of the source that is written as a kind of event."""
    kinds = set()
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        logged = {id(arg) for call in calls if getattr(call.func, "attr", "") in LOGGED for arg in call.args}
        constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in logged]
        kinds |= {node.value for node in constants if isinstance(node.value, str) and KIND.fullmatch(node.value)}
    return kinds - NOT_KINDS - {verb.name for verb in rights.verbs.every()}


def test_every_kind_of_event_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert sorted(kind for kind in kinds_of_events() if f"`{kind}`" not in glossary) == []


@pytest.mark.slow
@pytest.mark.parametrize("module", ["cordiale.project.wsgi", "cordiale.project.cli"])
def test_nothing_heavy_is_imported_at_the_start(module, tmp_path):
    code = (
        f"import {module}, sys\n"
        "from django.urls import get_resolver\n"
        "if 'wsgi' in sys.argv[1]: get_resolver().url_patterns\n"
        f"print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    environ = {"PATH": os.environ["PATH"], "CORDIALE_DATA": str(tmp_path)}
    command = [sys.executable, "-W", "error", "-c", code, module]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
