"""Signing in with a real browser: a passkey of a virtual device, a confirmation that goes on."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.cast import PASSWORD

from cordiale.people.signin.models import Factor

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def at_localhost(screen):
    """Passkeys are bound to names, not to numbers."""
    screen.address = screen.address.replace("127.0.0.1", "localhost")
    return screen


def with_device(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_a_passkey_is_made_and_signs_in(at_localhost, figaro):
    page = at_localhost.open(reverse("signin:set-up"))
    with_device(page)
    page.get_by_role("link", name="Clé d’accès").click()
    page.get_by_label("Nom").fill("Portable")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    assert Factor.objects.get().name == "Portable"
    page.context.clear_cookies(name="session")
    page.goto(f"{at_localhost.address}/connexion/?next=/preferences/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(f"{at_localhost.address}/preferences/")


def test_a_device_without_a_passkey_says_so(at_localhost):
    page = at_localhost.open("/connexion/", signed_in=False)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("n’a pas présenté de clé d’accès")


def test_a_confirmation_goes_on_by_itself(screen, figaro):
    """The form that was sent while the proof was too old is sent again, without another click."""
    page = screen.open("/connexion/", signed_in=False)
    page.get_by_label("Adresse e-mail").fill(figaro.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    _grow_old()
    page.goto(f"{screen.address}/preferences/securite/")
    with page.expect_navigation():
        form = page.locator("form[action$='sessions/fermer/']")
        form.evaluate("(form, url) => { form.action = url; form.submit(); }", reverse("signin:renew-codes"))
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()


def _grow_old():
    from importlib import import_module

    from django.conf import settings
    from django.contrib.sessions.models import Session

    store = import_module(settings.SESSION_ENGINE).SessionStore(Session.objects.get().session_key)
    store["signin"] = {**store["signin"], "fresh": 0.0}
    store.save()
