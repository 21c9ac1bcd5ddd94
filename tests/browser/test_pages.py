"""Every page of pages.py: accessible in both themes and widths, no sideways scrolling, readable without scripts."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PHONE, WIDE, axe
from tests.browser.pages import PAGES

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def forgive(screen, page):
    """The browser tells of every answer that is an error; for the page about errors that is right."""
    if page.name == "not-found":
        screen.bad[:] = [said for said in screen.bad if "404" not in said]


@every_page
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_wcag_22_aa(screen, request, page, theme):
    opened = screen.open(page.address(request), theme=theme, signed_in=page.signed_in)
    opened.locator(page.ready).first.wait_for()
    opened.wait_for_load_state("networkidle")
    faults = []
    for width, height in (WIDE, PHONE):
        opened.set_viewport_size({"width": width, "height": height})
        faults += [f"{width}: {fault}" for fault in axe(opened)]
    forgive(screen, page)
    assert faults == []


@every_page
@pytest.mark.parametrize("language", ["fr", "en"])
def test_reflow_at_320(screen, request, page, language):
    opened = screen.open(page.address(request), size=(320, 800), language=language, signed_in=page.signed_in)
    opened.locator(page.ready).first.wait_for()
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320
    assert opened.evaluate("document.documentElement.lang") == language
    forgive(screen, page)


@every_page
def test_readable_without_scripts(screen, request, page):
    opened = screen.open(page.address(request), signed_in=page.signed_in, java_script_enabled=False)
    expect(opened.locator("h1:visible")).to_have_count(1)
    forgive(screen, page)
