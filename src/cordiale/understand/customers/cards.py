"""The panels of the customer page that need the lake: they load by themselves, each alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cordiale.people import access
from cordiale.understand.customers import purchases, talk
from cordiale.web import panels


@require_GET
def talking(request: HttpRequest, key: UUID) -> HttpResponse:
    """« Qui parle ? »."""
    party = access.party_for(request.user, key)
    return panels.respond(request, "customers/cards/talk.html", {"talk": talk.of(party)}, title=_("Qui parle ?"))


@require_GET
def orders(request: HttpRequest, key: UUID) -> HttpResponse:
    """The last orders."""
    party = access.party_for(request.user, key)
    found, more = purchases.orders(party)
    context = {"party": party, "orders": found, "more": more}
    return panels.respond(request, "customers/cards/orders.html", context, title=_("Commandes"))


@require_GET
def contracts(request: HttpRequest, key: UUID) -> HttpResponse:
    """The contracts, in force and ended."""
    party = access.party_for(request.user, key)
    held = purchases.contracts(party)
    context = {"party": party, "contracts": held, "yearly": purchases.yearly(held)}
    return panels.respond(request, "customers/cards/contracts.html", context, title=_("Contrats"))
