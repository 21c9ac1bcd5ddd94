"""At each request: is the session still good, and has the person set up the second factor the company asks for?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cordiale.people.models import User
from cordiale.people.signin import sessions
from cordiale.people.signin.confirmation import ask
from cordiale.people.signin.refusals import SecondFactorMissing
from cordiale.web import errors, partial, public, refusals

WHY = "signin.why"
# What somebody may open who has no second factor yet: the pages that set one up, and the way out.
UNFINISHED = frozenset({
    "signin:sign-out", "signin:set-up", "signin:totp-new", "signin:passkey-options", "signin:passkey-new",
    "signin:confirm", "signin:confirm-passkey", "web:theme",
})  # fmt: skip


def _from_elsewhere(request: HttpRequest) -> bool:
    """Whether a page of another site sends this: a second belt beside the token of each form and the Lax cookie."""
    safe = request.method in ("GET", "HEAD", "OPTIONS")
    return not safe and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")


def said(why: str) -> str:
    """Why the last session ended, in words."""
    if why == "idle":
        return _("Votre session s’est fermée après un moment sans activité. Reconnectez-vous pour continuer.")
    return _("Votre session a atteint sa durée maximale. Reconnectez-vous pour continuer.")


class HonestSessionMiddleware:
    """Stands after the authentication, which has compared the session's hash with the account's epoch."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            self._look(request, user)
        return self.get_response(request)

    @staticmethod
    def _look(request: HttpRequest, user: User) -> None:
        marks = sessions.Marks.of(request) or sessions.adopt(request, user)
        if why := marks.over():
            sessions.close(request, user, why=why)
            request.session[WHY] = why
        else:
            sessions.look(request, marks)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: PLR0917
        """Nothing sent from other sites; nothing else until the second factor stands."""
        if _from_elsewhere(request) and not getattr(view, "csrf_exempt", False):
            return errors.expired(request)
        user = request.user
        marks = sessions.Marks.of(request) if isinstance(user, User) else None
        if not isinstance(user, User) or marks is None or marks.second or settings.MFA != "required":
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in UNFINISHED or name in public.reasons():
            return None
        if user.factors.exists():
            return ask(request)
        return self._to_set_up(request)

    @staticmethod
    def _to_set_up(request: HttpRequest) -> HttpResponse:
        if refusals.wants_json(request):
            return refusals.problem(SecondFactorMissing())
        if partial.wanted(request):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("signin:set-up")})
        return redirect("signin:set-up")
