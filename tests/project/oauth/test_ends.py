"""Whatever ends an agreement ends it at once: the very next call is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import settings as speed
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DatabaseCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.project.oauth.dance import App, make, terms

from cordiale.core import clock
from cordiale.people import signin, users
from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.project.api.access import allowances
from cordiale.project.oauth import applications, grants, housekeeping
from cordiale.project.oauth.models import Application, Grant, TokenPair

ENDS = {
    "suspended": lambda app, figaro, rosine: applications.suspend(app.row.key, by=rosine),
    "stopped": lambda app, figaro, rosine: applications.stop(app.row.key, by=rosine),
    "changed": lambda app, figaro, rosine: applications.change(app.row.key, terms(name="Autrement"), by=rosine),
    "over": lambda app, figaro, rosine: Application.objects.update(expires_at=clock.now()),
    "withdrawn": lambda app, figaro, rosine: grants.withdraw(app.row.key, user=figaro),
    "account closed": lambda app, figaro, rosine: users.close(figaro.key),
    "sessions ended": lambda app, figaro, rosine: signin.revoke(figaro),
    "role taken": lambda app, figaro, rosine: members.take(figaro, "manager"),
    "password set": lambda app, figaro, rosine: users.set_password(figaro.key, new="le-mariage-de-figaro-1778"),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.slow
def test_the_next_call_is_refused(app, figaro, rosine, end):
    code = app.code()
    app.connect()
    assert app.get().status_code == 200
    end(app, figaro, rosine)
    answer = app.get()
    assert (answer.status_code, answer.json()["code"]) == (401, "key_refused")
    assert app.renew().json()["error"] in {"invalid_client", "invalid_grant"}
    assert app.trade(code).json()["error"] in {"invalid_client", "invalid_grant"}
    assert app.get().status_code == 401


@pytest.mark.parametrize("end", ["suspended", "changed"])
def test_an_application_back_in_service_starts_without_a_token(app, figaro, rosine, almaviva, end):
    app.connect()
    ENDS[end](app, figaro, almaviva)
    assert app.ask().status_code == 400
    applications.approve(app.row.key, by=rosine)
    assert app.get().status_code == 401
    assert app.renew().json()["error"] == "invalid_grant"
    assert app.connect().get().status_code == 200


def test_after_a_restore_nothing_that_was_given_before_opens_anything(app, rosine):
    app.connect()
    assert applications.suspend_all() == 1
    assert app.get().status_code == 401
    applications.approve(app.row.key, by=rosine)
    assert (app.get().status_code, app.renew().json()["error"]) == (401, "invalid_grant")


def test_a_new_secret_ends_the_one_before_and_nothing_else(app, almaviva, rosine):
    server = make(app.browser, by=almaviva, approver=rosine, confidential=True).connect()
    old, (_row, server.secret) = server.secret, applications.renew_secret(server.row.key, by=almaviva)
    assert server.get().status_code == 200
    assert server.renew(client_secret=old).json()["error"] == "invalid_client"
    assert server.renew().status_code == 200


def test_what_is_over_is_forgotten_and_what_tells_of_a_theft_is_kept(app):
    app.connect().renew()
    with time_machine.travel(clock.now() + timedelta(days=25)):
        app.renew()
        housekeeping.forget()
        assert (Grant.objects.count(), TokenPair.objects.count()) == (1, 3)
    with time_machine.travel(clock.now() + timedelta(days=121)):
        housekeeping.forget()
    assert not Grant.objects.exists()


def test_a_code_nobody_took_up_is_forgotten(app):
    app.code()
    with time_machine.travel(clock.now() + timedelta(days=2)):
        housekeeping.forget()
    assert not Grant.objects.exists()


class Stage(RuleBasedStateMachine):
    """Two people and one application; whatever happens, exactly the tokens that should open something do."""

    def __init__(self) -> None:
        super().__init__()
        allowances.forget()
        self.almaviva, self.rosine = self._person("almaviva", "integrator"), self._person("rosine", "administrator")
        self.people = [self._person("figaro", "manager"), self._person("suzanne", "manager")]
        first = make(Client(), by=self.almaviva, approver=self.rosine, calls_per_minute=60_000)
        self.row, self.state = first.row, "open"
        self.alive: list[tuple[App, int]] = []
        self.dead: list[App] = []

    @staticmethod
    def _person(name: str, role: str) -> User:
        email = f"{name}@rivage.example"
        user = User.objects.filter(email=email).first() or users.create(email=email, name=name, password=None)
        members.give(user, role)
        return user

    def _end(self, *, of: int | None = None, one: App | None = None) -> None:
        over = [app for app, who in self.alive if one is app or (one is None and of in (None, who))]
        self.dead += over
        self.alive = [(app, who) for app, who in self.alive if app not in over]

    @precondition(lambda self: self.state == "open")
    @rule(who=st.integers(0, 1))
    def connect(self, who: int) -> None:
        browser = Client()
        browser.force_login(User.objects.get(pk=self.people[who].pk))
        self.alive.append((App(browser, self.row).connect(), who))

    @precondition(lambda self: self.alive)
    @rule(data=st.data())
    def refresh(self, data: st.DataObject) -> None:
        app = data.draw(st.sampled_from(self.alive))[0]
        assert app.renew().status_code == 200

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), what=st.sampled_from(["replay", "give back"]))
    def end_one(self, data: st.DataObject, what: str) -> None:
        app = data.draw(st.sampled_from(self.alive))[0]
        if what == "replay":
            spent, _fresh = app.refresh, app.renew()
            app.renew(spent)
        else:
            app.post("/oauth/revoke", {"token": app.refresh})
        self._end(one=app)

    @rule(who=st.integers(0, 1), what=st.sampled_from(["withdraw", "revoke", "close and reopen", "role"]))
    def end_of_somebody(self, who: int, what: str) -> None:
        user = User.objects.get(pk=self.people[who].pk)
        if what == "withdraw" and Grant.objects.filter(user=user, application=self.row).exists():
            grants.withdraw(self.row.key, user=user)
        elif what == "revoke":
            signin.revoke(user)
        elif what == "close and reopen":
            users.close(user.key)
            users.reopen(user.key)
        elif what == "role":
            members.take(user, "manager")
            members.give(user, "manager")
        self._end(of=who)

    @rule(what=st.sampled_from([applications.suspend, applications.approve, applications.stop, "change"]))
    def deed_on_the_application(self, what) -> None:
        key = self.row.key
        if what == applications.stop:
            what(key, by=self.almaviva)
            self.row = make(Client(), by=self.almaviva, approver=self.rosine, calls_per_minute=60_000).row
            self.state = "open"
        elif what == "change":
            applications.change(key, terms(calls_per_minute=60_000), by=self.almaviva)
            self.state = "waiting"
        elif what == applications.suspend:
            what(key, by=self.almaviva)
            self.state = "suspended"
        elif self.state != "open":
            what(key, by=self.rosine)
            self.state = "open"
            return
        else:
            return
        self._end()

    @invariant()
    def exactly_the_living_ones_open(self) -> None:
        assert [app.get().status_code for app, _who in self.alive] == [200] * len(self.alive)
        assert {app.get().status_code for app in self.dead[-6:]} <= {401}
        assert not any("access_token" in app.renew().json() for app in self.dead[-2:])


@pytest.mark.slow
class TestStage(DatabaseCase, Stage.TestCase):
    settings = speed(max_examples=15, stateful_step_count=12, deadline=None)
