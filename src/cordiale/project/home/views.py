"""Today."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cordiale.core import clock
from cordiale.people import access
from cordiale.people.models import User
from cordiale.people.signed_in import SignedRequest
from cordiale.project.home import steps, today
from cordiale.project.home.today import CAP, Changes
from cordiale.project.house import dismissals
from cordiale.web import fmt


@require_GET
def home(request: SignedRequest) -> HttpResponse:
    """The day at a glance; an empty house is shown how to begin."""
    first_steps = steps.left(request.user)
    if not access.parties_for(request.user).exists():
        return render(request, "home/begin.html", {"steps": first_steps, **_greeting(request.user)})
    mine = request.GET.get("who", "mine" if today.owns_some(request.user) else "all") == "mine"
    changed = today.changes(request.user)
    late, address = today.worth_a_call(request.user, mine=mine)
    context = {
        "changes": changed,
        "verdict": verdict(changed),
        **_sold(changed),
        "late": late,
        "late_address": address,
        "mine": mine,
        "lately": today.seen_lately(request.user),
        "notes": today.notes(request.user),
        "freshness": today.freshness(),
        "steps": shown_steps(request.user, first_steps),
        "may_dismiss": True,
        **_greeting(request.user),
    }
    return render(request, "home/today.html", context)


def shown_steps(user: User, every: list[steps.Step]) -> list[steps.Step]:
    """The list checks itself off; it goes when all is done, or when the reader put it aside."""
    if all(step.done for step in every) or dismissals.dismissed(user, dismissals.STEPS):
        return []
    return every


def _greeting(user: User) -> dict[str, Any]:
    now = timezone.localtime(clock.now())
    name = user.name.split()[0] if user.name else ""
    hello = _("Bonsoir %(name)s") if now.hour >= 18 or now.hour < 4 else _("Bonjour %(name)s")
    return {"hello": hello % {"name": name}, "day": fmt.long_day(now), "now": now}


def _sold(changed: Changes) -> dict[str, str]:
    """The sales of the last day known, in words."""
    orders = ngettext("%(count)s commande", "%(count)s commandes", changed.orders) % {
        "count": fmt.number(changed.orders)
    }
    return {"sold_day": fmt.day(changed.sold_on), "orders": orders, "net": fmt.money(changed.net, changed.currency)}


def some(count: int) -> str:
    """A number, or "plus de" when it was counted no further."""
    return _("plus de %(count)s") % {"count": fmt.number(CAP - 1)} if count >= CAP else fmt.number(count)


def verdict(changed: Changes) -> list[str]:
    """What changed, in short sentences; the most pressing first."""
    said = []
    if changed.newly_late:
        count = {"count": some(changed.newly_late)}
        said.append(
            ngettext(
                "%(count)s bon client vient de sortir de son rythme",
                "%(count)s bons clients viennent de sortir de leur rythme",
                changed.newly_late,
            )
            % count
        )
    if changed.joined:
        count = {"count": some(changed.joined)}
        said.append(ngettext("%(count)s nouveau client", "%(count)s nouveaux clients", changed.joined) % count)
    return said
