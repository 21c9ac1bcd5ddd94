"""What an application does: asks, takes the code back, changes it into tokens, calls."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.project.oauth import applications, scopes
from cordiale.project.oauth.applications import Terms
from cordiale.project.oauth.models import Application

BACK = "https://courrier.example/retour?ici=1"
FORM = "application/x-www-form-urlencoded"
SCOPE = "party.read party.change data:contact"


def terms(**told: Any) -> Terms:
    whole = {
        "name": "Courrier", "reason": "Montre le client à côté du message", "home_page": "https://courrier.example/",
        "redirects": [BACK], "confidential": False, "scope": scopes.read(SCOPE),
        "expires_at": clock.now() + timedelta(days=365),
    }  # fmt: skip
    return Terms(**(whole | told))


def make(browser: Client, *, by: User, approver: User, **told: Any) -> App:
    row, secret = applications.register(terms(**told), by=by)
    applications.approve(row.key, by=approver)
    return App(browser, row, secret)


def given(address: str) -> dict[str, str]:
    """The parameters of an address, each once."""
    return {name: value for name, [value] in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


@dataclass
class App:
    """An application with the browser of the person it acts for, and a line of its own."""

    browser: Client
    row: Application
    secret: str = ""
    line: Client = field(default_factory=Client)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    access: str = ""
    refresh: str = ""

    def question(self, **told: str) -> dict[str, str]:
        """What it asks, with changes; an empty value is left out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        whole = {
            "response_type": "code", "client_id": f"app_{self.row.kid}", "redirect_uri": BACK, "scope": SCOPE,
            "state": "s p&=#", "code_challenge": challenge, "code_challenge_method": "S256",
        } | told  # fmt: skip
        return {name: value for name, value in whole.items() if value}

    def asks(self, **told: str) -> str:
        """The address it sends people to."""
        return f"/oauth/authorize?{urlencode(self.question(**told))}"

    def ask(self, **told: str) -> Any:
        return self.browser.get(self.asks(**told))

    def hear(self, decision: str = "allow", **told: str) -> Any:
        return self.browser.post("/oauth/authorize", {**self.question(**told), "decision": decision})

    def code(self, **told: str) -> str:
        answer = self.hear(**told)
        assert answer.status_code == 303, answer.content
        return given(answer["Location"])["code"]

    def post(self, address: str, told: Any, **headers: str) -> Any:
        own = {"client_id": f"app_{self.row.kid}", **({"client_secret": self.secret} if self.secret else {})}
        sent = {name: value for name, value in {**own, **told}.items() if value}
        return self.line.post(address, urlencode(sent), content_type=FORM, headers=headers)

    def trade(self, code: str, **told: str) -> Any:
        return self._kept(self.post("/oauth/token", {
            "grant_type": "authorization_code", "code": code, "code_verifier": self.verifier, "redirect_uri": BACK,
        } | told))  # fmt: skip

    def renew(self, refresh: str = "", **told: str) -> Any:
        sent = {"grant_type": "refresh_token", "refresh_token": refresh or self.refresh} | told
        return self._kept(self.post("/oauth/token", sent))

    def _kept(self, answer: Any) -> Any:
        if answer.status_code == 200:
            self.access, self.refresh = answer.json()["access_token"], answer.json()["refresh_token"]
        return answer

    def connect(self, **told: str) -> App:
        assert self.trade(self.code(**told)).status_code == 200
        return self

    def get(self, path: str = "/me", access: str = "") -> Any:
        return self.line.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {access or self.access}"})

    def send(self, path: str, told: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.access}"}
        return self.line.post(f"/api/v1{path}", told, content_type="application/json", headers=headers)
