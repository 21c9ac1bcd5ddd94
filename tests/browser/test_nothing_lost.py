"""A session that ends in the middle of a form loses nothing; what cannot be undone asks first; keys do as they say."""

from urllib.parse import unquote, urlsplit

import pytest
from django.urls import reverse
from tests.cast import PASSWORD

from cordiale.people import teams
from cordiale.people.models import Team
from cordiale.people.rights import members

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def come_back(page, path):
    """The session is over: sign in again, and stand where one was."""
    page.wait_for_url(lambda url: urlsplit(url).path == "/connexion/")
    page.locator("input[name=username]").fill("figaro@rivage.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def lose(page):
    page.context.clear_cookies(name="session")


@pytest.fixture
def owner(figaro):
    members.give(figaro, "owner")
    return figaro


def test_a_note_half_written_comes_back(screen, emma):
    page = screen.open(f"/clients/{emma.key}/")
    page.keyboard.press("n")
    page.locator("#note-dialog textarea").fill("Elle préfère être appelée le matin.")
    lose(page)
    page.locator("#note-dialog button[type=submit]").click()
    come_back(page, f"/clients/{emma.key}/notes/")
    assert page.locator("textarea[name=body]:visible").input_value() == "Elle préfère être appelée le matin."


@pytest.mark.parametrize(
    ("path", "field", "words"),
    [
        ("/taches/nouvelle/", "input[name=title]", "Préparer le salon"),
        ("/reglages/entreprise/", "input[name=name]", "Maison Rivage"),
    ],
)
def test_a_form_comes_back_as_it_was_typed(screen, owner, path, field, words):
    page = screen.open(path)
    page.locator(field).fill(words)
    lose(page)
    page.locator(f"form:has({field}) button[type=submit]").last.click()
    come_back(page, path)
    assert page.locator(field).input_value() == words
    assert page.locator("e-draft .draft").first.is_visible()


def test_a_condition_half_built_comes_back(screen, emma):
    page = screen.open("/clients/filtres/?f=kind:is:person")
    page.locator(".builder select").first.wait_for()
    lose(page)
    page.locator("form.builder button[name]:visible").last.click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/connexion/")
    screen.bad = [said for said in screen.bad if "401" not in said]
    come_back(page, "/clients/")  # it was applied at last
    assert "kind:is:person" in unquote(page.url)


def test_what_cannot_be_undone_says_what_is_lost_and_waits(screen, owner):
    team = teams.create(name="Boutique")
    page = screen.open(reverse("rights:teams"))
    page.locator("form[data-confirm] button").first.click()
    dialog = page.locator("#confirm")
    assert dialog.is_visible()
    assert "ses membres" in dialog.inner_text()
    dialog.locator("[data-close]").click()
    assert not dialog.is_visible()
    assert Team.objects.filter(pk=team.pk).exists()
    page.locator("form[data-confirm] button").first.click()
    with page.expect_navigation():
        dialog.locator("#confirm-yes").click()
    assert not Team.objects.filter(pk=team.pk).exists()


def test_every_key_of_the_sheet_works(screen, emma, harpagon, owner):
    page = screen.open("/clients/")
    page.keyboard.press("?")
    sheet = page.locator("#shortcuts")
    assert sheet.is_visible()
    ways = dict(
        page.evaluate("[...document.querySelectorAll('.side a[data-go]')].map((a) => [a.dataset.go, a.pathname])")
    )
    shown = sheet.locator("dd").all_inner_texts()
    assert {f"G{key.upper()}" for key in ways} <= {text.replace("\n", "") for text in shown}
    page.keyboard.press("Escape")
    for key, path in ways.items():
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(screen.address + path)
    page.goto(screen.address + "/clients/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+k")
    assert page.locator("#palette").is_visible()
    page.keyboard.press("Control+k")
    assert not page.locator("#palette").is_visible()
    page.locator("a.row-link").first.click()
    page.wait_for_url(lambda url: urlsplit(url).path.count("/") == 3)
    first = urlsplit(page.url).path
    page.keyboard.press("j")
    page.wait_for_url(lambda url: urlsplit(url).path != first)
    page.keyboard.press("k")
    page.wait_for_url(lambda url: urlsplit(url).path == first)
    listed = {text.replace("\n", "") for text in shown}
    assert {"CtrlK", "/", "J", "K", "?"} <= listed


def test_on_paper_nothing_is_left_to_press(screen, emma, owner):
    page = screen.open(f"/clients/{emma.key}/")
    page.emulate_media(media="print")
    pressed = page.evaluate(
        "[...document.querySelectorAll('main button, main .btn, main [popovertarget], .side, .top')]"
        ".filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120))"
    )
    assert pressed == []
    assert page.locator(".paper-head").is_visible()
    page.emulate_media(media="screen")
    page.goto(screen.address + "/clients/")
    page.emulate_media(media="print")
    assert (
        page.evaluate("[...document.querySelectorAll('main input')].filter((one) => one.checkVisibility()).length") == 0
    )
