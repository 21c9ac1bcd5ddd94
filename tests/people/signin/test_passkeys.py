"""Passkeys: made, shown at the door, for a second step and for a confirmation; and everything that is not one."""

import pytest
from django.urls import reverse
from tests.cast import PASSWORD
from tests.people.signin.authenticator import Authenticator
from tests.people.signin.hands import SIGN_IN, sign_in, stranger

from cordiale.people import users
from cordiale.people.audit.models import Entry
from cordiale.people.signin.models import Factor

pytestmark = pytest.mark.django_db


def make(client, device, *, name="Portable"):
    options = client.post(reverse("signin:passkey-options")).json()
    return client.post(reverse("signin:passkey-new"), {"credential": device.create(options), "name": name})


def show(client, device, *, at="passkey-door", address=SIGN_IN):
    options = client.post(reverse(f"signin:{at}")).json()
    return client.post(address, {"credential": device.get(options), "next": "/preferences/"})


@pytest.fixture
def device(desk, figaro):
    """Figaro's laptop, registered."""
    made = Authenticator()
    assert make(desk, made).status_code == 200
    return made


def test_a_passkey_signs_in_alone(device, figaro):
    client = stranger()
    assert show(client, device)["Location"] == "/preferences/"
    assert client.get("/preferences/").status_code == 200
    assert Factor.objects.get().name == "Portable"


def test_a_passkey_is_a_second_step(device, figaro):
    client = stranger()
    assert sign_in(client, next="/preferences/")["Location"] == reverse("signin:second")
    assert show(client, device, address=reverse("signin:second"))["Location"] == "/preferences/"


def test_a_passkey_confirms(desk, device):
    asked = reverse("signin:confirm")
    assert show(desk, device, at="confirm-passkey", address=asked)["Location"] == "/"


@pytest.mark.parametrize(
    "other", [Authenticator(origin="http://evil.example"), Authenticator(origin="https://testserver"), Authenticator()]
)
def test_another_origin_or_another_key_is_refused(device, other):
    other.id, other.user = device.id, device.user
    client = stranger()
    assert show(client, other).status_code == 422
    assert client.get("/preferences/").status_code == 302


def test_a_passkey_that_did_not_verify_its_owner_is_refused(desk, device):
    device.flags = 0x01
    assert show(stranger(), device).status_code == 422
    assert make(desk, Authenticator(verified=False)).status_code == 422


def test_an_answer_is_good_once(device):
    client = stranger()
    options = client.post(reverse("signin:passkey-door")).json()
    said = device.get(options)
    other = stranger()
    other.post(reverse("signin:passkey-door"))
    assert other.post(SIGN_IN, {"credential": said}).status_code == 422
    assert client.post(SIGN_IN, {"credential": said}).status_code == 302
    client.post(reverse("signin:sign-out"))
    assert client.post(SIGN_IN, {"credential": said}).status_code == 422


def test_a_copied_key_is_noticed_by_its_counter(device):
    for counter, status in ((5, 302), (6, 302), (6, 422), (2, 422)):
        device.counter = counter
        assert show(stranger(), device).status_code == status, counter
    assert Entry.objects.filter(deed="factor.doubted").count() == 2


def test_a_colleagues_passkey_neither_steps_in_nor_confirms(device, figaro):
    users.create(email="rosine@rivage.example", name="Rosine", password=PASSWORD)
    client = stranger()
    sign_in(client, username="rosine@rivage.example")
    assert show(client, device, at="confirm-passkey", address=reverse("signin:confirm")).status_code == 422


def test_a_challenge_of_one_page_is_not_good_for_another(desk, device):
    options = desk.post(reverse("signin:passkey-options")).json()
    said = device.get({"challenge": options["challenge"]})
    assert desk.post(reverse("signin:confirm"), {"credential": said}).status_code == 422


def test_a_closed_account_has_no_passkey(device, figaro):
    users.close(figaro.key)
    assert show(stranger(), device).status_code == 422


def test_the_same_passkey_is_not_registered_twice(desk, device):
    assert make(desk, device).status_code == 409


@pytest.mark.parametrize(
    "said", ["", "[]", "{", '{"response": []}', '{"response": {"userHandle": "AA"}}', '{"rawId": 1, "response": {}}']
)
def test_nonsense_is_refused_and_not_a_bug(desk, device, said):
    client = stranger()
    client.post(reverse("signin:passkey-door"))
    assert client.post(SIGN_IN, {"credential": said}).status_code == 422
    desk.post(reverse("signin:passkey-options"))
    assert desk.post(reverse("signin:passkey-new"), {"credential": said}).status_code == 422
