"""The panels of the customer page that need the lake: all in one answer for the page, each alone for a link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cordiale.people import access
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import dossier, purchases, veils, wording
from cordiale.understand.customers.dossier import Dossier
from cordiale.web import panels


@require_GET
def everything(request: SignedRequest, key: UUID) -> HttpResponse:
    """Timeline, balance, satisfaction, contracts and orders: one request, one read of the lake."""
    party = access.party_for(request.user, key)
    held = dossier.of(party, reader=request.user)
    context = {
        "party": party,
        "told": held.stories(),
        "group": "",
        "groups": [(code, label, code == "") for code, label in wording.GROUPS.items() if code in held.groups],
        "origin": request.GET.get("from", ""),
        "open": veils.opened(request.user),
        "one": held.satisfaction(),
        "talk": held.talk(),
        **_orders(held),
        **_contracts(held),
    }
    return render(request, "customers/dossier.html", context)


def _orders(held: Dossier) -> dict[str, Any]:
    found, more = held.orders()
    return {"orders": found, "more": more}


def _contracts(held: Dossier) -> dict[str, Any]:
    found = held.contracts()
    return {"contracts": found, "yearly": purchases.yearly(found)}


@require_GET
def talking(request: SignedRequest, key: UUID) -> HttpResponse:
    """« Qui parle ? »."""
    party = access.party_for(request.user, key)
    context = {"party": party, "talk": dossier.of(party, reader=request.user).talk()}
    return panels.respond(request, "customers/cards/talk.html", context, title=_("Qui parle ?"))


@require_GET
def orders(request: SignedRequest, key: UUID) -> HttpResponse:
    """The last orders."""
    party = access.party_for(request.user, key)
    context = {"party": party, **_orders(dossier.of(party, reader=request.user))}
    return panels.respond(request, "customers/cards/orders.html", context, title=_("Commandes"))


@require_GET
def contracts(request: SignedRequest, key: UUID) -> HttpResponse:
    """The contracts, in force and ended."""
    party = access.party_for(request.user, key)
    context = {"party": party, **_contracts(dossier.of(party, reader=request.user))}
    return panels.respond(request, "customers/cards/contracts.html", context, title=_("Contrats"))


@require_GET
def satisfaction(request: SignedRequest, key: UUID) -> HttpResponse:
    """The third key figure."""
    party = access.party_for(request.user, key)
    context = {"one": dossier.of(party, reader=request.user).satisfaction()}
    return panels.respond(request, "customers/parts/essential.html", context, title=_("Satisfaction"))
