"""Every operation, with every kind of caller: the answer is exact. A new operation is in it by itself."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

NOBODY = str(uuid.UUID(int=7))
BODIES = {
    "create_party": {"name": "X"},
    "change_party": {"language": "en"},
    "add_identifier": {"kind": "email", "value": "x@y.example"},
    "put_address": {"city": "Rouen"},
    "add_tag": {"name": "x"},
    "remove_tag": {"name": "x"},
    "add_relation": {"other": NOBODY, "kind": "household"},
    "write_note": {"body": "x"},
    "rewrite_note": {"body": "x"},
    "record_consent": {"purpose": "marketing", "channel": "email", "state": "granted"},
    "take_in_parties": {"rows": [{"name": "X"}]},
    "record_event": {"kind": "call.made"},
    "record_events": {"events": [{"kind": "call.made", "party": NOBODY}]},
    "open_webhook": {"url": "https://hook.example/"},
    "find_duplicates": {"name": "X"},
    "add_record": {"object": "bateau", "title": "x"},
    "change_record": {"title": "x"},
    "keep_view": {"name": "x"},
    "change_view": {"name": "x"},
    "add_task": {"title": "x"},
    "change_task": {"title": "x"},
    "merge_parties": {"others": [NOBODY]},
    "tell_apart": {"other": NOBODY},
    "begin_run": {"deed": "archive", "keys": [NOBODY]},
    "share_party": {"user": NOBODY},
    "restore_value": {"field": "language"},
    "note_request": {"kind": "access"},
    "answer_request": {"outcome": "x"},
    "restrict_processing": {"reason": "x"},
    "note_objection": {"purpose": "marketing"},
}
QUERIES = {"list_records": "?object=bateau", "read_agenda": "?since=2026-11-01&until=2026-11-30"}
ABOUT_PARTIES = ("parties", "favourites", "follows")
FILES = {"attach_file", "send_import"}


def operations():
    from cordiale.project.api import interface

    return [
        (told["operationId"], method.upper(), path.removeprefix("/api/v1"))
        for path, methods in interface.description()["paths"].items()
        for method, told in methods.items()
    ]


@pytest.fixture(scope="module")
def table():
    return operations()


def send(program, operation, method, path, *, party=NOBODY):
    from django.core.files.uploadedfile import SimpleUploadedFile

    path = path.replace("{key}", party).replace("{id}", NOBODY).replace("{note}", NOBODY).replace("{file}", NOBODY)
    if operation in FILES:
        headers = {"Authorization": f"Bearer {program.text}"} if program.text else {}
        return program.client.post(f"/api/v1{path}", {"file": SimpleUploadedFile("x.txt", b"x")}, headers=headers)
    return program.call(method, path + QUERIES.get(operation, ""), BODIES.get(operation))


def statuses(table, program, **told):
    from cordiale.project.api.access import allowances

    found = {}
    for operation, method, path in table:
        allowances.forget()
        answer = send(program, operation, method, path, **told)
        assert answer["Cache-Control"] == "no-store", operation
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", operation
            assert answer.json()["code"], operation
        found[operation] = answer.status_code
    return found


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["none", "wrong", "expired", "ended", "closed account", "later epoch"])
def test_who_is_not_known_is_refused_everywhere(table, figaro, emma, kind):
    from tests.project.api.programs import Program, key_of

    from cordiale.people.models import User
    from cordiale.project.api.access import keys
    from cordiale.project.api.models import ApiKey

    text = key_of(figaro, calls_per_minute=60_000)
    if kind == "none":
        text = ""
    if kind == "wrong":
        text = text[:-4] + "AAAA"
    if kind == "expired":
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if kind == "ended":
        keys.end(ApiKey.objects.get().key, by=figaro)
    if kind == "closed account":
        User.objects.filter(pk=figaro.pk).update(is_active=False)
    if kind == "later epoch":
        User.objects.filter(pk=figaro.pk).update(epoch=5)
    found = statuses(table, Program(Client(), text), party=str(emma.key))
    assert set(found.values()) == {401}, found
    assert len(found) >= 100


@pytest.mark.slow
@pytest.mark.django_db
def test_a_key_for_something_else_opens_nothing(table, figaro, emma):
    """It holds one verb that no operation asks for: everything but the question who it is gets 403."""
    from tests.project.api.programs import Program, key_of

    key = key_of(figaro, verbs=["measure.read"], calls_per_minute=60_000)
    found = statuses(table, Program(Client(), key), party=str(emma.key))
    assert found.pop("who_am_i") == 200
    assert set(found.values()) == {403}, {name: status for name, status in found.items() if status != 403}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_record_of_another_team_does_not_exist(table, figaro, emma):
    """A seller with every verb a seller may have: whatever names somebody else's record answers 404."""
    from tests.project.api.programs import Program, key_of

    from cordiale.people import rights, users
    from cordiale.people.rights import members
    from cordiale.project.api.screens.forms import OFFERED

    seller = users.create(email="vente@rivage.example", name="Suzanne", password=None)
    members.give(seller, "sales")
    shut = ["privacy", "requests", "restrict", "lift", "objections"]  # verbs that no seller holds
    verbs = [verb for verb in OFFERED if rights.allow(seller, verb)]
    program = Program(Client(), key_of(seller, verbs=verbs, calls_per_minute=60_000))
    of_a_party = [one for one in table if "/{key}" in one[2] and one[2].split("/")[1] in ABOUT_PARTIES]
    found = statuses(of_a_party, program, party=str(emma.key))
    stranger = statuses(of_a_party, program)
    assert found == stranger
    paths = {operation: path for operation, _method, path in of_a_party}
    assert {name for name, status in found.items() if status != 404} == {
        name for name, path in paths.items() if path.rpartition("/")[2] in shut
    }
    assert set(found.values()) == {403, 404}
    emma.refresh_from_db()
    assert (emma.version, emma.language, emma.archived_at) == (1, "fr", None)


@pytest.mark.django_db
@pytest.mark.slow
def test_every_body_refuses_what_it_does_not_know(table, figaro, emma):
    from tests.project.api.programs import Program, key_of

    program = Program(Client(), key_of(figaro, calls_per_minute=60_000))
    for operation, method, path in table:
        if operation in BODIES:
            place = path.replace("{key}", str(emma.key)).replace("{note}", NOBODY).replace("{id}", NOBODY)
            answer = program.call(method, place, BODIES[operation] | {"is_superuser": True})
            assert (operation, answer.status_code) == (operation, 422)


@pytest.mark.django_db
def test_every_operation_refuses_parameters_it_does_not_know(table, figaro, emma):
    from tests.project.api.programs import Program, key_of

    program = Program(Client(), key_of(figaro, calls_per_minute=60_000))
    for operation, method, path in table:
        place = path.replace("{key}", str(emma.key)).replace("{note}", NOBODY).replace("{id}", NOBODY)
        answer = program.call(
            method, place.replace("{file}", NOBODY) + QUERIES.get(operation, "?") + "&is_admin=1", BODIES.get(operation)
        )
        assert (operation, answer.status_code) == (operation, 422)
