"""Bulk calls, events and the change feed through the API."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from tests.project.api.programs import Program, key_of
from tests.project.api.test_door import code

from cordiale.core import clock
from cordiale.people import parties, users
from cordiale.people.models import Party, TimelineEntry
from cordiale.people.rights import members


@pytest.fixture
def seller(figaro):
    user = users.create(email="vente@rivage.example", name="Suzanne", password=None)
    members.give(user, "sales")
    return user


def row(number, **told):
    return {
        "ref": f"r{number}", "name": f"Client {number}",
        "identifiers": [{"kind": "external", "issuer": "erp", "value": f"E-{number}"}],
    } | told  # fmt: skip


def test_rows_are_made_changed_left_or_refused_each_by_itself(program, emma):
    rows = [row(1), row(2), row(3, addresses=[{"country": "FR", "city": "Rouen"}])]
    first = program.post("/parties/bulk", {"rows": rows}).json()
    assert [one["outcome"] for one in first["rows"]] == ["created"] * 3
    again = program.post(
        "/parties/bulk", {"rows": [row(1), row(2, name="Autre nom"), row(4, name="", identifiers=[])]}
    ).json()
    assert [(one["ref"], one["outcome"], one["code"]) for one in again["rows"]] == [
        ("r1", "unchanged", ""), ("r2", "updated", ""), ("r4", "refused", "name_missing"),
    ]  # fmt: skip
    assert again["rows"][0]["key"] == first["rows"][0]["key"]
    assert (again["created"], again["updated"], again["unchanged"], again["refused"]) == (0, 1, 1, 1)


def test_a_thousand_rows_are_a_handful_of_queries(program, django_assert_max_num_queries):
    with django_assert_max_num_queries(110):
        told = program.post("/parties/bulk", {"rows": [row(number) for number in range(1000)]}).json()
    assert told["created"] == 1000
    assert program.post("/parties/bulk", {"rows": [row(n) for n in range(1001)]}).status_code == 422


def test_rows_about_the_customers_of_others_are_refused_without_a_name(seller, emma):
    program = Program(Client(), key_of(seller, verbs=["party.create", "party.change", "party.read"]))
    taken = [{"kind": "external", "issuer": "shop", "value": "C-1857"}]
    told = program.post("/parties/bulk", {"rows": [row(1), row(2, identifiers=taken)]})
    assert [(one["outcome"], one["code"]) for one in told.json()["rows"]] == [("created", ""), ("refused", "not_yours")]
    assert "Bovary" not in told.content.decode()
    parties.hand_over(emma.key, owner=seller)
    assert program.post("/parties/bulk", {"rows": [row(2, identifiers=taken)]}).json()["updated"] == 1


def test_an_event_is_recorded_once(program, emma):
    told = {"kind": "call.made", "id": str(uuid.uuid4()), "data": {"minutes": 3}}
    first, again = (program.post(f"/parties/{emma.key}/events", told) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert TimelineEntry.objects.filter(kind="call.made").count() == 1
    rows = program.get(f"/parties/{emma.key}/timeline?kinds=call.made").json()["rows"]
    assert [(one["kind"], one["data"]["minutes"], one["source"]) for one in rows] == [("call.made", 3, "api:Caisse")]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"kind": "party.erased"}, "reserved_kind"),
        ({"kind": "consent.granted"}, "reserved_kind"),
        ({"kind": "call.made", "at": (clock.now() + timedelta(days=3)).isoformat()}, "bad_event"),
        ({"kind": "call.made", "amount": "12.00"}, "bad_event"),
        ({"kind": "call"}, "invalid"),
        ({"kind": "call.made", "at": "2026-01-01T00:00:00"}, "invalid"),
    ],
)
def test_a_fact_that_cannot_be(program, emma, told, expected):
    assert code(program.post(f"/parties/{emma.key}/events", told)) == (422, expected)


def test_many_events_at_once(program, emma, harpagon, django_assert_max_num_queries):
    told = [{"kind": "call.made", "party": str(emma.key)} for _ in range(500)]
    told += [{"kind": "call.made", "party": str(uuid.uuid4())}, {"kind": "note.written", "party": str(harpagon.key)}]
    with django_assert_max_num_queries(25):
        answer = program.post("/events", {"events": told}).json()
    assert answer == {
        "recorded": 500,
        "refused": [{"place": 500, "code": "no_such_party"}, {"place": 501, "code": "reserved_kind"}],
    }


@pytest.mark.django_db(transaction=True)
def test_changes_are_followed(program, emma, figaro):
    now = program.get("/changes?after=now").json()
    assert now["rows"] == []
    assert now["more"] is False
    parties.describe(emma.key, language="en")
    parties.describe(emma.key, language="de")
    parties.archive(emma.key, by=figaro)
    told = program.get(f"/changes?after={now['next']}").json()
    assert [(one["what"], one["party"]) for one in told["rows"]] == [
        ("party.updated", str(emma.key)), ("party.archived", str(emma.key)),
    ]  # fmt: skip
    assert program.get(f"/changes?after={told['next']}").json()["rows"] == []
    assert code(program.get("/changes?after=rubbish")) == (422, "bad_cursor")


@pytest.mark.django_db(transaction=True)
def test_changes_of_others_are_not_told_but_who_is_gone_is(seller, emma, harpagon):
    program = Program(Client(), key_of(seller, verbs=["change.read"]))
    now = program.get("/changes?after=now").json()["next"]
    parties.describe(emma.key, language="en")
    Party.objects.filter(pk=harpagon.pk).delete()
    told = program.get(f"/changes?after={now}").json()["rows"]
    assert [(one["what"], one["party"]) for one in told] == [("party.erased", str(harpagon.key))]
