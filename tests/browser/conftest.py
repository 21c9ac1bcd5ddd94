"""A real Chromium on the real server: `screen.open(path)` signs in, watches, and fails on what a user would suffer."""

import os
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
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


@pytest.fixture
def busy(bovary: Any, figaro: Any) -> Any:
    """A colleague with something to do: late, today, again and again; a favourite, a notice."""
    from datetime import time

    from cordiale.people.agenda import reading, tasks
    from cordiale.people.agenda.tasks import Plan
    from cordiale.people.notices import notices
    from cordiale.people.shelf import stars

    now = reading.today()
    stars.star(bovary, by=figaro)
    made = tasks.add(
        Plan(title="Rappeler", kind="call", on=now - timedelta(days=1), priority=3), by=figaro, party=bovary
    )
    tasks.add(Plan(title="Point d’équipe", on=now, at=time(9), repeat="FREQ=DAILY"), by=figaro)
    tasks.close(tasks.add(Plan(title="Envoyer", on=now), by=figaro).key, by=figaro)
    words = {"title": made.title, "task": str(made.key)}
    notices.tell([figaro], kind="task.due", origin="busy", party=bovary, words=words)
    return made


@pytest.fixture
def courrier(figaro: Any) -> Any:
    """An application in service, which somebody registered and somebody else agreed to."""
    from tests.project.oauth.dance import make

    from cordiale.people import users
    from cordiale.people.rights import members

    people = []
    for role in ("integrator", "administrator"):
        people.append(users.create(email=f"{role}@rivage.example", name=role, password=None))
        members.give(people[-1], role)
    return make(Client(), by=people[0], approver=people[1], redirects=["http://127.0.0.1/retour"])


@pytest.fixture
def two_bovary(figaro: Any) -> Any:
    """Two records of one person, who differ in a few fields."""
    from cordiale.people import parties
    from cordiale.people.identifiers import Key

    said = [("Bovary", "emma.bovary@yonville.example"), ("Rouault", "emma@bertaux.example")]
    return [
        parties.create(
            by=figaro, given_name="Emma", family_name=family, allow_duplicates=True,
            identifiers=[Key("email", email), Key("phone", "0612345678")],
        )
        for family, email in said
    ]  # fmt: skip


@pytest.fixture
def bovary(figaro: Any) -> Any:
    """A late customer with everything a page shows, and somebody to be tied to."""
    from cordiale.core import clock
    from cordiale.core.event import Event
    from cordiale.people import consents, notes, parties, relations, tags, timeline
    from cordiale.people.addresses import Place
    from cordiale.people.identifiers import Key
    from cordiale.understand.profile.models import Profile

    late = clock.now() - timedelta(days=40)
    party = parties.create(
        by=figaro, given_name="Emma", family_name="Bovary", owner=figaro, language="fr",
        identifiers=[Key("email", "emma.bovary@yonville.example"), Key("phone", "06 12 34 56 78")],
        address=Place(lines="1 rue de l’Église", postcode="76780", city="Yonville-l’Abbaye", country="FR"),
    )  # fmt: skip
    other = parties.create(by=figaro, given_name="Charles", family_name="Bovary")
    relations.relate(party.key, other=other.key, kind="household")
    tags.stick(party.key, name="Familles prévoyantes")
    consents.grant(party.key, purpose="marketing", channel="email")
    consents.withdraw(party.key, purpose="marketing", channel="phone")
    notes.write(party.key, body="Aime les bottes rouges.", by=figaro)
    answer = {"survey": "annuelle", "score": 6, "scale": 10}
    said = {"text": "On m’a bien remboursée, mais j’ai dû appeler trois fois."}
    timeline.record(Event(kind="survey.answered", party=party.key, data=answer, personal=said))
    order = {"order_ref": "B-1", "kind": "sale", "channel": "web", "lines": []}
    timeline.record(Event(kind="order.placed", party=party.key, amount=Decimal("89.90"), currency="EUR", data=order))
    Profile.objects.create(
        party=party, currency="EUR", first_order_at=late - timedelta(days=300), last_order_at=late, order_count=12,
        spent=Decimal("1234.50"), year_value=Decimal(840), typical_gap_days=12.0, late=True,
        late_at=late + timedelta(days=20), money_score=5,
    )  # fmt: skip
    return party
