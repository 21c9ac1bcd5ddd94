"""Signing in through the company's own OpenID provider: a real one on this machine, which also lies."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse
from tests.cast import PASSWORD
from tests.people.signin.hands import sign_in, stranger
from tests.people.signin.provider import CLIENT, SECRET, OpenProvider

from cordiale.core import clock
from cordiale.people import users
from cordiale.people.audit.models import Entry
from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.people.signin import invitations
from cordiale.people.signin.company import tokens
from cordiale.people.signin.company.provider import Provider
from cordiale.people.signin.models import Identity, Session

pytestmark = pytest.mark.django_db
START = "/connexion/entreprise/"


@pytest.fixture(scope="module")
def server():
    made = OpenProvider()
    yield made
    made.close()


@pytest.fixture
def company(server, settings):
    tokens.forget()
    server.claims, server.key, server.named = {}, server.published, server.issuer
    settings.OIDC = Provider(
        issuer=server.issuer, client_id=CLIENT, client_secret=SECRET, name="Rivage", domains=("rivage.example",)
    )
    return server


def travel(client, company, *, path=START):
    """There and back again."""
    there = client.get(path)["Location"]
    back = company.authorise(there)
    return client.get(back.partition("8000")[2])


def test_figaro_comes_in_through_his_company(client, figaro, company):
    answer = travel(client, company, path=f"{START}?next=/preferences/")
    assert answer["Location"] == "/preferences/"
    assert client.get("/preferences/").status_code == 200
    assert Identity.objects.get().subject == "4217"
    asked = company.asked
    assert (asked["response_type"], asked["code_challenge_method"], len(asked["code_challenge"])) == (
        "code",
        "S256",
        43,
    )
    assert asked["redirect_uri"] == "http://localhost:8000/connexion/entreprise/retour/"


def test_the_door_offers_it(client, company, settings):
    assert "Continuer avec Rivage" in client.get("/connexion/").content.decode()
    settings.PASSWORDS = False
    page = client.get("/connexion/").content.decode()
    assert 'name="password"' not in page
    assert client.get("/mot-de-passe/oublie/").status_code == 302


def test_without_passwords_a_password_opens_nothing(client, figaro, company, settings):
    settings.PASSWORDS = False
    assert sign_in(client).status_code == 200
    assert not Session.objects.exists()


def test_the_same_person_is_known_by_subject_when_the_address_changes(client, figaro, company):
    travel(client, company)
    company.claims = {"email": "f.almaviva@rivage.example"}
    other = stranger()
    travel(other, company)
    assert [session.user for session in Session.objects.all()] == [figaro, figaro]


LIES = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong audience": {"aud": "somebody-else"},
    "several audiences": {"aud": [CLIENT, "somebody-else"]},
    "wrong issuer": {"iss": "https://evil.example"},
    "expired": {"exp": int(time.time()) - 3600},
    "unverified address": {"email_verified": False},
    "verified as text": {"email_verified": "true"},
    "verification not said": {"email_verified": None},
    "other domain": {"email": "figaro@evil.example"},
    "domain as a prefix": {"email": "figaro@rivage.example.evil.example"},
    "domain with a name before": {"email": "figaro@notrivage.example"},
    "no subject": {"sub": None},
    "unknown person": {"email": "inconnue@rivage.example"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_opens_nothing(client, figaro, company, lie):
    company.claims = LIES[lie]
    answer = travel(client, company)
    assert answer.status_code == 403
    assert "n’a pas abouti" in answer.content.decode()
    assert client.get("/preferences/").status_code == 302
    assert (User.objects.count(), Identity.objects.count(), Session.objects.count()) == (1, 0, 0)
    assert Entry.objects.filter(deed="session.refused").count() == 1


def test_a_token_of_another_key_opens_nothing(client, figaro, company):
    company.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert travel(client, company).status_code == 403


def test_a_provider_that_names_itself_otherwise_is_not_followed(client, figaro, company):
    company.named = "https://evil.example"
    assert client.get(START).status_code == 403


def test_another_state_a_second_time_and_no_start_are_refused(client, figaro, company):
    back = company.authorise(client.get(START)["Location"]).partition("8000")[2]
    assert stranger().get(back).status_code == 403
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client.get(back).status_code == 403


def test_a_code_caught_on_its_way_is_of_no_use(client, figaro, company):
    """PKCE: the code of one browser is refused with the verifier of another."""
    caught = company.authorise(client.get(START)["Location"]).partition("code=")[2].partition("&")[0]
    thief = stranger()
    own = company.authorise(thief.get(START)["Location"]).partition("8000")[2]
    address, _, rest = own.partition("code=")
    assert thief.get(f"{address}code={caught}&{rest.partition('&')[2]}").status_code == 403


def test_a_provider_that_does_not_answer_is_told_kindly(client, figaro, company, settings):
    settings.OIDC = replace(settings.OIDC, issuer="http://127.0.0.1:9")
    assert client.get(START).status_code == 403
    settings.OIDC = replace(settings.OIDC, issuer="http://login.example.com")
    assert client.get(START).status_code == 403  # never without encryption


def test_a_closed_account_stays_closed(client, figaro, company):
    travel(client, company)
    users.close(figaro.key)
    assert travel(stranger(), company).status_code == 403


def test_a_newcomer_gets_the_role_of_the_settings(client, company, settings):
    settings.OIDC = replace(settings.OIDC, role="sales")
    company.claims = {"email": "Rosine@rivage.example", "name": "Rosine"}
    travel(client, company)
    rosine = User.objects.get()
    assert (rosine.email, rosine.name, rosine.has_usable_password()) == ("rosine@rivage.example", "Rosine", False)
    assert [membership.role.code for membership in rosine.memberships.all()] == ["sales"]


def test_an_invited_newcomer_gets_what_the_invitation_says(client, figaro, company):
    members.give(figaro, "owner")
    invited = invitations.invite(email="rosine@rivage.example", by=figaro, roles=["service"])
    company.claims = {"email": "rosine@rivage.example", "sub": "77"}
    travel(client, company)
    rosine = User.objects.get(email="rosine@rivage.example")
    assert [membership.role.code for membership in rosine.memberships.all()] == ["service"]
    invited.refresh_from_db()
    assert invited.accepted_at


@pytest.mark.parametrize(("amr", "status"), [(["pwd", "mfa"], 200), (["pwd"], 302), (None, 302)])
def test_the_provider_says_whether_it_saw_two_factors(client, figaro, company, settings, amr, status):
    settings.MFA = "required"
    company.claims = {"amr": amr}
    travel(client, company)
    assert client.get("/clients/").status_code == status


@pytest.mark.parametrize(("claims", "status"), [({}, 302), ({"auth_time": 1}, 403), ({"sub": "9"}, 403)])
def test_who_has_no_password_confirms_with_the_company(client, figaro, company, claims, status):
    travel(client, company)
    figaro.set_unusable_password()
    figaro.save()
    client.force_login(figaro)
    start = clock.now() + timedelta(minutes=11)
    with time_machine.travel(start):
        asked = client.get(reverse("signin:totp-new"))["Location"]
        page = client.get(asked).content.decode()
        assert 'name="password"' not in page
        assert "Confirmer avec Rivage" in page
        company.claims = claims
        answer = travel(client, company, path=f"{START}?{asked.partition('?')[2]}")
        assert company.asked["max_age"] == "0"
    assert answer.status_code == status
    assert PASSWORD not in page
