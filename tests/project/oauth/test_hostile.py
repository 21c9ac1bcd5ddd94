"""What attackers and careless programs try (RFC 9700); each ends in a no and leaves nothing behind."""

import base64
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from tests.project.oauth.dance import BACK, FORM, given, make

from cordiale.core import clock
from cordiale.people.audit.models import Entry
from cordiale.people.notices.models import Notice
from cordiale.people.rights import members
from cordiale.project.oauth import applications, grants, redirects
from cordiale.project.oauth.models import Application, Grant, TokenPair
from cordiale.project.oauth.refusals import NotYourOwnApplication


@pytest.fixture
def other(app, almaviva, rosine):
    """Another application, in service as well."""
    return make(app.browser, by=almaviva, approver=rosine, name="Autre", redirects=["https://autre.example/"])


def error(answer):
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["error"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": ""},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "https://courrier.example/retour"},
        {"redirect_uri": BACK + "/"},
        {"redirect_uri": BACK.replace("courrier", "COURRIER")},
        {"redirect_uri": "https://courrier.example@evil.example/retour?ici=1"},
        {"redirect_uri": "javascript:alert(1)"},
        {"client_id": ""},
        {"client_id": "app_000000000000"},
        {"client_id": "app_\x00"},
    ],
)
@pytest.mark.parametrize("method", ["ask", "hear"])
@pytest.mark.slow
def test_nobody_is_sent_to_an_unknown_place(app, method, wrong):
    answer = getattr(app, method)(**wrong)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": ""}, "unsupported_response_type"),
        ({"scope": "party.read party.export"}, "invalid_scope"),
        ({"scope": "party.read data:commercial"}, "invalid_scope"),
        ({"state": "x" * 1001}, "invalid_request"),
    ],
)
@pytest.mark.parametrize("method", ["ask", "hear"])
def test_a_wrong_question_is_answered_at_the_right_place(app, method, wrong, code):
    answer = getattr(app, method)(**wrong)
    assert (answer.status_code, answer["Location"].startswith(BACK + "&")) == (303, True)
    told = given(answer["Location"])
    assert (told["error"], told["iss"], "code" in told) == (code, "http://localhost:8000", False)
    assert not Grant.objects.exists()


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "code_challenge", "response_type"])
def test_a_parameter_given_twice_is_refused(app, name):
    twice = [*app.question().items(), (name, app.question()[name])]
    answer = app.browser.get(f"/oauth/authorize?{urlencode(twice)}")
    if name in {"client_id", "redirect_uri"}:
        assert answer.status_code == 400
    else:
        assert given(answer["Location"])["error"] == "invalid_request"


def test_nothing_is_agreed_to_by_looking(app):
    answer = app.browser.get("/oauth/authorize", {**app.question(), "decision": "allow"})
    assert answer.status_code == 200
    mixed = app.browser.post(f"/oauth/authorize?{urlencode(app.question())}", {"decision": "allow"})
    assert mixed.status_code == 400  # what is posted counts, not the address
    for said in ({}, {"decision": ["deny", "allow"]}, {"decision": "yes"}):
        assert app.browser.post("/oauth/authorize", {**app.question(), **said}).status_code == 200
    assert not Grant.objects.exists()


