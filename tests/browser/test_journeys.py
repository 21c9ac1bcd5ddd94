"""What is done with the keyboard and the script of the shell."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PHONE, axe
from tests.cast import PASSWORD

from cordiale.web import navigation, palette

GALLERY = "/galerie/"


@pytest.fixture(autouse=True)
def _rooms(monkeypatch):
    """Two pages and one source of records, whatever the rooms register."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(palette, "_sources", {})
    common = {"group": "understand", "icon": "users"}
    navigation.register(key="search", label="Recherche", url="web:search", shortcut="r", phone=True, **common)
    navigation.register(key="gallery", label="Galerie", url="web:gallery", shortcut="g", **common)
    palette.register_source(
        "customers",
        "Clients",
        lambda user, text, limit: [palette.Result(label="Emma Bovary", href="/preferences/?c=emma", initials="EB")],
    )


def test_signing_in_with_the_keyboard(screen):
    page = screen.open("/preferences/", signed_in=False)
    page.keyboard.type("figaro@rivage.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{screen.address}/preferences/")


def test_the_palette_finds_pages_without_accents_and_goes_there(screen):
    page = screen.open(GALLERY)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Chercher ou agir")
    expect(field).to_be_focused()
    page.keyboard.type("preferences")
    expect(page.locator("#palette [aria-selected=true]")).to_have_text("Préférences")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{screen.address}/preferences/")


def test_the_palette_finds_records_by_the_server(screen):
    page = screen.open(GALLERY)
    page.keyboard.press("Control+k")
    page.keyboard.type("emma")
    option = page.get_by_role("option", name="Emma Bovary")
    expect(option).to_have_attribute("aria-selected", "true")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{screen.address}/preferences/?c=emma")


def test_the_palette_lists_the_actions_of_the_page_and_escape_gives_the_focus_back(screen):
    page = screen.open(GALLERY)
    page.get_by_role("link", name="Galerie").focus()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [aria-selected=true]")).to_have_text("Ouvrir une fenêtre")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [aria-selected=true]")).not_to_have_text("Ouvrir une fenêtre")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Galerie")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Une fenêtre")).to_be_visible()


def test_the_palette_says_when_there_is_nothing(screen):
    palette._sources.clear()
    page = screen.open(GALLERY)
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    expect(page.locator("#palette .palette-none")).to_be_visible()
    expect(page.locator("#palette [role=option]:visible")).to_have_count(0)


def test_single_keys_move_between_pages_and_open_the_list_of_keys(screen):
    page = screen.open(GALLERY)
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page).to_have_url(f"{screen.address}/recherche/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("g")
    expect(page.get_by_role("searchbox")).to_have_value("g")
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()
    assert axe(page) == []


def test_single_keys_can_be_switched_off(screen):
    type(screen.user).objects.update(single_keys=False)
    page = screen.open(GALLERY)
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Chercher ou agir")).to_be_focused()
    expect(page).to_have_url(f"{screen.address}{GALLERY}")
    assert page.get_by_role("dialog", name="Raccourcis clavier").count() == 0


def test_the_theme_changes_at_once_and_stays(screen):
    page = screen.open(GALLERY)
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Changer de thème").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_menu_of_the_user_with_the_keyboard(screen):
    page = screen.open(GALLERY)
    page.locator(".me").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#me-menu")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Préférences")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#me-menu")).to_be_hidden()
    expect(page.locator(".me")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{screen.address}{GALLERY}")


def test_a_chart_is_read_with_the_arrows(screen):
    page = screen.open(GALLERY)
    plot = page.locator("e-chart .plot").first
    plot.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    tip = plot.get_by_role("status")
    expect(tip).to_contain_text("mars 2026")
    expect(tip).to_contain_text("−318 k€".replace(" ", "\u00a0"))
    page.keyboard.press("End")
    expect(tip).to_contain_text("juin 2027")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_chart_is_read_with_the_pointer_from_its_own_table(screen):
    page = screen.open(GALLERY)
    plot = page.locator("e-chart .plot").first
    plot.hover(position={"x": 5, "y": 100})
    expect(plot.get_by_role("status")).to_contain_text("janv. 2026")


def test_a_dialog_is_closed_by_escape_and_gives_the_focus_back(screen):
    page = screen.open(GALLERY)
    opener = page.get_by_role("button", name="Ouvrir une fenêtre")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Une fenêtre")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_content(screen):
    page = screen.open(GALLERY)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_message_becomes_a_toast_that_can_be_put_away(screen):
    page = screen.open("/preferences/")
    page.get_by_label("Nom affiché").fill("Figaro")
    page.get_by_role("button", name="Enregistrer").click()
    toast = page.locator("e-toast")
    expect(toast).to_contain_text("Vos préférences sont enregistrées.")
    assert axe(page) == []
    toast.get_by_role("button", name="Fermer").click()
    expect(toast).to_have_count(0)


def test_a_refused_form_names_the_field_and_keeps_what_was_typed(screen):
    page = screen.open("/preferences/")
    page.get_by_label("Mot de passe actuel").fill("pas le bon")
    page.locator("input[name=new]").fill("court")
    page.locator("input[name=again]").fill("court")
    page.get_by_role("button", name="Changer le mot de passe").click()
    field = page.locator("input[name=new]")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("trop court"))
    screen.bad[:] = [said for said in screen.bad if "422" not in said]


def test_the_bottom_bar_of_a_phone_opens_the_palette(screen):
    page = screen.open(GALLERY, size=PHONE, has_touch=True)
    bar = page.get_by_role("navigation", name="Navigation mobile")
    expect(bar.get_by_role("link")).to_have_text(["Recherche", "Chercher", "Moi"])
    bar.get_by_role("link", name="Chercher").tap()
    expect(page.get_by_role("combobox", name="Chercher ou agir")).to_be_focused()


def test_targets_are_large_enough_for_a_finger(screen):
    page = screen.open(GALLERY, size=PHONE, has_touch=True)
    small = page.evaluate(
        "[...document.querySelectorAll('.btn, .icon-btn, .tabbar a')].filter((e) => e.offsetParent)"
        ".map((e) => [e.textContent.trim(), e.offsetWidth, e.offsetHeight]).filter(([, w, h]) => w < 24 || h < 24)"
    )
    assert small == []


def test_a_file_is_dropped_or_chosen(screen, tmp_path):
    page = screen.open(GALLERY)
    file = tmp_path / "ventes.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    page.locator("#gallery-file").set_input_files(file)
    expect(page.locator("e-drop .chosen")).to_have_text("ventes.csv")


def test_without_a_network_the_offline_page_says_so(screen):
    page = screen.open("/preferences/", service_workers="allow")
    assert page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.active !== null)")
    page.reload()
    page.context.set_offline(True)
    page.goto(f"{screen.address}/preferences/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes hors connexion")
    page.context.set_offline(False)
    page.get_by_role("link", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes préférences")
    screen.bad[:] = [said for said in screen.bad if "ERR_INTERNET_DISCONNECTED" not in said]


def test_forced_colours_and_print_keep_the_page_whole(screen):
    page = screen.open(GALLERY, forced_colors="active")
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
