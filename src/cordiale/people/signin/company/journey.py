"""There and back: the state, the nonce and the verifier stay in the session and serve once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.signin import traces
from cordiale.people.signin.company import identities, tokens, wire
from cordiale.people.signin.company.provider import Provider
from cordiale.people.signin.refusals import NotFromCompany

KEPT = "signin.company"
GOOD_FOR_S = 600


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, whether the provider saw two factors, and where they wanted to go."""

    user: User
    strong: bool
    way: str
    number: str


def _provider() -> Provider:
    provider: Provider | None = settings.OIDC
    if provider is None:
        raise NotFromCompany
    return provider


def redirect_address() -> str:
    return str(settings.SITE_URL + reverse("signin:company-back"))


def set_out(request: HttpRequest, *, way: str, number: str = "") -> str:
    """The provider's address to go to. With `number`, somebody signed in confirms who they are: asked anew."""
    provider = _provider()
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    request.session[KEPT] = {**kept, "way": way, "number": number, "at": clock.now().timestamp()}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": redirect_address(),
        "scope": "openid email profile", "state": kept["state"], "nonce": kept["nonce"],
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    if number:
        asked |= {"max_age": "0", "prompt": "login"}
    try:
        there = str(tokens.discovered(provider)["authorization_endpoint"])
    except (wire.Unreachable, tokens.Unbelievable, KeyError) as failure:
        raise _refused(request, failure) from failure
    return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"


def come_back(request: HttpRequest) -> Arrival:
    """Believe what the provider says, or refuse without a reason (the log has it)."""
    kept = request.session.pop(KEPT, None)
    try:
        return _arrive(request, kept)
    except (wire.Unreachable, tokens.Unbelievable, KeyError) as failure:
        raise _refused(request, failure) from failure


def _arrive(request: HttpRequest, kept: dict[str, Any] | None) -> Arrival:
    provider = _provider()
    if kept is None or clock.now().timestamp() - kept["at"] > GOOD_FOR_S:
        raise tokens.Unbelievable("late")
    if not constant_time_compare(request.GET.get("state", ""), kept["state"]):
        raise tokens.Unbelievable("state")
    code = request.GET.get("code", "")
    token = tokens.exchange(provider, code=code, verifier=kept["verifier"], redirect=redirect_address())
    said = tokens.believe(provider, token, nonce=kept["nonce"])
    if not kept["number"]:
        return Arrival(identities.recognise(provider, said), said.strong, kept["way"], "")
    user = request.user
    recent = said.auth_time is not None and said.auth_time >= kept["at"] - tokens.LEEWAY_S
    if not isinstance(user, User) or not recent or not identities.belongs(provider, said, user=user):
        raise tokens.Unbelievable("not_confirmed")
    return Arrival(user, said.strong, kept["way"], kept["number"])


def _refused(request: HttpRequest, failure: Exception) -> NotFromCompany:
    who = request.user if isinstance(request.user, User) else None
    traces.tell(who, "session.refused", kind="company", why=str(failure)[:40])
    return NotFromCompany()
