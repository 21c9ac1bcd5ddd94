"""A real Chromium on the real server: `screen.open(path)` signs in, watches, and fails on what a user would suffer."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

# Playwright runs a loop in this thread, which Django takes for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
AXE = (Path(__file__).parent / "vendor/axe-4.14.1.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = (1440, 900), (390, 844)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


class Screen:
    """One user in front of one browser."""

    def __init__(self, browser: Browser, address: str, user: Any) -> None:
        self.browser, self.address, self.user = browser, address, user
        self.bad: list[str] = []
        self.contexts: list[BrowserContext] = []

    def watch(self, page: Page) -> None:
        """Note console errors, page errors and requests to another host; the fixture fails on any at the end."""
        page.on("console", lambda message: self.bad.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.bad.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.bad.append(f"request to another host: {url}")

    def open(
        self,
        path: str,
        *,
        size: tuple[int, int] = WIDE,
        theme: str = "light",
        language: str = "fr",
        signed_in: bool = True,
        **context: Any,
    ) -> Page:
        """A fresh browser profile on this page, in this theme and language."""
        given = {"service_workers": "block", "reduced_motion": "reduce", "color_scheme": theme or "light", **context}
        opened = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **given)
        self.contexts.append(opened)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "theme": theme}
        if signed_in:
            type(self.user).objects.filter(pk=self.user.pk).update(theme=theme, language=language)
            client = Client()
            client.force_login(self.user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        opened.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        page = opened.new_page()
        self.watch(page)
        page.goto(self.address + path)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def axe(page: Page) -> list[str]:
    """What axe finds wrong, one line each. Injected through the debugger protocol, so that the CSP stays strict."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['id']}: {node['html'][:160]} {(node['any'] or node['all'] or [{}])[0].get('message', '')[:160]}"
        for violation in found["violations"]
        for node in violation["nodes"][:5]
    ]


@pytest.fixture
def screen(browser: Browser, live_server: Any, figaro: Any) -> Iterator[Screen]:
    """Figaro at his desk. 404 and 409 pages are loud in the console by nature: take them out with `screen.bad`."""
    made = Screen(browser, live_server.url, figaro)
    yield made
    made.close()
    assert made.bad == []
