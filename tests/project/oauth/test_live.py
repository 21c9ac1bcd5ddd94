"""The whole dance over real connections: a browser's cookies, the sign-in page, the forms as they are on the page."""

from __future__ import annotations

import http.client
import re
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from tests.cast import PASSWORD
from tests.project.api.test_client import client_module  # noqa: F401  the typed client as a module
from tests.project.oauth.dance import FORM, App, given, make

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Line:
    """One connection that keeps its cookies and follows nothing."""

    def __init__(self, address: str) -> None:
        self.parts, self.cookies = urlsplit(address), SimpleCookie()

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status, where it leads, and the page."""
        line = http.client.HTTPConnection(self.parts.hostname or "", self.parts.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": FORM}
        line.request(method, path, body=urlencode(form) if form is not None else None, headers=headers)
        answer = line.getresponse()
        for text in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(text)
        page = answer.read().decode()
        line.close()
        return answer.status, answer.headers.get("Location", ""), page


def hidden(page: str, *, of: str) -> dict[str, str]:
    """What the form with this control carries along."""
    [form] = [one for one in page.split("<form") if f'name="{of}"' in one]
    return {name: unescape(value) for name, value in HIDDEN.findall(form)}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_from_the_sign_in_to_the_typed_client(live_server, figaro, almaviva, rosine, emma, client_module):  # noqa: F811
    app = make(Client(), by=almaviva, approver=rosine)
    browser = Line(live_server.url)
    status, place, _page = browser.send("GET", f"/oauth/authorize?{urlencode(app.question())}")
    assert (status, place.partition("?")[0]) == (302, "/connexion/")
    _status, _place, page = browser.send("GET", place)
    told = hidden(page, of="username") | {"username": figaro.email, "password": PASSWORD}
    status, place, _page = browser.send("POST", place, told)
    assert (status, place.partition("?")[0]) == (302, "/oauth/authorize")
    status, _place, page = browser.send("GET", place)
    assert status == 200
    assert "Laisser Courrier agir en votre nom" in page
    status, place, _page = browser.send("POST", "/oauth/authorize", hidden(page, of="decision") | {"decision": "allow"})
    assert status == 303
    machine = Line(live_server.url)
    sent = {
        "grant_type": "authorization_code", "code": given(place)["code"], "code_verifier": app.verifier,
        "client_id": f"app_{app.row.kid}",
    }  # fmt: skip
    status, _place, text = machine.send("POST", "/oauth/token", sent)
    assert status == 200
    _used(client_module, live_server.url, app, text)


def _used(module, address: str, app: App, text: str) -> None:
    """The typed client calls with the token of now; what was spent comes again, and the next call is refused."""
    import json

    tokens = json.loads(text)
    with module.Cordiale(address, key=lambda: tokens["access_token"]) as house:
        assert [one.name for one in house.pages(house.list_parties, fields="name")] == ["Emma Bovary"]
        machine = Line(address)
        sent = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        sent |= {"client_id": f"app_{app.row.kid}"}
        status, _place, text = machine.send("POST", "/oauth/token", sent)
        assert status == 200
        tokens |= json.loads(text)
        assert house.who_am_i().name == "Courrier"
        assert machine.send("POST", "/oauth/token", sent)[0] == 400
        with pytest.raises(module.Refused) as refused:
            house.who_am_i()
        assert (refused.value.status, refused.value.code) == (401, "key_refused")
