"""Reading what an application asks of somebody (RFC 6749, 4.1.1, with PKCE and RFC 9207).

Until the application and the address are known to be its own, what is wrong is said on a page; afterwards it is told to
the application, at that address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.project.oauth import applications, redirects, scopes
from cordiale.project.oauth.models import Application
from cordiale.project.oauth.refusals import UnknownApplication, UnknownReturn
from cordiale.project.oauth.scopes import Scope

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
STATE = re.compile(r"[ -~]{0,1000}")
PARAMETERS = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that may be put to somebody. `scope` is what they could agree to: asked for, allowed to the
    application, and within what the account may do itself."""

    application: Application
    redirect: str
    state: str
    scope: Scope
    challenge: str

    def answer(self, **told: str) -> str:
        return answer(self.redirect, state=self.state, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistaken:
    """A known application asked in the wrong way."""

    redirect: str
    state: str
    error: str
    told: str

    def answer(self) -> str:
        return answer(self.redirect, state=self.state, error=self.error, error_description=self.told)


def answer(redirect: str, *, state: str, **told: str) -> str:
    """The address that carries the answer, with what was given to recognise it by and who answers (RFC 9207)."""
    kept = {"state": state} if state else {}
    return redirects.with_parameters(redirect, urlencode({**told, **kept, "iss": settings.SITE_URL}))


def read(asked: QueryDict, *, user: User) -> Asked | Mistaken:
    """The question, or what to tell the application about it."""
    application = _application(asked)
    redirect = asked.get("redirect_uri", "")
    if len(asked.getlist("redirect_uri")) != 1 or not redirects.registered(redirect, application.redirects):
        raise UnknownReturn
    state = asked.get("state", "")
    told = _mistake(asked)
    if told:
        sound = len(asked.getlist("state")) < 2 and STATE.fullmatch(state)
        return Mistaken(redirect=redirect, state=state if sound else "", error=told[0], told=told[1])
    most = scopes.read(application.scope)
    scope = scopes.read(asked.get("scope", "").strip() or application.scope)
    if not scope <= most:
        return Mistaken(redirect=redirect, state=state, error="invalid_scope", told="Beyond what was registered.")
    return Asked(
        application=application, redirect=redirect, state=state, scope=scopes.within(scope, user),
        challenge=asked.get("code_challenge", ""),
    )  # fmt: skip


def _application(asked: QueryDict) -> Application:
    named = asked.getlist("client_id")
    found = applications.by_client_id(named[0]) if len(named) == 1 else None
    if found is None or not found.works_at(clock.now()):
        raise UnknownApplication
    return found


def _mistake(asked: QueryDict) -> tuple[str, str] | None:
    """The protocol's error, and a sentence for the maker of the application."""
    if any(len(asked.getlist(name)) > 1 for name in PARAMETERS):
        return "invalid_request", "A parameter is given twice."
    if not STATE.fullmatch(asked.get("state", "")):
        return "invalid_request", "state is too long or not plain text."
    if asked.get("response_type", "") != "code":
        return "unsupported_response_type", "response_type must be code."
    if asked.get("code_challenge_method", "") != "S256":
        return "invalid_request", "code_challenge_method must be S256."
    if not CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        return "invalid_request", "code_challenge must be the base64url of a SHA-256."
    return None
