"""The first visit (T27): the link of the terminal opens an empty house once, and nothing ever opens it again."""

import re

import pytest
from django.test import override_settings
from django.urls import reverse

from cordiale import jobs
from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.models import Party, User
from cordiale.project import invitation
from cordiale.project.environment import file_values
from cordiale.project.house import first_run

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Rivage", "language": "fr", "currency": "EUR", "country": "FR", "time_zone": "Europe/Paris",
    "full_name": "Suzanne", "email": "suzanne@rivage.example", "password": "un-mariage-de-1784", "begin": "own",
}  # fmt: skip


@pytest.fixture(autouse=True)
def data(tmp_path):
    with override_settings(DATA=tmp_path):
        yield tmp_path


def page(token):
    return reverse("house:first-run", args=[token])


def test_the_link_opens_the_house_once(client, data):
    token = invitation.make()
    assert client.get(page(token)).status_code == 200
    assert client.post(page(token), TOLD).status_code == 302
    owner = User.objects.get()
    assert (owner.email, owner.check_password(TOLD["password"])) == ("suzanne@rivage.example", True)
    assert rights.may("role.give")(owner)
    assert file_values(data / "cordiale.env")["CORDIALE_COMPANY"] == "Rivage"
    assert client.get(page(token)).status_code == 404
    assert client.post(page(token), {**TOLD, "email": "marceline@rivage.example"}).status_code == 404
    assert User.objects.count() == 1


def test_who_opens_the_house_is_inside_at_once_and_in_their_language(client):
    answer = client.post(page(invitation.make()), {**TOLD, "language": "en"})
    assert answer["Location"] == "/"
    assert User.objects.get().language == "en"
    assert '<html lang="en"' in client.get("/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("spoken", "chosen"),
    [
        ("fr-CH, fr;q=0.9", ["fr", "CH", "CHF"]),
        ("en-GB", ["en", "GB", "GBP"]),
        ("fr", ["fr", "FR", "EUR"]),
        ("en-XX,*;q=0.1", ["en", "FR", "EUR"]),
        (";;,=", ["fr", "FR", "EUR"]),
    ],
)
def test_the_browser_proposes_language_country_and_currency(client, spoken, chosen):
    body = client.get(page(invitation.make()), headers={"Accept-Language": spoken}).content.decode()
    assert re.findall(r'<option value="(\w+)" selected', body)[:3] == chosen
    assert 'name="name" value=' not in body


def test_a_house_with_an_account_has_no_such_page(client, figaro):
    token = invitation.make()
    assert client.get(page(token)).status_code == 404
    assert client.post(page(token), TOLD).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 43, "../secret.key"])
def test_another_token_opens_nothing(client, token):
    invitation.make()
    assert client.get(f"/bienvenue/{token}/").status_code == 404


def test_the_link_is_dead_when_a_newer_was_made():
    old = invitation.make()
    new = invitation.make()
    assert not invitation.stands(old)
    assert invitation.stands(new)
    assert [invitation.use(old), invitation.use(new), invitation.use(new)] == [False, True, False]


def test_the_link_is_dead_after_a_day(monkeypatch):
    token = invitation.make()
    tomorrow = clock.now() + invitation.VALID_FOR
    monkeypatch.setattr(invitation.clock, "now", lambda: tomorrow)
    assert not invitation.stands(token)


def test_of_two_with_the_same_link_only_one_makes_an_account():
    token = invitation.make()
    first_run.set_up(token, TOLD)
    with pytest.raises(first_run.LinkUsed):
        first_run.set_up(token, {**TOLD, "email": "marceline@rivage.example"})
    assert User.objects.count() == 1


def test_a_weak_password_is_told_and_the_link_still_stands(client):
    token = invitation.make()
    answer = client.post(page(token), {**TOLD, "password": "azerty"})
    assert answer.status_code in (409, 422)
    assert User.objects.count() == 0
    assert invitation.stands(token)


def test_the_token_is_not_kept(data):
    token = invitation.make()
    assert all(token not in path.read_text() for path in data.iterdir())


@pytest.mark.slow
def test_the_sample_is_an_import_like_any_other(client):
    token = invitation.make()
    client.post(page(token), {**TOLD, "begin": "sample"})
    from threading import Event

    jobs.work(until=Event(), once=True)
    assert Party.objects.count() == 12
