"""An application asks in a real browser: the answer really leaves for the application's own place."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect
from tests.project.oauth.dance import given

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """A native program that waits on a port of its own, and what came to it."""
    heard: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Courrier</title>")

        def log_message(self, *told: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/retour", heard
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("button", "told"), [("Autoriser", "code"), ("Refuser", "error")])
def test_the_answer_leaves_for_the_application(screen, courrier, listening, button, told):
    place, heard = listening
    page = screen.open(courrier.asks(redirect_uri=place))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Courrier")
    page.get_by_role("button", name=button).click()
    expect(page).to_have_title("Courrier")
    answer = given(f"http://127.0.0.1{next(one for one in heard if told in one)}")
    assert {told, "state", "iss"} <= answer.keys()
    assert answer["state"] == "s p&=#"
    screen.bad[:] = [said for said in screen.bad if place.rpartition("/")[0] not in said]  # it left, as it should


def test_one_press_withdraws(screen, courrier, listening):
    place, heard = listening
    page = screen.open(courrier.asks(redirect_uri=place))
    page.get_by_role("button", name="Autoriser").click()
    expect(page).to_have_title("Courrier")
    screen.bad.clear()  # it left, as it should
    assert courrier.trade(given(f"http://127.0.0.1{heard[0]}")["code"], redirect_uri=place).status_code == 200
    page.goto(f"{screen.address}/preferences/securite/")
    page.get_by_role("button", name="Retirer Courrier").click()
    expect(page.locator("#toasts, .toasts")).to_contain_text("n’agit plus en votre nom")
    expect(page.get_by_text("Aucune application n’agit en votre nom")).to_be_visible()
    assert courrier.get().status_code == 401
