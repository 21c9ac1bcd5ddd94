"""Who is let in, what comes back when not."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from tests.project.api.programs import Program, key_of

from cordiale.core import clock
from cordiale.people import users
from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.project.api.access import keys
from cordiale.project.api.access.keys import Terms
from cordiale.project.api.models import ApiKey
from cordiale.project.api.refusals import BadAccess


def code(answer):
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["code"]


def test_a_stranger_is_asked_for_a_key(db):
    answer = Program(Client()).get("/parties")
    assert code(answer) == (401, "key_missing")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_session_opens_nothing(client, figaro):
    client.force_login(figaro)
    assert client.get("/api/v1/parties").status_code == 401


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "crd_x_y", lambda t: t.upper()]
)
def test_a_wrong_key_is_refused(program, spoil):
    program.text = spoil(program.text)
    assert code(program.get("/me")) == (401, "key_refused")


def test_a_key_ends_at_once(program, figaro):
    assert program.get("/me").status_code == 200
    keys.end(ApiKey.objects.get().key, by=figaro)
    assert code(program.get("/me")) == (401, "key_refused")


def test_after_a_restore_no_key_of_before_opens_anything(program):
    assert (keys.end_all(), keys.end_all()) == (1, 0)
    assert code(program.get("/me")) == (401, "key_refused")


def test_a_key_expires(program):
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert code(program.get("/me")) == (401, "key_refused")


@pytest.mark.parametrize("change", [{"is_active": False}, {"epoch": 1}])
def test_a_closed_account_or_a_later_epoch_ends_its_keys(program, figaro, change):
    User.objects.filter(pk=figaro.pk).update(**change)
    assert code(program.get("/me")) == (401, "key_refused")


def test_a_key_is_bound_to_its_network(figaro):
    text = key_of(figaro, networks=["192.0.2.0/24"])
    inside = Program(Client(REMOTE_ADDR="192.0.2.9"), text)
    outside = Program(Client(REMOTE_ADDR="192.0.3.9"), text)
    assert inside.get("/me").status_code == 200
    assert code(outside.get("/me")) == (403, "place_refused")


def test_a_key_does_what_it_says_and_no_more(figaro, emma):
    reader = Program(Client(), key_of(figaro, verbs=["party.read"]))
    assert reader.get(f"/parties/{emma.key}").status_code == 200
    assert code(reader.post(f"/parties/{emma.key}/archive")) == (403, "scope_too_narrow")


def test_a_right_that_is_taken_away_is_gone_from_the_key(program, figaro, emma):
    members.take(figaro, "manager")
    assert code(program.get(f"/parties/{emma.key}"))[0] == 401  # the change of role ends keys and sessions


def test_a_key_never_exceeds_its_owner(figaro):
    seller = users.create(email="vente@rivage.example", name="Vente", password=None)
    members.give(seller, "analyst")
    with pytest.raises(BadAccess):
        key_of(seller, verbs=["party.change"])


@pytest.mark.parametrize("days", [0, 366])
def test_a_key_lives_a_year_at_most(figaro, days):
    with pytest.raises(BadAccess):
        key_of(figaro, expires_at=clock.now() + timedelta(days=days))


def test_the_secret_is_stored_nowhere(figaro):
    terms = Terms(name="a", reason="b", verbs=["party.read"], expires_at=clock.now() + timedelta(days=1))
    row, text = keys.create(terms, owner=figaro, by=figaro)
    secret = text.split("_", 2)[2]  # the secret may hold underscores itself
    assert len(text) == 60
    assert secret not in str(vars(row))


def test_calls_are_counted(figaro):
    program = Program(Client(), key_of(figaro, calls_per_minute=3))
    answers = [program.get("/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Limit"] == "3"
    assert [answer["RateLimit-Remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    assert int(answers[3]["Retry-After"]) in range(1, 21)


def test_rows_are_counted(figaro, emma, harpagon, candide):
    program = Program(Client(), key_of(figaro, rows_per_day=4))
    assert len(program.get("/parties").json()["rows"]) == 3
    assert code(program.get("/parties")) == (429, "row_budget_spent")
    assert program.get(f"/parties/{emma.key}").status_code == 200


def test_unknown_addresses_methods_and_parameters(program):
    assert code(program.get("/nowhere")) == (404, "no_such_address")
    answer = program.call("DELETE", "/parties")
    assert (code(answer), answer["Allow"]) == ((405, "wrong_method"), "GET, POST, HEAD, OPTIONS")
    assert code(program.get("/parties?order=name")) == (422, "invalid")
    assert program.client.generic("OPTIONS", "/api/v1/parties").status_code == 204


def test_head_is_get_without_a_body(program, emma):
    got, asked = program.get("/parties"), program.call("HEAD", "/parties")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked["Content-Length"] == str(len(got.content))


def test_other_origins_read_nothing_unless_named(program, settings):
    assert "Access-Control-Allow-Origin" not in program.get("/me", Origin="https://app.example").headers
    settings.API_ORIGINS = ["https://app.example"]
    allowed = program.get("/me", Origin="https://app.example")
    assert allowed["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Origin" in allowed["Vary"]
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    assert "Access-Control-Allow-Origin" not in program.get("/me", Origin="https://evil.example").headers
    before = program.client.generic("OPTIONS", "/api/v1/parties", headers={"Origin": "https://app.example"})
    assert "POST" in before["Access-Control-Allow-Methods"]
