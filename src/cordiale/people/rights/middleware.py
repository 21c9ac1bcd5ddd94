"""The guard at every address: no view is called before its verb was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from cordiale.core.errors import Refusal
from cordiale.people import signin
from cordiale.people.audit import door
from cordiale.people.models import Party, User
from cordiale.people.refusals import NoSuchParty
from cordiale.people.rights import budget, deciding, honey, routes, standing, verbs
from cordiale.people.rights.refusals import NotAllowed
from cordiale.web import public, refusals

REDIRECTED = 300


class GuardMiddleware:
    """Ask the policy before each view. Stands last, so that a refusal can be said in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.user, User) and response.status_code < REDIRECTED:
            honey.touched(request.user, door.shown())
        return response

    def process_view(  # noqa: PLR0917 -- Django calls it so
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in public.reasons():
            return None
        guard = routes.of(name)
        if guard is not None and not guard.verb(request.method or ""):
            return HttpResponseNotAllowed(guard.methods)
        try:
            self._ask(request, guard, view_kwargs)
        except Refusal as refusal:  # those raised before the view do not reach the refusals' middleware
            return refusals.answer(request, refusal)
        if guard is not None and verbs.of(guard.verb(request.method or "")).sensitive and not signin.fresh(request):
            return signin.ask(request)
        return None

    @staticmethod
    def _ask(request: HttpRequest, guard: routes.Guard | None, view_kwargs: Mapping[str, Any]) -> None:
        if guard is None:
            raise NotAllowed(why=_("Cette page n’est ouverte à personne."))
        verb, user = guard.verb(request.method or ""), request.user
        deciding.require(user, verb, field=guard.field)
        entry = verbs.of(verb)
        if entry.scoped and not entry.changes and isinstance(user, User):
            budget.check(user)
        if guard.party and user.is_authenticated and standing.of(user).scope(verb) != "all":
            party = Party.objects.filter(key=view_kwargs[guard.party]).first()
            if party is None:
                raise NoSuchParty
            deciding.require(user, verb, party)
