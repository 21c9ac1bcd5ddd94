"""The door: uniform answers, waits that grow and end, a device that keeps its own budget."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from tests.cast import PASSWORD
from tests.people.signin.hands import SIGN_IN, sign_in, stranger

from cordiale.core import clock
from cordiale.people import users
from cordiale.people.signin import budgets, door
from cordiale.people.signin.models import Budget, Device, Session

pytestmark = pytest.mark.django_db


def test_figaro_signs_in_and_goes_where_he_wanted(client, figaro):
    answer = sign_in(client, next="/preferences/")
    assert (answer.status_code, answer["Location"]) == (302, "/preferences/")
    assert Session.objects.get().user == figaro


def test_the_address_may_be_written_in_capitals(client, figaro):
    assert sign_in(client, username="FIGARO@Rivage.example").status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_never_leaves_the_house(client, figaro, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("given", [{"password": "faux"}, {"username": "inconnue@rivage.example"}])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, figaro, given):
    answer = sign_in(client, **given, next="/preferences/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ne vont pas ensemble" in page
    assert f'value="{given.get("username", "figaro@rivage.example")}"' in page
    assert 'value="/preferences/"' in page
    assert "faux" not in page
    assert PASSWORD not in page


@pytest.mark.parametrize("kind", ["known", "unknown", "closed", "without password"])
def test_the_door_works_as_hard_for_everybody(client, figaro, kind, django_assert_num_queries, monkeypatch):
    if kind == "closed":
        users.close(figaro.key)
    if kind == "without password":
        users.create(email="nouveau@rivage.example", name="Nouveau")
    address = {"unknown": "inconnue@rivage.example", "without password": "nouveau@rivage.example"}.get(kind)
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    with django_assert_num_queries(20 if connection.vendor == "postgresql" else 19):  # the log has lanes there
        assert sign_in(client, username=address or "figaro@rivage.example", password="faux").status_code == 422
    assert len(hashed) == 1


def test_tries_wait_longer_and_longer_and_the_right_password_waits_too(client, figaro):
    for _ in range(5):
        assert sign_in(client, password="faux").status_code == 422
    answer = sign_in(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    assert "Trop d’essais. Réessayez dans 30 secondes." in answer.content.decode()
    assert sign_in(client, username="emma@rivage.example").status_code == 422


def test_the_wait_ends_and_success_forgets(client, figaro):
    for _ in range(5):
        sign_in(client, password="faux")
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert sign_in(client).status_code == 302
    assert set(Budget.objects.values_list("failures", flat=True)) == {0, 5}  # the machine's own remembers five


@pytest.mark.parametrize(("failures", "seconds"), [(4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (99, 900)])
def test_waits_double_up_to_a_quarter_of_an_hour(failures, seconds):
    assert budgets.PERSON.wait(failures) == timedelta(seconds=seconds)


def test_nobody_is_locked_out_by_strangers_on_a_device_that_signed_in_before(desk, figaro):
    desk.post(reverse("signin:sign-out"))
    attacker = stranger()
    for _ in range(6):
        sign_in(attacker, password="faux")
    assert sign_in(attacker).status_code == 429
    assert sign_in(desk).status_code == 302


def test_a_known_device_has_a_budget_and_not_a_free_pass(desk, figaro):
    desk.post(reverse("signin:sign-out"))
    assert [sign_in(desk, password="faux").status_code for _ in range(6)] == [422] * 5 + [429]


def test_a_device_is_known_to_one_account_only(desk, figaro):
    other = users.create(email="rosine@rivage.example", name="Rosine", password=PASSWORD)
    desk.post(reverse("signin:sign-out"))
    for _ in range(6):
        sign_in(stranger(), username=other.email, password="faux")
    assert sign_in(desk, username=other.email).status_code == 429
    assert [device.user for device in Device.objects.all()] == [figaro]


def test_one_machine_cannot_try_every_address(client, figaro, settings):
    settings.HTTPS = True
    for number in range(50):
        sign_in(client, username=f"{number}@rivage.example", headers={"x-forwarded-for": "6.6.6.6, 192.0.2.7"})
    assert sign_in(client, headers={"x-forwarded-for": "7.7.7.7, 192.0.2.7"}).status_code == 429
    assert sign_in(client, headers={"x-forwarded-for": "192.0.2.8"}).status_code == 302


def test_budgets_name_nobody(client, figaro):
    sign_in(client, password="faux")
    assert all(len(key) == 64 and "figaro" not in key for key in Budget.objects.values_list("key", flat=True))


def test_a_closed_account_stays_out(client, figaro):
    users.close(figaro.key)
    assert sign_in(client).status_code == 422


def test_an_enormous_password_is_refused_before_it_is_hashed(client, figaro):
    assert sign_in(client, password="x" * 5000).status_code == 422


def test_signing_out(desk):
    assert desk.post(reverse("signin:sign-out"))["Location"] == SIGN_IN
    assert desk.get("/preferences/").status_code == 302
    assert not Session.objects.exists()


def test_the_second_factor_is_asked_for_and_nothing_is_open_before(client, figaro, phone):
    answer = sign_in(client, next="/preferences/")
    assert answer["Location"] == reverse("signin:second")
    assert client.get("/preferences/").status_code == 302
    answer = client.post(reverse("signin:second"), {"code": phone.code()})
    assert (answer.status_code, answer["Location"]) == (302, "/preferences/")
    assert client.get("/preferences/").status_code == 200


def test_a_code_works_once(client, figaro, phone):
    code = phone.code()
    sign_in(client)
    assert client.post(reverse("signin:second"), {"code": code}).status_code == 302
    other = stranger()
    sign_in(other)
    answer = other.post(reverse("signin:second"), {"code": code})
    assert answer.status_code == 422
    assert "a déjà servi" in answer.content.decode()


def test_a_recovery_code_works_once(figaro, codes):
    for status in (302, 422):
        client = stranger()
        sign_in(client)
        assert client.post(reverse("signin:second"), {"code": f" {codes[0].upper()} "}).status_code == status


def test_codes_cannot_be_tried_by_the_thousand(client, figaro, phone):
    sign_in(client)
    answers = [client.post(reverse("signin:second"), {"code": "abcde-fghjk"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert client.post(reverse("signin:second"), {"code": phone.code()}).status_code == 429


def test_the_second_step_is_waited_for_ten_minutes(client, figaro, phone):
    sign_in(client)
    with time_machine.travel(clock.now() + timedelta(seconds=door.PENDING_S + 1)):
        assert client.post(reverse("signin:second"), {"code": phone.code()})["Location"] == SIGN_IN


def test_a_new_password_ends_the_wait_for_the_second_step(client, figaro, phone):
    sign_in(client)
    users.set_password(figaro.key, new="le-mariage-de-figaro-1778")
    assert client.post(reverse("signin:second"), {"code": phone.code()})["Location"] == SIGN_IN


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_not_all_free(figaro):
    """Each try is paid before it is checked, in one transaction with the lock of its budget."""

    def knock(_number):
        try:
            return sign_in(stranger(), password="faux").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(knock, range(16)))
    assert (answers.count(422), answers.count(429)) == (5, 11)
