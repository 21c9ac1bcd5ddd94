"""The canary (safety T1, T20): one hostile string in every text column of every table; no door lets it out alive.

The rows are made from the models and the pages found from the routes: a new column, table or page is in it by itself.
"""

import csv
import io
import json
import re
import shutil
from collections import Counter
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from tests import figures
from tests.people.rights import routes
from tests.project.everywhere.furnished import ONE, House

import cordiale
from cordiale.core import clock
from cordiale.listen.imports.models import ImportRun
from cordiale.people import parties, rights, search
from cordiale.people.models import Party, Team, TimelineEntry, User
from cordiale.people.rights import members

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
QUOTE = '"'
LONG = '="><img src=x onerror=zq7()>'
MIDDLE = '="><i zq7>'
SHORT = '"><u>'
ALIVE = re.compile(r'<img src=x|<i zq7|"><u>')
NOTHING_THERE = {  # files that no row can hold: what they say is read where they are written
    "bulk:file": "written by a job; the same lines as customers:export",
    "files:picture": "the row is a text; pictures are given out as they came, on the sandbox of tests/people/files",
    "files:open": "what somebody attached, given out as it came, on the sandbox of tests/people/files",
}
PLAN = {"kind": "customers", "columns": {LONG: "name"}, "options": {"issuer": LONG, "party_name": LONG}}
SHAPED = {  # JSON that the house reads by its parts: hostile in each part that may come from somebody
    "audit.Verification.faults": [{"kind": "cut", "lane": 1, "position": 1, "detail": LONG}],
    "fields.CustomField.options": [{"key": LONG, "fr": LONG, "en": LONG}],
    "files.Attachment.kind": "text/plain",
    "imports.Template.plan": PLAN,
    "privacy.Erasure.plan": {LONG: 1},
    "privacy.Erasure.report": {LONG: [1, 0.5]},
    "privacy.Erasure.whom": [str(ONE)],
    "profile.Snapshot.zone": "UTC",
}
WITHOUT_FILE = ("read_file",)  # as files:open
FORMULA, NUMBER = ("=", "+", "-", "@", "\t", "\r"), re.compile(r"[+-]\d+([.,]\d+)?")
WORD = re.compile(r"\"([a-z][a-z_]{1,24})\"")
ASKED = re.compile(r"(?:GET|POST)(?:\.get|\.getlist)?[\[(]\s*\"([\w-]+)\"")


def hostile(field: models.Field) -> str:
    """The longest of our strings that the column holds; long texts also try to begin a new line of a file or letter."""
    length = field.max_length or 10_000
    if isinstance(field, models.JSONField | models.TextField):
        return LONG + "\r\nX-Canary: zq7"
    if isinstance(field, models.EmailField):
        return "zq7\"'<i@exemple.fr"
    return next((text for text in (LONG, MIDDLE, SHORT) if len(text) <= length), SHORT[:length])


def events(party: Party) -> None:
    """An event of every kind we have words for, with a hostile value under every name our code knows."""
    from cordiale.understand.customers import wording

    source = Path(cordiale.__file__).parent / "understand/customers"
    names = {name for file in source.glob("*.py") for name in WORD.findall(file.read_text("utf-8"))}
    data = {name: LONG for name in sorted(names)}
    data |= {"lines": [{"product": LONG, "name": LONG, "category": LONG, "quantity": 1, "amount": "1.00"}]}
    now = clock.now()
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            id=f"00000000-0000-7000-8000-{number:012}", party=party, kind=kind, at=now - timedelta(hours=number),
            received_at=now, source=LONG, subject=LONG, data=data, personal=data, spooled_at=now,
        )
        for number, kind in enumerate([*wording.KINDS, "strange.kind"])
    )  # fmt: skip


def upload(owner: User) -> ImportRun:
    """A file with hostile headings and cells, taken in at the door, moved to the key of all rows."""
    sender = Client()
    sender.force_login(owner)
    quoted = ";".join([f'"{LONG.replace(QUOTE, QUOTE * 2)}"'] * 2)
    file = SimpleUploadedFile(f"{LONG}.csv", f"{quoted}\n{quoted}\n".encode())
    assert sender.post(reverse("imports:start"), {"file": file}).status_code == 302
    run = ImportRun.objects.get()
    before = run.folder
    run.key = ONE
    run.path = run.path.replace(str(before), str(run.folder))
    shutil.rmtree(run.folder, ignore_errors=True)
    before.rename(run.folder)
    run.save()
    return run


