"""Who may come in without signing in: nobody, except to the views of this short list, each with its reason."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from cordiale.web import partial

_public: dict[str, str] = {}


def register(view_name: str, reason: str) -> None:
    """Open a view (by its URL name) to everybody. The reason is read by people and asked for by a test."""
    if not reason.strip():
        raise ValueError(f"{view_name} is public without a reason")
    _public[view_name] = reason


def reasons() -> dict[str, str]:
    """Every public view and why."""
    return dict(_public)


register("web:language", "The sign-in page is read in the visitor's language; only sets a cookie.")
register("web:offline", "The service worker keeps it for the moments without a network; it holds no data.")
register("web:manifest", "Name and icons of the installable application; the browser fetches it without a session.")
register("web:worker", "The script of the service worker; the browser fetches it without a session at times.")


class SignedInMiddleware(LoginRequiredMiddleware):
    """Ask for a signed-in person unless the view stands on the list above."""

    def process_view(  # noqa: PLR0917 -- Django calls it so
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is not None and match.view_name in _public:
            return None
        piece = partial.wanted(request)
        if request.user.is_authenticated or not (piece or self.program(request)):
            return super().process_view(request, view_func, view_args, view_kwargs)
        if piece:
            return HttpResponse(status=401, headers={"HX-Redirect": self.door(request)})
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Session"})

    @staticmethod
    def door(request: HttpRequest) -> str:
        """The sign-in page, and from there back to where the piece was asked from; a form whose state is its address
        says `X-Come-Back: here` and is found again as it was."""
        here = request.method == "GET" and request.headers.get("X-Come-Back") == "here"
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = request.get_full_path() if here else f"{page.path}?{page.query}" if page.query else page.path
        return (
            f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
            if back
            else resolve_url(settings.LOGIN_URL)
        )

    @staticmethod
    def program(request: HttpRequest) -> bool:
        """Whether the caller reads no HTML: it gets a plain 401 instead of a page to sign in."""
        accepts = request.headers.get("Accept", "*/*")
        return "text/html" not in accepts and "*/*" not in accepts
