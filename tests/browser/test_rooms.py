"""What the shell promises to a room: panels, drawer, toast with undo, refusals, next and previous record."""

import pytest
from playwright.sync_api import expect

from cordiale.web import errors, panels

pytestmark = pytest.mark.urls("tests.browser.room_urls")


@pytest.fixture(autouse=True)
def _room(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    panels.register(place="test", key="orders", title="Commandes", url="orders")


def test_a_panel_arrives_by_itself(screen):
    page = screen.open("/essai/")
    expect(page.get_by_role("heading", name="Trois commandes")).to_be_visible()
    assert page.locator(".skeleton").count() == 0


def test_a_panel_is_a_link_without_scripts(screen):
    page = screen.open("/essai/", java_script_enabled=False)
    page.get_by_role("link", name="Commandes").click()
    expect(page.get_by_role("heading", name="Trois commandes")).to_be_visible()
    expect(page.get_by_role("navigation", name="Principale")).to_be_visible()


def test_a_panel_that_fails_says_so_and_can_be_asked_again(screen, monkeypatch):
    answers = iter([True, False])
    kept = panels.respond

    def respond(request, template, context, *, title=""):
        return errors.broken(request) if next(answers) else kept(request, template, context, title=title)

    monkeypatch.setattr(panels, "respond", respond)
    page = screen.open("/essai/")
    expect(page.get_by_text("Cette partie n’a pas pu être affichée.")).to_be_visible()
    page.get_by_role("link", name="Réessayer").click()
    expect(page.get_by_role("heading", name="Trois commandes")).to_be_visible()
    screen.bad[:] = [said for said in screen.bad if "500" not in said]


def test_a_deed_is_told_and_can_be_undone(screen):
    page = screen.open("/essai/")
    page.keyboard.press("n")
    toast = page.locator("e-toast")
    expect(toast).to_contain_text("La note est enregistrée.")
    toast.get_by_role("button", name="Annuler").click()
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("La note est retirée.")


def test_a_refusal_is_told_where_the_user_is(screen):
    page = screen.open("/essai/")
    page.get_by_role("button", name="Refuser").click()
    expect(page.locator("e-toast")).to_contain_text("Trop tard.")
    expect(page.get_by_role("button", name="Refuser")).to_be_focused()
    screen.bad[:] = [said for said in screen.bad if "409" not in said]


def test_a_drawer_opens_when_it_is_filled(screen):
    page = screen.open("/essai/")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.get_by_role("dialog", name="Aperçu")).to_be_visible()
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("dialog", name="Aperçu")).to_be_hidden()
    expect(page.get_by_role("button", name="Aperçu")).to_be_focused()


def test_j_and_k_go_to_the_next_and_the_previous_record(screen):
    page = screen.open("/essai/?n=2")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Emma 3")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Emma 1")


def test_a_lost_connection_is_told_once(screen):
    page = screen.open("/essai/")
    expect(page.get_by_role("heading", name="Trois commandes")).to_be_visible()
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Noter").click()
    expect(page.locator("e-toast")).to_have_count(1)
    expect(page.locator("e-toast")).to_contain_text("La connexion est interrompue.")
    page.context.set_offline(False)
    screen.bad.clear()