@pytest.fixture
def owner() -> User:
    user = User.objects.create(email="zq7@rivage.example", name=LONG, job_title=LONG, key=ONE)
    members.give(user, "owner")
    return user


@pytest.fixture
def house(owner) -> House:
    """One hostile row in every table, all about one customer of the owner's."""
    party = Party.objects.create(
        key=ONE, name=LONG, given_name=LONG, family_name=LONG, sort_name=LONG, source=LONG, owner=owner,
        custom={"x": LONG + "\r\nX-Canary: zq7"}, born_on="1990-04-01",
    )  # fmt: skip
    other = parties.create(name=LONG, allow_duplicates=True)
    now = clock.now()
    said = {
        "rights.Share.team": None, "people.Relation.other": other, "merging.Merged.party": other,
        "merging.Apart.high": other, "merging.RowChange.row": str(party.pk),
        "people.Identifier.kind": "email", "people.Identifier.value": 'zq7"@exemple.fr',
        "profile.Snapshot.published_at": now, "fields.ObjectType.name": "x", "fields.CustomField.name": "x",
        "fields.CustomField.of": None, "fields.CustomField.kind": "text", "people.TimelineEntry.kind": "note.written",
        **SHAPED,
    }  # fmt: skip
    made = House(text=hostile, said=said, rows={User: owner, Party: party, ImportRun: upload(owner)})
    made.furnish()
    events(party)
    search.index(party)
    User.objects.filter(pk=owner.pk).update(team=made.rows[Team])
    return made


@pytest.fixture
def client(owner):
    made = Client(raise_request_exception=False)
    made.force_login(owner)
    return made


def text_of(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")


def faults(answer, body: str) -> list[str]:
    """What is wrong with an answer that may hold the string: by the kind of its content."""
    kind = answer.headers.get("Content-Type", "")
    told = [f"header {name}" for name, value in answer.headers.items() if "zq7" in name.lower() or "\n" in value]
    if kind.startswith("text/html"):
        told += [body[max(0, found.start() - 80) : found.end() + 20] for found in ALIVE.finditer(body)]
    elif kind.startswith("text/csv"):
        told += [
            f"formula {cell[:40]}" for cell in cells(body) if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)
        ]
    elif "json" in kind:
        json.loads(body)
    elif kind.startswith("text/calendar"):
        told += [line for line in body.splitlines() if line.startswith("X-Canary")]
    return told


def cells(body: str) -> list[str]:
    separator = ";" if ";" in body.partition("\n")[0] else ","
    return [cell for line in csv.reader(io.StringIO(body.lstrip("\ufeff")), delimiter=separator) for cell in line]


def visit(client: Client, method: str, name: str, arguments, data=None, **headers):
    """One answer, with all it wrote taken back."""
    kept = client.cookies.output(header="")
    with transaction.atomic():
        answer = getattr(client, method)(reverse(name, kwargs=arguments), data, headers=headers)
        body = text_of(answer)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return answer, body


def test_no_page_and_no_file_lets_it_out_alive(house, client):
    pages, wrong, met = Counter(), [], 0
    for name, arguments in routes.every().items():
        guard = rights.routes.of(name)
        if not guard.verb("GET"):
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answer, body = visit(client, "get", name, arguments, **headers)
            pages[answer.headers.get("Content-Type", "").partition(";")[0]] += 1
            met += "zq7" in body
            if answer.status_code >= 500 or (answer.status_code == 404 and name not in NOTHING_THERE):
                wrong.append((name, answer.status_code))
            wrong += [(name, fault) for fault in faults(answer, body)]
    figures.note("canary-pages", columns=len(house.written), answers=dict(pages), that_show_it=met, alive=len(wrong))
    assert not wrong, "\n".join(map(str, wrong))


