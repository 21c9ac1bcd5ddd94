"""T18: small things that unpack into large ones end in a refusal, in a process that may hold little and work briefly.

Files to import: tests/listen/imports/test_hostile.py. Here: Parquet, the interface of programs, forms, attachments.
"""

import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django import forms
from tests import figures, template
from tests.listen.imports.test_hostile import stage

MEMORY = 900 * 1024 * 1024  # a whole Python with Django, Arrow and DuckDB, and a bomb
SECONDS_OF_PROCESSOR = 60  # for all of them together; unprotected readers need minutes for one
PROGRAM = """
import json, resource, sys, zipfile, io
resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.conf import settings
from django.urls import reverse
from tests.project.api.programs import EVERYTHING, key_of
from cordiale.people import parties, users
from cordiale.people.rights import members
settings.ALLOWED_HOSTS = ["testserver"]
user = users.create(email="figaro@rivage.example", name="Figaro", password="barbier-de-seville-1775")
members.give(user, "owner")
party = parties.create(name="Emma", by=user)
bearer = {"authorization": "Bearer " + key_of(user, verbs=[*EVERYTHING, "file.attach"], calls_per_minute=60_000)}
client = Client(raise_request_exception=False)
told = {}

def api(name, body, path="/parties", kind="application/json", method="POST"):
    told[name] = client.generic(method, "/api/v1" + path, body, kind, headers=bearer).status_code

api("brackets", b"[" * 1_000_000)
api("braces", b'{"name":' * 300_000)
api("digits", b'{"name": ' + b"9" * 1_000_000 + b"}")
api("exponent", b'{"name": 1e999999999}')
api("long text", json.dumps({"name": "x" * 2_000_000}).encode())
api("too large", b'{"name": "' + b"x" * 30_000_000 + b'"}')
api("many keys", json.dumps({str(n): n for n in range(100_000)}).encode())
api("same key", b'{"name":"x",' * 1 + b'"name":"x",' * 150_000 + b'"name":1}')
api("many rows", json.dumps({"rows": [{}] * 100_000}).encode(), path="/parties/bulk")
api("not text", b"\\xff" * 1_000_000)
api("deep filter", b"", path="/parties?f=" + "all(" * 2_000 + ")" * 2_000, method="GET")
api("wide filter", b"", path="/parties?f=" + "any(" + "city:is:x," * 400 + ")", method="GET")
client.force_login(user)

def form(name, data, address, by=client):
    told[name] = by.post(address, data).status_code

form("many fields", {str(n): "x" for n in range(5_000)}, reverse("signin:preferences"))
form("large field", {"name": "x" * 20_000_000}, reverse("signin:preferences"))
form("large password", {"username": "a@b.example", "password": "x" * 2_000_000}, reverse("signin:sign-in"), by=Client())
for depth, name in ((3_000, "deep list"),):
    told[name] = client.get(reverse("customers:list"), {"f": "all(" * depth + ")" * depth}).status_code
told["long query"] = client.get(reverse("customers:list"), {"q": "x " * 100_000}).status_code

def attach(name, entries, inner="word/document.xml"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(entries):
            archive.writestr(f"{inner}{number}", b"")
        with archive.open(inner, "w") as out:
            for _ in range(100):
                out.write(bytes(10_000_000))
    path = f"/api/v1/parties/{party.key}/files"
    file = SimpleUploadedFile("a.docx", packed.getvalue(), content_type="application/zip")
    told[name] = Client(raise_request_exception=False).post(path, {"file": file}, headers=bearer).status_code

attach("document of a gigabyte", 1)
attach("document of many parts", 30_000)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"told": told, "cpu_s": round(used.ru_utime + used.ru_stime, 1), "peak_mb": used.ru_maxrss // 1024}))
"""
# Nothing is refused that is harmless: a long search is cut, a document is kept as it is and never unpacked.
HARMLESS = {"long query", "document of a gigabyte", "deep list"}


@pytest.mark.slow
def test_bombs_at_the_doors_end_in_a_refusal(tmp_path):
    template.copy(tmp_path / "cordiale.sqlite3")
    code = PROGRAM.replace("MEMORY", str(MEMORY)).replace("SECONDS", str(SECONDS_OF_PROCESSOR))
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("CORDIALE_", "DATABASE_URL"))},
        "CORDIALE_DATA": str(tmp_path), "CORDIALE_MFA": "optional", "CORDIALE_LOG_LEVEL": "error",
        "DJANGO_SETTINGS_MODULE": "cordiale.project.settings", "PYTHONPATH": str(template.ROOT),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    figures.note("bombs", **found)
    wrong = {
        name: status
        for name, status in found["told"].items()
        if not (400 <= status < 500 or (status in (200, 201) and name in HARMLESS))
    }
    assert wrong == {}


@pytest.mark.slow
def test_billions_of_rows_in_a_few_kilobytes(tmp_path):
    path = tmp_path / "f.parquet"
    pq.write_table(pa.table({"a": pa.nulls(30_000_000, pa.int8())}), path, row_group_size=30_000_000)
    assert path.stat().st_size < 100_000
    assert stage(path, tmp_path)["code"] == "import.bomb"


@pytest.mark.slow
def test_a_repetitive_file_of_a_usual_size_is_taken(tmp_path):
    path = tmp_path / "f.parquet"
    pq.write_table(pa.table({"a": pa.array([1] * 200_000), "b": pa.nulls(200_000, pa.string())}), path)
    assert stage(path, tmp_path) == {"rows": 200_000}


def _below(kind):
    return {kind} | {deeper for one in kind.__subclasses__() for deeper in _below(one)}


def test_no_form_takes_a_password_of_over_four_kilobytes():
    import cordiale.project.urls  # noqa: F401 -- every form is then known

    secrets = [
        (form.__name__, name, field.max_length)
        for form in _below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput) and form.__module__.startswith("cordiale.")
    ]
    assert len(secrets) >= 5
    assert [told for told in secrets if not told[2] or told[2] > 4096] == []
