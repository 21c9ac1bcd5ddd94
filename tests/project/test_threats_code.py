"""T8, T27, T28 and T31: what the source must never hold, whoever writes it."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.project import test_routes

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cordiale"
MODULES = {
    str(path.relative_to(SOURCE)): ast.parse(path.read_text("utf-8"))
    for path in sorted(SOURCE.rglob("*.py"))
    if "migrations" not in path.parts
}
CALLS = [(name, node) for name, tree in MODULES.items() for node in ast.walk(tree) if isinstance(node, ast.Call)]
# Bytes that run when they are read, and readers of such bytes (T28).
LIVING = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "yaml", "jsonpickle", "torch"}
RUNNING = {"eval", "exec", "compile", "__import__"}
QUESTIONS = {
    "filter",
    "exclude",
    "annotate",
    "alias",
    "aggregate",
    "values",
    "values_list",
    "order_by",
    "get",
    "update",
}
OUTSIDE = re.compile(r"\b(GET|POST|FILES|META|COOKIES|headers|body|cleaned_data|loads|request)\b")
SQL = re.compile(r"\b(RawSQL|cursor|execute|executemany|raw|extra)$")


def test_nothing_is_unpickled_and_no_text_becomes_code():
    imported = {
        (name, alias.name.partition(".")[0])
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
    }
    assert [told for told in sorted(imported) if told[1] in LIVING] == []
    assert [(name, node.lineno) for name, node in CALLS if getattr(node.func, "id", "") in RUNNING] == []


def test_sessions_and_jobs_travel_as_json(settings):
    from cordiale.jobs.models import Job

    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert Job._meta.get_field("arguments").get_internal_type() == "JSONField"


def test_nothing_from_outside_becomes_the_name_of_a_column():
    """CVE-2022-28346, 2024-42005, 2025-57833, 2025-59681: keys of a request expanded into a question."""
    wrong = []
    for name, node in CALLS:
        if isinstance(node.func, ast.Attribute) and node.func.attr in QUESTIONS:
            expanded = [word.value for word in node.keywords if word.arg is None]
            expanded += [arg.value for arg in node.args if isinstance(arg, ast.Starred)]
            wrong += [(name, node.lineno) for told in expanded if OUTSIDE.search(ast.unparse(told))]
    assert wrong == []


def test_no_door_writes_sql():
    """What takes a request asks through verbs and questions of the rooms; SQL stands below them."""
    doors = {
        name for name, tree in MODULES.items() if "HttpRequest" in ast.dump(tree) or "ProgramRequest" in ast.dump(tree)
    }
    wrong = [
        (name, node.lineno, ast.unparse(node.func))
        for name, node in CALLS
        if name in doors and SQL.search(ast.unparse(node.func).replace("re.", ""))
    ]
    assert [
        told
        for told in wrong
        if told[2].rpartition(".")[0] not in {"tables", "duck"} and told[0] != "project/health.py"
    ] == []
    assert len(doors) > 40


def test_sql_is_only_put_together_by_names_of_ours():
    """`extra()` nowhere; `RawSQL` and `raw()` where a reviewer has seen them."""
    found = {
        (name, ast.unparse(node.func))
        for name, node in CALLS
        if re.search(r"(RawSQL|\.raw|\.extra)$", ast.unparse(node.func))
    }
    assert sorted(name for name, func in found if func.endswith(".extra")) == []
    django = {name for name, func in found if func == "RawSQL" or "objects.raw" in func}
    assert django <= {"jobs/queue.py", "people/search.py"}


@pytest.mark.slow
def test_the_settings_of_a_real_house_are_clean(tmp_path):
    environ = {
        "PATH": os.environ["PATH"], "CORDIALE_DATA": str(tmp_path), "CORDIALE_HTTPS": "yes",
        "CORDIALE_HOSTS": "crm.example.com", "DJANGO_SETTINGS_MODULE": "cordiale.project.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 silenced" in done.stdout  # each with its reason in project/settings.py


def test_debugging_cannot_be_switched_on():
    tree = MODULES["project/settings.py"]
    told = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DEBUG"
    ]
    assert [ast.unparse(value) for value in told] == ["False"]


def test_no_address_installs_restores_or_administers():
    """A house is set up by the command line; the one link of the first visit has tests of its own."""
    forbidden = re.compile(r"install|setup\.|/admin|restor.*(backup|sauvegarde)|phpinfo|debug|console|shell")
    addresses = {name: str(pattern) for name, pattern in _patterns()}
    assert [name for name, address in addresses.items() if forbidden.search(address)] == []


def _patterns():
    from django.urls import reverse

    return [(name, reverse(name, kwargs=arguments)) for name, arguments in test_routes.ROUTES.items()]


def test_no_password_stands_in_the_source():
    literal = re.compile(r"(password|secret|token)\w*\s*=\s*[\"'][^\"'{}<>\s.]{6,}[\"']", re.IGNORECASE)
    found = {
        name: literal.findall((SOURCE / name).read_text("utf-8"))
        for name in MODULES
        if "demo" not in name and literal.search((SOURCE / name).read_text("utf-8"))
    }
    assert found == {}


def test_every_locked_version_is_exact_and_hashed():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        entries = [
            entry for entry in re.split(r"\n(?=\S)", lock.read_text("utf-8").strip()) if not entry.startswith("#")
        ]
        assert len(entries) > 20
        assert [entry for entry in entries if not re.match(r"[\w.\[\]-]+==\S+", entry)] == []
        assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_installations_ask_for_the_hashes():
    bootstrap = (ROOT / "tools" / "bootstrap").read_text("utf-8")
    installs = [line for line in bootstrap.splitlines() if "pip install" in line and "-r " in line]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []
