"""What the provider says of somebody: believed only if it is signed, for us, for this very sign-in, and now.

OpenID Connect Core 1.0, 3.1.3.7; PKCE is RFC 7636 with S256.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

import jwt

from cordiale.people.signin.company import wire
from cordiale.people.signin.company.provider import Provider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_S = 60
KEPT_S = 3600
AGAIN_S = 60
STRONG = {"mfa", "otp", "hwk", "swk", "fpt", "face", "sc"}


class Unbelievable(Exception):
    """The token does not hold; the text is a short code for the log."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is believed: who, and how they proved it."""

    subject: str
    email: str
    name: str
    auth_time: int | None
    strong: bool


_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def discovered(provider: Provider) -> dict[str, Any]:
    """The provider's own description of its addresses; it must name itself as we do (mix-up)."""
    found = _fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise Unbelievable("issuer")
    return found


def exchange(provider: Provider, *, code: str, verifier: str, redirect: str) -> str:
    """The code for an identity token."""
    pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
    headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    answer = wire.post(str(discovered(provider)["token_endpoint"]), fields, headers=headers)
    return str(answer.get("id_token", ""))


def believe(provider: Provider, token: str, *, nonce: str) -> Said:
    """Check signature, issuer, audience, time and nonce; then whether the address is verified and of the company."""
    try:
        key = _key(provider, jwt.get_unverified_header(token))
        claims = jwt.decode(
            token, key, algorithms=ALGORITHMS, audience=provider.client_id, issuer=provider.issuer, leeway=LEEWAY_S,
            options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
        )  # fmt: skip
    except jwt.PyJWTError as wrong:
        raise Unbelievable(type(wrong).__name__) from wrong
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise Unbelievable("azp")
    if claims["nonce"] != nonce:
        raise Unbelievable("nonce")
    return _said(provider, claims)


def _said(provider: Provider, claims: dict[str, Any]) -> Said:
    email = str(claims.get("email", "")).strip().lower()
    if claims.get("email_verified") is not True:
        raise Unbelievable("email_unverified")
    if email.rpartition("@")[2] not in provider.domains:
        raise Unbelievable("domain")
    at, how = claims.get("auth_time"), claims.get("amr")
    return Said(
        subject=str(claims["sub"]),
        email=email,
        name=str(claims.get("name") or email.partition("@")[0]),
        auth_time=at if isinstance(at, int) else None,
        strong=isinstance(how, list) and not STRONG.isdisjoint(map(str, how)),
    )


def _key(provider: Provider, header: dict[str, Any]) -> Any:
    """The provider's key of this token; unknown ones are looked for anew, once a minute at most."""
    address = str(discovered(provider)["jwks_uri"])
    for older_than in (KEPT_S, AGAIN_S):
        found = jwt.PyJWKSet.from_dict(_fetch(address, older_than=older_than))
        for key in found.keys:
            if header.get("kid") in (None, key.key_id) and key.public_key_use in (None, "sig"):
                return key
    raise Unbelievable("key")


def _fetch(address: str, *, older_than: float = KEPT_S) -> dict[str, Any]:
    at, found = _kept.get(address, (0.0, {}))
    if not found or monotonic() - at > older_than:
        found = wire.get(address)
        _kept[address] = (monotonic(), found)
    return found


def forget() -> None:
    """Ask the provider anew."""
    _kept.clear()