def asked() -> list[str]:
    """The name of everything that a view reads from an address or a form."""
    files = Path(cordiale.__file__).parent.rglob("*.py")
    return sorted({name for file in files for name in ASKED.findall(file.read_text("utf-8"))})


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_typed_comes_back_dead(house, client, method):
    """Every view is sent our string under every name that any view reads; the forms also under their own names."""
    from django import forms

    names = {*asked(), *(name for form in _below(forms.BaseForm) for name in getattr(form, "base_fields", {}))}
    wrong, met = [], Counter()
    for name, arguments in routes.every().items():
        if not rights.routes.of(name).verb(method.upper()) or name == "signin:sign-out":
            continue
        for text in (LONG, MIDDLE):
            answer, body = visit(client, method, name, arguments, dict.fromkeys(names, text))
            met[answer.status_code] += "zq7" in body
            wrong += [(name, 500)] if answer.status_code >= 500 else []
            wrong += [(name, fault) for fault in faults(answer, body)]
    figures.note(f"canary-typed-{method}", names=len(names), shown_again=sum(met.values()), alive=len(wrong))
    assert not wrong, "\n".join(map(str, wrong))


def _below(kind: type) -> set[type]:
    return {kind} | {deeper for one in kind.__subclasses__() for deeper in _below(one)}


def test_programs_read_it_as_text_and_nothing_else(house, owner):
    """Answers of the API are JSON, said to be JSON, and never sniffed for something else."""
    from tests.project.api.programs import Program, key_of

    from cordiale.project.api import interface
    from cordiale.project.api.screens.forms import OFFERED

    verbs = [verb for verb in OFFERED if rights.allow(owner, verb)]
    program = Program(Client(raise_request_exception=False), key_of(owner, verbs=verbs, calls_per_minute=60_000))
    met = 0
    for path, methods in interface.description()["paths"].items():
        if "get" in methods and methods["get"]["operationId"] not in WITHOUT_FILE:
            place = re.sub(r"\{\w+\}", str(ONE), path.removeprefix("/api/v1"))
            answer = program.get(place)
            body = text_of(answer)
            assert answer.status_code < 500, place
            if "json" not in answer["Content-Type"]:
                assert answer["Content-Disposition"].startswith("attachment"), place
            assert answer["X-Content-Type-Options"] == "nosniff"
            met += "zq7" in body
    assert met >= 5


def test_a_calendar_gets_no_line_of_its_own(house, owner):
    from cordiale.people.agenda import feeds

    _feed, token = feeds.create(owner, name=LONG)
    answer = Client().get(reverse("agenda:feed", args=[token]))
    body = text_of(answer)
    assert "zq7" in body
    assert faults(answer, body) == []
    assert [line for line in body.split("\r\n") if line and not re.match(r"[ A-Z][A-Z-]*", line)] == []


LETTERS = {"web/mails.py"}


def test_letters_are_written_in_one_place():
    """A room that writes letters of its own adds them to the test below."""
    root = Path(cordiale.__file__).parent
    writing = re.compile(r"EmailMessage\(|EmailMultiAlternatives\(|send_mail\(")
    found = {str(file.relative_to(root)) for file in root.rglob("*.py") if writing.search(file.read_text("utf-8"))}
    assert found == LETTERS


def test_letters_run_nothing_and_their_headers_are_ours(house, owner, mailoutbox):
    from cordiale.people.notices import digest
    from cordiale.people.signin import mails
    from cordiale.people.signin.models import Invitation

    nasty = LONG + "\r\nBcc: zq7@exemple.fr"
    User.objects.filter(pk=owner.pk).update(name=nasty)
    user = str(owner.key)
    Invitation.objects.update(email="zq7@exemple.fr")
    mails.invited(invitation=str(ONE), serial=Invitation.objects.get().serial)
    mails.new_device(user=user, device=nasty)
    mails.factor_changed(user=user, what="added", name=nasty)
    mails.reset_asked(mark=mails.address_mark(owner.email))
    digest.one(User.objects.get(pk=owner.pk), now=clock.now().replace(year=2026, month=11, day=24, hour=12))
    assert len(mailoutbox) >= 4
    for letter in mailoutbox:
        sent = letter.message()
        assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
        assert not ALIVE.search(sent.get_payload()[1].get_payload(decode=True).decode())
        assert "zq7" not in str(sent["Subject"])
        assert "Bcc" not in sent
        assert letter.recipients() in (["zq7@rivage.example"], ["zq7@exemple.fr"])