def test_another_site_can_neither_agree_nor_frame_the_page(app, figaro):
    page = app.ask()
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "form-action 'self' https://courrier.example;" in page["Content-Security-Policy"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(figaro)
    app.browser = strict
    assert app.hear().status_code == 403
    app.browser = Client(headers={"sec-fetch-site": "cross-site"})
    app.browser.force_login(figaro)
    assert app.hear().status_code == 403
    assert not Grant.objects.exists()


def test_who_agrees_has_just_proved_who_they_are(app):
    session = app.browser.session
    session["signin"] = {**session["signin"], "fresh": 0}
    session.save()
    assert app.ask()["Location"].startswith("/confirmer/")
    again = app.hear()
    assert (again.status_code, again["Location"].partition("?")[0]) == (302, "/oauth/authorize")
    assert given(again["Location"])["state"] == "s p&=#"
    assert not Grant.objects.exists()
    assert app.hear("deny").status_code == 303  # a no asks for nothing


def test_a_code_is_good_once_and_its_replay_ends_what_came_of_it(app, figaro):
    code = app.code()
    assert app.trade(code).status_code == 200
    assert app.get().status_code == 200
    assert error(app.trade(code)) == (400, "invalid_grant")
    assert app.get().status_code == 401
    assert error(app.renew()) == (400, "invalid_grant")
    assert Entry.objects.filter(deed="app.replayed").count() == 1
    assert Notice.objects.filter(user=figaro, kind="app.replayed").count() == 1


def test_a_spent_refresh_token_ends_the_family(app):
    first = app.connect().refresh
    app.renew()
    assert app.get().status_code == 200
    assert error(app.renew(first)) == (400, "invalid_grant")
    assert app.get().status_code == 401
    assert error(app.renew()) == (400, "invalid_grant")
    assert Grant.objects.get().ended_why == "replayed"


def test_a_spent_refresh_token_tells_of_a_theft_even_after_its_time(app):
    first = app.connect().refresh
    with time_machine.travel(clock.now() + timedelta(days=20)):
        app.renew()
    with time_machine.travel(clock.now() + timedelta(days=40)):
        assert error(app.renew(first)) == (400, "invalid_grant")
        assert error(app.renew()) == (400, "invalid_grant")


@pytest.mark.parametrize("verifier", ["", "short", "x" * 64, "x" * 129])
def test_a_code_needs_the_word_behind_the_challenge(app, verifier):
    code = app.code()
    expected = "invalid_grant" if verifier else "invalid_request"
    assert error(app.trade(code, code_verifier=verifier)) == (400, expected)
    if verifier:
        assert error(app.trade(code)) == (400, "invalid_grant")  # spent by the wrong try
    assert not TokenPair.objects.exists()


def test_a_code_waits_a_minute(app):
    code = app.code()
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert error(app.trade(code)) == (400, "invalid_grant")
    assert not grants.holding().exists()


def test_an_address_told_again_must_be_the_same(app):
    assert error(app.trade(app.code(), redirect_uri="https://evil.example/")) == (400, "invalid_grant")


def test_what_is_anothers_is_refused_and_ends(app, other):
    code = app.code()
    assert error(other.trade(code, code_verifier=app.verifier)) == (400, "invalid_grant")
    assert error(app.trade(code)) == (400, "invalid_grant")
    app.connect()
    assert error(other.renew(app.refresh)) == (400, "invalid_grant")
    assert app.get().status_code == 401


def test_giving_back_what_is_anothers_is_refused(app, other):
    app.connect()
    assert error(other.post("/oauth/revoke", {"token": app.refresh})) == (400, "invalid_grant")
    assert app.get().status_code == 200


def test_refreshing_may_narrow_and_never_widen(app, emma):
    app.connect(scope="party.read data:contact")
    assert error(app.renew(scope="party.read party.change")) == (400, "invalid_scope")
    assert app.renew(scope="party.read").json()["scope"] == "party.read"
    assert "name" not in app.get(f"/parties/{emma.key}").json()
    assert app.renew().json()["scope"] == "data:contact party.read"  # the grant itself stays as it was


@pytest.mark.parametrize(
    ("told", "headers", "expected"),
    [
        ({"grant_type": "password"}, {}, (400, "unsupported_grant_type")),
        ({"grant_type": ""}, {}, (400, "invalid_request")),
        ({"client_id": "app_000000000000"}, {}, (401, "invalid_client")),
        ({"client_id": ""}, {}, (401, "invalid_client")),
        ({"client_secret": "crs_000000000000_" + "A" * 43}, {}, (401, "invalid_client")),
        ({}, {"Authorization": "Basic nonsense"}, (401, "invalid_client")),
        ({}, {"Authorization": "Basic " + base64.b64encode(b"app_000000000000:").decode()}, (400, "invalid_request")),
        ({}, {"Authorization": "Bearer abc"}, (401, "invalid_client")),
    ],
)
def test_the_token_address_says_no_in_the_words_of_the_standard(app, told, headers, expected):
    refresh = app.connect().refresh
    sent = {"grant_type": "refresh_token", "refresh_token": refresh, **told}
    answer = app.post("/oauth/token", sent, **headers)
    assert error(answer) == expected
    assert app.renew(refresh).status_code == 200


def test_tokens_are_asked_for_in_a_posted_form_only(app):
    app.connect()
    sent = {"grant_type": "refresh_token", "refresh_token": app.refresh, "client_id": f"app_{app.row.kid}"}
    assert error(app.line.get("/oauth/token", sent)) == (405, "invalid_request")
    address = f"/oauth/token?{urlencode(sent)}"
    assert error(app.line.post(address, urlencode(sent), content_type=FORM)) == (400, "invalid_request")
    assert error(app.line.post("/oauth/token", sent)) == (400, "invalid_request")  # multipart
    assert error(app.line.post("/oauth/token", sent, content_type="application/json")) == (400, "invalid_request")
    twice = urlencode([*sent.items(), ("refresh_token", "x")])
    assert error(app.line.post("/oauth/token", twice, content_type=FORM)) == (400, "invalid_request")
    assert app.renew().status_code == 200


def test_an_access_token_lives_ten_minutes_and_a_family_ninety_days(app):
    began = clock.now()
    access = app.connect().access
    with time_machine.travel(began + timedelta(minutes=11)):
        assert app.get(access=access).status_code == 401
    for day in (29, 58, 87):
        with time_machine.travel(began + timedelta(days=day)):
            assert app.renew().status_code == 200
    with time_machine.travel(began + timedelta(days=91)):
        assert error(app.renew()) == (400, "invalid_grant")
    with time_machine.travel(began):
        idle = app.connect().refresh
    with time_machine.travel(began + timedelta(days=31)):
        assert error(app.renew(idle)) == (400, "invalid_grant")


def test_tokens_are_not_good_for_each_other(app):
    code = app.code()
    app.trade(code)
    for text in (code, app.refresh, app.access.replace("cra", "crd"), app.access.replace("cra", "crr")):
        assert app.get(access=text).status_code == 401
    assert error(app.renew(app.access)) == (400, "invalid_grant")
    assert app.get().status_code == 200


def test_it_never_goes_beyond_the_person(app, emma, figaro):
    """What the person may not do today is not agreed to, so a role given later does not widen it in silence."""
    members.take(figaro, "manager")
    members.give(figaro, "analyst")
    app.browser.force_login(figaro)
    page = app.ask().content.decode()
    assert "Corriger une fiche" not in page
    app.connect()
    assert Grant.objects.get().scope == "party.read"
    assert app.get(f"/parties/{emma.key}").status_code == 200
    members.give(figaro, "manager")
    answer = app.send(f"/parties/{emma.key}/archive", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_too_narrow")


def test_who_may_do_nothing_of_it_can_only_say_no(app, figaro):
    members.take(figaro, "manager")
    members.give(figaro, "auditor")
    app.browser.force_login(figaro)
    assert "Autoriser" not in app.ask().content.decode()
    assert given(app.hear()["Location"])["error"] == "access_denied"


def test_who_has_no_role_is_not_asked(app, figaro):
    members.take(figaro, "manager")
    app.browser.force_login(figaro)
    assert app.ask().status_code == 403


@pytest.mark.parametrize(
    "bad",
    [
        "http://courrier.example/", "https://courrier.example/#a", "https://*.example/", "https://a@b.example/",
        "ftp://a.example/", "app:/x", "//a.example/", "https:///x", "https://a.example/\\x", "https://a.example/ x",
        "https://a.example/\n", "https://é.example/", "http://localhost/", "http://127.0.0.1.evil.example/", "",
        "https://a.example:0/", "https://a.example:99999/", "https://" + "a" * 500 + ".example/",
    ],
)  # fmt: skip
def test_which_return_addresses_are_not_taken(bad):
    assert not redirects.acceptable(bad)


@pytest.mark.parametrize(
    "good", ["https://a.example", "https://a.example:8443/x?y=z", "http://127.0.0.1/", "http://[::1]/x"]
)
def test_which_return_addresses_are_taken(good):
    assert redirects.acceptable(good)


def test_reads_count_for_the_person_and_for_the_application(app, emma, harpagon, candide, settings, almaviva, rosine):
    few = make(app.browser, by=almaviva, approver=rosine, rows_per_day=4).connect()
    assert few.get("/parties").status_code == 200
    assert few.get("/parties").json()["code"] == "row_budget_spent"
    few.connect()  # agreeing anew fills no bucket
    assert few.get("/parties").json()["code"] == "row_budget_spent"
    settings.ROWS_PER_HOUR = 5
    assert app.connect().get("/parties").status_code == 200
    told = app.get("/parties")
    assert (told.status_code, told.json()["code"]) == (429, "over_budget")


def test_calls_are_counted_for_each_person(app, almaviva, rosine):
    slow = make(app.browser, by=almaviva, approver=rosine, calls_per_minute=2).connect()
    assert [slow.get().status_code for _ in range(3)] == [200, 200, 429]
    slow.connect()
    assert slow.get().status_code == 429


def test_a_second_person_agrees(app, rosine):
    from tests.project.oauth.dance import terms

    row, _secret = applications.register(terms(), by=rosine)
    app.row = row
    assert app.ask().status_code == 400
    with pytest.raises(NotYourOwnApplication):
        applications.approve(row.key, by=rosine)
    assert Application.objects.get(pk=row.pk).state == "waiting"
