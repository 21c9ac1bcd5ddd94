"""Second factors from their set-up to their loss, step-up, and a company that asks for them."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.cast import PASSWORD
from tests.people.signin.hands import Phone, deliver, sign_in, stranger

from cordiale.core import clock
from cordiale.people import users
from cordiale.people.audit.models import Entry
from cordiale.people.rights import members
from cordiale.people.signin.factors import books, recovery, totp
from cordiale.people.signin.models import Factor, RecoveryCode
from cordiale.people.signin.refusals import LastFactor, NotYourself

pytestmark = pytest.mark.django_db
SECURITY = "/preferences/securite/"


def later(minutes):
    return time_machine.travel(clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize(("step", "code"), [(1, "287082"), (37037036, "081804"), (41152263, "005924")])
def test_codes_are_those_of_the_standard(step, code):
    """RFC 6238, appendix B, SHA-1, cut to six digits."""
    assert totp.code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", step) == code


@pytest.mark.parametrize(("later", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(figaro, phone, later, good):
    assert bool(totp.check(figaro, phone.code(later))) is good


def test_an_app_is_set_up_with_its_first_code_and_ten_recovery_codes(desk, figaro):
    page = desk.get(reverse("signin:totp-new")).content.decode()
    assert '<svg class="qr"' in page
    secret = desk.session["signin.totp"]
    assert " ".join(secret[start : start + 4] for start in range(0, 32, 4)) in page
    wrong = desk.post(reverse("signin:totp-new"), {"code": "000000", "name": "Pixel"})
    assert (wrong.status_code, Factor.objects.count()) == (422, 0)
    done = desk.post(reverse("signin:totp-new"), {"code": Phone(secret).code(), "name": "Pixel"}).content.decode()
    assert done.count("<li>") == recovery.COUNT
    factor = Factor.objects.get()
    assert (factor.user, factor.name) == (figaro, "Pixel")
    assert secret.encode() not in bytes(factor.secret)
    shown = done.split("<li>")[1][:11]
    assert not RecoveryCode.objects.filter(hash__contains=shown).exists()
    assert "Il vous reste 10 codes" in desk.get(SECURITY).content.decode()
    assert [message.subject for message in deliver()] == [
        "Nouvel appareil connecté",
        "Validation en deux étapes modifiée",
    ]


def test_a_factor_is_renamed_and_removed_by_its_owner_only(desk, figaro, phone):
    factor = Factor.objects.get()
    address = reverse("signin:rename-factor", args=[factor.key])
    assert desk.post(address, {"name": "Fairphone"}).status_code == 302
    assert "Fairphone" in desk.get(SECURITY).content.decode()
    other = stranger()
    users.create(email="rosine@rivage.example", name="Rosine", password=PASSWORD)
    sign_in(other, username="rosine@rivage.example")
    assert other.post(address, {"name": "x"}).status_code == 404
    assert other.post(reverse("signin:remove-factor", args=[factor.key])).status_code == 404
    desk.post(reverse("signin:remove-factor", args=[factor.key]))
    assert not Factor.objects.exists()


def test_the_last_factor_stays_where_the_company_asks_for_one(figaro, phone, settings):
    settings.MFA = "required"
    with pytest.raises(LastFactor):
        books.remove(figaro, key=Factor.objects.get().key)


def test_a_sensitive_deed_asks_again_after_ten_minutes_and_goes_on(desk, figaro, phone):
    remove = reverse("signin:remove-factor", args=[Factor.objects.get().key])
    with later(11):
        asked = desk.post(remove, {"note": "gardée", "several": ["a", "b"]})
        assert asked["Location"].startswith("/confirmer/?demande=")
        assert Factor.objects.exists()
        wrong = desk.post(asked["Location"], {"code": "000000"})
        assert (wrong.status_code, Factor.objects.count()) == (422, 1)
        page = desk.post(asked["Location"], {"code": phone.code()}).content.decode()
        assert f'action="{remove}"' in page
        for kept in ('name="note" value="gardée"', 'name="several" value="a"', 'name="several" value="b"'):
            assert kept in page
        assert phone.code() not in page
        assert desk.post(remove).status_code == 302
    assert not Factor.objects.exists()


def test_without_a_factor_the_password_confirms(desk, figaro):
    with later(11):
        asked = desk.get(reverse("signin:totp-new"))["Location"]
        assert desk.post(asked, {"password": "faux"}).status_code == 422
        assert desk.post(asked, {"password": PASSWORD})["Location"] == reverse("signin:totp-new")


def test_a_factor_is_not_confirmed_by_the_password(desk, figaro, phone):
    with later(11):
        asked = desk.get(reverse("signin:totp-new"))["Location"]
        assert desk.post(asked, {"password": PASSWORD}).status_code == 422


def test_htmx_and_programs_are_asked_in_their_way(desk, figaro):
    with later(11):
        htmx = desk.post(reverse("signin:renew-codes"), headers={"hx-request": "true"})
        assert (htmx.status_code, htmx["HX-Redirect"][:20]) == (401, "/confirmer/?demande=")
        program = desk.post(reverse("signin:renew-codes"), headers={"accept": "application/json"})
        assert (program.status_code, program.json()["title"]) == (403, "not_confirmed")


def test_what_waits_cannot_be_used_by_another_session(desk, figaro):
    with later(11):
        asked = desk.get(reverse("signin:totp-new"))["Location"]
    other = stranger()
    sign_in(other)
    assert other.post(asked, {"password": PASSWORD})["Location"] == "/"


def test_a_company_that_asks_for_it_gets_a_second_factor_before_anything_else(client, figaro, settings):
    settings.MFA = "required"
    sign_in(client)
    for path in ("/", "/clients/", "/preferences/", SECURITY):
        assert client.get(path)["Location"] == reverse("signin:set-up"), path
    assert client.post("/preferences/", {"what": "manners"})["Location"] == reverse("signin:set-up")
    assert client.get("/clients/", headers={"hx-request": "true"}).status_code == 401
    assert client.get(reverse("signin:set-up")).status_code == 200
    client.get(reverse("signin:totp-new"))
    code = Phone(client.session["signin.totp"]).code()
    client.post(reverse("signin:totp-new"), {"code": code, "name": "Pixel"})
    assert client.get("/clients/").status_code == 200


def test_a_session_that_showed_one_factor_only_is_asked_for_the_other(client, figaro, phone, settings):
    settings.MFA = "required"
    client.force_login(figaro)
    session = client.session
    session["signin"] = {**session["signin"], "second": False, "fresh": 0}
    session.save()
    asked = client.get("/clients/")["Location"]
    assert asked.startswith("/confirmer/")
    assert client.post(asked, {"code": phone.code()})["Location"] == "/clients/"
    assert client.get("/clients/").status_code == 200


def test_a_second_administrator_takes_a_lost_factor_and_nobody_their_own(client, figaro, phone):
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne", password=PASSWORD)
    members.give(suzanne, "administrator")
    sign_in(client, username=suzanne.email)
    figaros = stranger()
    figaros.force_login(figaro)
    assert client.post(reverse("accounts:set-back", args=[figaro.key])).status_code == 302
    assert not figaro.factors.exists()
    assert figaros.get("/preferences/").status_code == 302
    told = Entry.objects.get(deed="factor.reset")
    assert (told.actor, told.subject) == (suzanne.key, str(figaro.key))
    with pytest.raises(NotYourself):
        books.set_back(suzanne, by=suzanne)
    assert "retirés" in next(message.body for message in deliver() if message.to == [figaro.email])


def test_who_may_not_takes_nobodys_factor(desk, figaro, phone):
    rosine = users.create(email="rosine@rivage.example", name="Rosine", password=PASSWORD)
    assert desk.post(reverse("accounts:set-back", args=[rosine.key])).status_code == 403
    assert desk.get(reverse("accounts:team")).status_code == 403


def test_accounts_are_closed_and_reopened_and_the_door_follows(client, figaro):
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne", password=PASSWORD)
    members.give(suzanne, "administrator")
    sign_in(client, username=suzanne.email)
    figaros = stranger()
    sign_in(figaros)
    client.post(reverse("accounts:close", args=[figaro.key]))
    assert figaros.get("/preferences/").status_code == 302
    assert sign_in(figaros).status_code == 422
    assert "Compte fermé" in client.get(reverse("accounts:team")).content.decode()
    client.post(reverse("accounts:reopen", args=[figaro.key]))
    assert sign_in(figaros).status_code == 302
    assert client.post(reverse("accounts:close", args=[suzanne.key])).status_code == 403


def test_the_accounts_cost_the_same_however_many_they_are(client, figaro, django_assert_max_num_queries):
    members.give(figaro, "owner")
    for number in range(30):
        users.create(email=f"user{number}@rivage.example", name=f"U{number}")
    client.force_login(figaro)
    with django_assert_max_num_queries(10):
        assert client.get(reverse("accounts:team")).content.decode().count("Fermer le compte de") == 30
