"""What is typed outlives a lost session, is gone once taken, and is nobody else's."""

import pytest
from tests.cast import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def record(screen, emma):
    return screen.open(f"/clients/{emma.key}/corriger/")


def town(page):
    return page.locator("input[name=family_name]")


def test_a_lost_session_loses_nothing(screen, record, emma):
    town(record).fill("Rouault")
    record.context.clear_cookies(name="session")
    record.locator("main form button[type=submit]").click()
    record.wait_for_url("**/connexion/**")
    record.locator("input[name=username]").fill("figaro@rivage.example")
    record.locator("input[name=password]").fill(PASSWORD)
    record.locator("main button[type=submit]").first.click()
    record.wait_for_url(f"**/clients/{emma.key}/corriger/")
    assert town(record).input_value() == "Rouault"
    assert record.locator("e-draft .draft").is_visible()
    record.locator("e-draft .draft button").click()
    assert town(record).input_value() == "Bovary"


def test_a_draft_is_gone_once_it_was_taken(record, emma):
    town(record).fill("Rouault")
    record.reload()
    assert town(record).input_value() == "Rouault"
    record.locator("main form button[type=submit]").click()
    record.wait_for_url(f"**/clients/{emma.key}/**")
    record.wait_for_load_state()
    assert record.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft'))") == []


def test_a_draft_is_not_shown_to_somebody_else(record):
    town(record).fill("Rouault")
    record.evaluate("sessionStorage.setItem('draft:somebody-else:/x:edit', '[]')")
    record.reload()
    keys = record.evaluate("Object.keys(sessionStorage)")
    assert not any("somebody-else" in key for key in keys)


def test_the_site_can_be_installed(screen):
    page = screen.open("/")
    address = page.locator("link[rel=manifest]").get_attribute("href")
    told = page.evaluate("async (address) => (await fetch(address)).json()", address)
    assert (told["display"], told["start_url"]) == ("standalone", "/")
    sizes = page.evaluate(
        "async (icons) => Promise.all(icons.map(async (icon) => { const image = new Image(); image.src = icon.src;"
        " await image.decode(); return `${image.naturalWidth}x${image.naturalHeight}`; }))",
        told["icons"],
    )
    assert sizes == [icon["sizes"] for icon in told["icons"]]
