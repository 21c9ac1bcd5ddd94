"""OAuth as the description of the API tells it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation

from cordiale.people import rights
from cordiale.project.oauth import scopes


def scheme() -> dict[str, Any]:
    """The one flow there is, with every word of a scope; in English, like the rest of the description."""
    with translation.override("en"):
        verbs = {word: str(rights.verbs.of(word).label) for word in scopes.VERBS}
        seen = {scopes.DATA + name: str(rights.classes.CLASSES[name]) for name in scopes.CLASSES}
    flow = {
        "authorizationUrl": reverse("oauth:authorize"),
        "tokenUrl": reverse("oauth:token"),
        "refreshUrl": reverse("oauth:token"),
        "scopes": verbs | seen,
    }
    told = "For an application that acts for somebody who agreed to it: authorisation code with PKCE (S256)."
    return {"type": "oauth2", "description": told, "flows": {"authorizationCode": flow}}
