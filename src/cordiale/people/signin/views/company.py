"""To the company's own sign-in service and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from cordiale.people.signin import sessions
from cordiale.people.signin.company import journey
from cordiale.people.signin.views.confirming import go_on
from cordiale.people.signin.views.entering import admit
from cordiale.web.ways import way_back


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Leave for the provider; a link and not a form, because the policy of our pages lets no form leave the house."""
    number = request.GET.get("demande", "") if request.user.is_authenticated else ""
    return redirect(journey.set_out(request, way=way_back(request), number=number))


@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Sign in, or go on after a confirmation."""
    arrival = journey.come_back(request)
    if arrival.number:
        sessions.proved(request, second=arrival.strong)
        return go_on(request, arrival.number)  # type: ignore[arg-type]
    return admit(request, arrival.user, proof="company", second=arrival.strong, way=arrival.way)
