"""Every page of pages.py: accessible in both themes and widths, no sideways scrolling, readable without scripts."""

import pytest
from playwright.sync_api import expect
from tests import figures
from tests.browser.conftest import PHONE, WIDE, axe
from tests.browser.pages import PAGES

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def forgive(screen, page):
    """The browser tells of every answer that is an error; for the page about errors that is right."""
    if page.name == "not-found":
        screen.bad[:] = [said for said in screen.bad if "404" not in said]


@every_page
def test_wcag_22_aa_and_no_sideways_scrolling(screen, request, page):
    """By day on a desk in French, by night on a phone in English; then as narrow as a magnified screen."""
    faults, address = [], page.address(request)
    for theme, size, language in (("light", WIDE, "fr"), ("dark", PHONE, "en")):
        opened = screen.open(address, theme=theme, size=size, language=language, signed_in=page.signed_in)
        opened.locator(page.ready).first.wait_for()
        opened.wait_for_load_state("networkidle")
        faults += [f"{theme} {size[0]}: {fault}" for fault in axe(opened)]
        opened.set_viewport_size({"width": 320, "height": 800})
        assert opened.evaluate("document.documentElement.scrollWidth") <= 320, language
        assert opened.evaluate("document.documentElement.lang") == language
    forgive(screen, page)
    policy = [said for said in screen.bad if "Content Security Policy" in said or "another host" in said]
    figures.note(f"pages-{page.name}", visits=2, policy_violations=len(policy))
    assert faults == []


@every_page
def test_it_reads_without_scripts(screen, request, page):
    opened = screen.open(page.address(request), signed_in=page.signed_in, java_script_enabled=False)
    expect(opened.locator("h1:visible")).to_have_count(1)
    forgive(screen, page)
