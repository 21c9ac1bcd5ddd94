"""Sessions end when they should: by time, by their owner, by a new epoch; and nothing answers afterwards."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import settings as speed
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DatabaseCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.cast import PASSWORD
from tests.people.signin.hands import EMAIL, SIGN_IN, sign_in, stranger

from cordiale.core import clock
from cordiale.people import signin, users
from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.people.signin.models import Session

pytestmark = pytest.mark.django_db
PAGE = "/preferences/"
NEW = "le-mariage-de-figaro-1778"


def opens(client):
    return client.get(PAGE).status_code == 200


def test_a_session_made_elsewhere_is_adopted_and_listed(client, figaro):
    client.force_login(figaro)
    assert opens(client)
    assert Session.objects.get().user == figaro


def test_a_session_ends_after_twelve_hours_even_if_it_is_used(client, figaro):
    members.take(figaro, "manager")
    sign_in(client)
    desk, start = client, clock.now()
    for hours in (6, 11.9):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert opens(desk)
    with time_machine.travel(start + timedelta(hours=12, seconds=1)):
        assert not opens(desk)


def test_who_may_export_is_signed_out_after_half_an_hour_of_rest(client, figaro):
    sign_in(client)  # a manager
    start = clock.now()
    for minutes in (20, 45):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert opens(client)
    with time_machine.travel(start + timedelta(minutes=76)):
        assert client.get(PAGE)["Location"].startswith(SIGN_IN)
        assert "sans activité" in client.get(SIGN_IN).content.decode()


def test_who_may_not_export_rests_as_long_as_they_like(client, figaro):
    members.take(figaro, "manager")
    sign_in(client)
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        assert opens(client)


def test_the_password_changes_and_other_sessions_end(desk, figaro):
    other = stranger()
    sign_in(other)
    given = {"what": "password", "old": PASSWORD, "new": NEW, "again": NEW}
    assert desk.post(PAGE, given).status_code == 302
    assert (opens(desk), opens(other)) == (True, False)
    figaro.refresh_from_db()
    assert figaro.check_password(NEW)
    assert Session.objects.count() == 1


@pytest.mark.parametrize("given", [{"old": "faux"}, {"new": "court", "again": "court"}, {"again": "autre"}])
def test_a_wrong_old_or_a_short_or_a_mistyped_new_password_changes_nothing(desk, figaro, given):
    answer = desk.post(PAGE, {"what": "password", "old": PASSWORD, "new": NEW, "again": NEW, **given})
    assert answer.status_code == 422
    figaro.refresh_from_db()
    assert figaro.check_password(PASSWORD)


def test_one_session_is_ended_from_another_one(desk, figaro):
    other = stranger()
    sign_in(other, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko Firefox/140.0"})
    page = desk.get(reverse("signin:security")).content.decode()
    assert "Firefox sur Windows" in page
    assert page.count("Celle-ci") == 1
    key = Session.objects.get(device="Firefox sur Windows").key
    desk.post(reverse("signin:end-session", args=[key]))
    assert (opens(desk), opens(other)) == (True, False)


def test_nobody_ends_a_colleagues_session(desk, figaro):
    rosine = users.create(email="rosine@rivage.example", name="Rosine", password=PASSWORD)
    other = stranger()
    sign_in(other, username=rosine.email)
    key = Session.objects.get(user=rosine).key
    assert desk.post(reverse("signin:end-session", args=[key])).status_code == 404
    assert opens(other)


def test_signing_out_everywhere_leaves_this_session(desk, figaro):
    others = [stranger(), stranger()]
    for other in others:
        sign_in(other)
    desk.post(reverse("signin:end-all"))
    assert (opens(desk), [opens(other) for other in others]) == (True, [False, False])


def test_the_mark_of_use_is_written_once_a_minute(desk, django_assert_num_queries):
    opens(desk)
    before = Session.objects.get().seen_at
    opens(desk)
    assert Session.objects.get().seen_at == before
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        opens(desk)
        assert Session.objects.get().seen_at > before


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 302), ("", 302)])
def test_what_another_site_sends_is_refused_even_with_a_token(desk, site, status):
    answer = desk.post(reverse("signin:end-all"), headers={"sec-fetch-site": site} if site else {})
    assert answer.status_code == status


def test_the_cookies_are_bound_to_the_host_behind_https(client, figaro, settings):
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = True
    sign_in(client)
    cookie = client.cookies["__Host-device"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert cookie["domain"] == ""


class Office(RuleBasedStateMachine):
    """Browsers come and go; after any revoking event, none of those signed in before gets another page."""

    def __init__(self):
        super().__init__()
        self.user = User.objects.filter(email=EMAIL).first() or users.create(email=EMAIL, name="F", password=PASSWORD)
        users.reopen(self.user.key)
        users.set_password(self.user.key, new=PASSWORD)
        self.password, self.good, self.dead = PASSWORD, [], []

    def _all_end(self):
        self.dead, self.good = [*self.dead, *self.good], []

    @rule(forced=st.booleans())
    def come_in(self, forced):
        client, user = Client(), User.objects.get(pk=self.user.pk)
        if not user.is_active:
            return
        if forced:
            client.force_login(user)
        else:
            assert sign_in(client, password=self.password).status_code == 302
        self.good.append(client)

    @rule()
    def revoke(self):
        signin.revoke(self.user)
        self._all_end()

    @rule(new=st.sampled_from([NEW, PASSWORD]))
    def administrator_sets_a_password(self, new):
        users.set_password(self.user.key, new=new)
        self.password = new
        self._all_end()

    @rule()
    def close_and_reopen(self):
        users.close(self.user.key)
        assert not any(opens(client) for client in self.good)
        users.reopen(self.user.key)
        self._all_end()

    @rule()
    def sign_out_everywhere_else(self):
        if self.good:
            assert self.good[0].post(reverse("signin:end-all")).status_code == 302
            self.dead, self.good = [*self.dead, *self.good[1:]], self.good[:1]

    @rule()
    def sign_out(self):
        if self.good:
            client = self.good.pop()
            client.post(reverse("signin:sign-out"))
            self.dead.append(client)

    @invariant()
    def only_the_good_ones_open(self):
        assert all(opens(client) for client in self.good)
        assert not any(opens(client) for client in self.dead[-6:])


@pytest.mark.slow
class TestOffice(DatabaseCase, Office.TestCase):
    settings = speed(max_examples=8, stateful_step_count=8, deadline=None)


def test_a_role_taken_away_ends_the_sessions(desk, figaro):
    members.take(figaro, "manager")
    assert not opens(desk)
