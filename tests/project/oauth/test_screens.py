"""The pages: who registers, who agrees, what each person sees of their own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.project.oauth.dance import BACK, make

from cordiale.people.notices import notices
from cordiale.people.notices.models import Notice
from cordiale.project.oauth import tokens
from cordiale.project.oauth.models import Application

TOLD = {
    "name": "Courrier", "reason": "Montre le client à côté du message", "home_page": "https://courrier.example/",
    "kind": "confidential", "redirects": f"{BACK}\nhttps://courrier.example/deux", "verbs": ["party.read"],
    "classes": ["contact"], "days": "365", "calls_per_minute": "600", "rows_per_day": "10000",
}  # fmt: skip


def of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def made(almaviva, rosine):
    answer = of(almaviva).post(reverse("applications:new"), TOLD)
    return Application.objects.get(), answer


def test_the_secret_is_shown_once(made, almaviva):
    row, answer = made
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert (row.scope, row.redirects, row.state) == (
        "data:contact party.read", [BACK, "https://courrier.example/deux"], "waiting",
    )  # fmt: skip
    page = of(almaviva).get(reverse("applications:one", args=[row.key])).content.decode()
    assert (secret in page, row.client_id in page) == (False, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirects": "http://courrier.example/"}, {"redirects": "pas une adresse"}, {"home_page": "javascript:x"},
        {"verbs": ["party.erase"]}, {"verbs": []}, {"days": "4000"}, {"name": " "}, {"classes": ["secret"]},
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused(almaviva, wrong):
    assert of(almaviva).post(reverse("applications:new"), TOLD | wrong).status_code == 422
    assert not Application.objects.exists()


def test_somebody_else_approves_it(made, almaviva, rosine):
    row, _answer = made
    place = reverse("applications:approve", args=[row.key])
    assert of(almaviva).post(place).status_code == 403
    assert "Approuver</span>" in of(rosine).get(reverse("applications:one", args=[row.key])).content.decode()
    assert of(rosine).post(place).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.approved_by) == ("open", rosine)


def test_those_who_may_approve_are_told(made, rosine):
    row, _answer = made
    told = Notice.objects.get()
    assert (told.user, told.kind) == (rosine, "app.registered")
    page = of(rosine).get(reverse("notices:centre")).content.decode()
    assert "attend une approbation, demandée par Comte" in page
    assert notices.told(rosine, [told])[0].href == reverse("applications:one", args=[row.key])


def test_whoever_changed_it_does_not_approve_it(made, rosine, almaviva):
    row, _answer = made
    place = reverse("applications:change", args=[row.key])
    assert of(rosine).get(place).status_code == 200
    assert of(rosine).post(place, TOLD | {"kind": "public"}).status_code == 302
    row.refresh_from_db()
    assert (row.digest, row.epoch, row.changed_by) == ("", 1, rosine)
    assert of(rosine).post(reverse("applications:approve", args=[row.key])).status_code == 403


def test_a_sensitive_deed_asks_who_is_there_and_the_kill_switch_does_not(app, rosine):
    client = of(rosine)
    session = client.session
    session["signin"] = {**session["signin"], "fresh": 0}
    session.save()
    for name in ("secret", "approve"):
        answer = client.post(reverse(f"applications:{name}", args=[app.row.key]))
        assert answer["Location"].startswith("/confirmer/")
    assert client.post(reverse("applications:stop", args=[app.row.key])).status_code == 302
    app.row.refresh_from_db()
    assert app.row.state == "closed"


def test_the_list_says_where_each_stands(app, almaviva, rosine):
    app.connect().connect()
    of(almaviva).post(reverse("applications:new"), TOLD | {"name": "Autre"})
    client = of(rosine)
    rows = client.get(reverse("applications:list")).context["rows"]
    assert [(row.name, state[0], people) for row, state, people in rows] == [
        ("Autre", "waiting", 0), ("Courrier", "ok", 1),
    ]  # fmt: skip


def test_however_many_there_are_the_pages_ask_as_much(app, almaviva, rosine):
    def asked(client, place):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(place).status_code == 200
        return len(queries)

    keeper, places = of(rosine), (reverse("applications:list"), reverse("applications:one", args=[app.row.key]))
    app.connect()
    few = [asked(keeper, place) for place in places], asked(app.browser, reverse("oauth:mine"))
    for number in range(4):
        make(app.browser, by=almaviva, approver=rosine, name=f"Autre {number}").connect()
        app.connect()
    assert ([asked(keeper, place) for place in places], asked(app.browser, reverse("oauth:mine"))) == few


def test_a_token_is_recognised_by_one_question(app, django_assert_num_queries):
    app.connect().get()
    with django_assert_num_queries(1):
        tokens.recognise(app.access, address="127.0.0.1")


def test_an_empty_list_says_what_an_application_is(rosine):
    page = of(rosine).get(reverse("applications:list")).content.decode()
    assert "Inscrivez ici un logiciel" in page


def test_one_sees_and_withdraws_ones_own(app, figaro, rosine):
    app.connect().get()
    mine = app.browser.get(reverse("oauth:mine")).content.decode()
    assert ("Courrier" in mine, "127.0.0.1" in mine) == (True, True)
    assert reverse("oauth:mine") in app.browser.get(reverse("signin:security")).content.decode()
    assert "Courrier" not in of(rosine).get(reverse("oauth:mine")).content.decode()
    place = reverse("oauth:withdraw", args=[app.row.key])
    assert of(rosine).post(place).status_code == 404
    assert app.get().status_code == 200
    assert app.browser.post(place).status_code == 302
    assert app.get().status_code == 401
    assert "Aucune application" in app.browser.get(reverse("oauth:mine")).content.decode()


def test_who_keeps_applications_sees_who_connected_them(app, rosine, figaro):
    app.connect()
    assert figaro.name in of(rosine).get(reverse("applications:one", args=[app.row.key])).content.decode()


def test_what_is_stopped_stays_stopped(app, rosine, almaviva):
    of(rosine).post(reverse("applications:stop", args=[app.row.key]))
    for name in ("approve", "suspend", "secret"):
        assert of(rosine).post(reverse(f"applications:{name}", args=[app.row.key])).status_code == 409
    assert of(almaviva).post(reverse("applications:change", args=[app.row.key]), TOLD).status_code == 409
