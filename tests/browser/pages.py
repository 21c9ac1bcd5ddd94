"""Every page that the browser tests visit. A room that adds a screen adds a line here.

`path` is an address, or a function that makes what the page shows (through the verbs) and returns its address; it is
given the signed-in user. Each page is tested with axe in both themes and at both widths, reflowed at 320 px in both
languages, and read without scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Page:
    """`signed_in` is False for what strangers see; `ready` is a selector to wait for before looking."""

    name: str
    path: str | Callable[[Any], str]
    signed_in: bool = True
    ready: str = "h1"

    def address(self, user: Any) -> str:
        return self.path if isinstance(self.path, str) else self.path(user)


PAGES = [
    Page("sign-in", "/connexion/", signed_in=False),
    Page("offline", "/hors-ligne/", signed_in=False),
    Page("not-found", "/nulle-part/"),
    Page("preferences", lambda user: reverse("web:preferences")),
    Page("search", lambda user: reverse("web:search") + "?q=pr"),
    Page("gallery", lambda user: reverse("web:gallery")),
]
