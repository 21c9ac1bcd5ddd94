"""What waits for a second person, what calls for attention, and the honey records."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cordiale.core import clock
from cordiale.people.rights import approvals, deciding, honey, verbs
from cordiale.people.rights.models import Alert, Approval, Honey
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels

SHOWN = 100
SOWN_AT_ONCE = 20
ON_TODAY = 5


@require_safe
def waiting(request: SignedRequest) -> HttpResponse:
    """The requests to answer, and the last ones answered."""
    answered = Approval.objects.exclude(state=Approval.State.WAITING).select_related("asked_by", "decided_by")
    context = {
        "waiting": [(one, verbs.of(one.verb).label) for one in approvals.waiting()[:SHOWN]],
        "answered": [(one, verbs.of(one.verb).label) for one in answered.order_by("-decided_at", "-pk")[:20]],
        "tab": "requests",
    }
    return render(request, "rights/requests.html", context)


@require_safe
def card(request: SignedRequest) -> HttpResponse:
    """The card of Today: what colleagues ask and this reader may answer; nothing at all when nothing waits."""
    others = approvals.waiting().exclude(asked_by=request.user)[:ON_TODAY]
    asked = [(one, verbs.of(one.verb).label) for one in others if deciding.allow(request.user, one.verb)]
    return panels.respond(request, "rights/card.html", {"waiting": asked}, title=_("Demandes à valider"))


@require_POST
def ask(request: SignedRequest) -> HttpResponse:
    """Ask for a second person's yes; whoever may give it finds the request on their page."""
    given = request.POST
    rows = given.get("rows", "")
    verb = given.get("verb", "")
    known = {entry.name for entry in verbs.every() if entry.bulk is not None}
    if verb in known and rows.isdecimal() and len(rows) < 10:
        approvals.ask(
            request.user, verb, subject=given.get("subject", ""), rows=int(rows), reason=given.get("reason", "")
        )
        messages.success(request, _("Votre demande est envoyée : elle attend la réponse d’une autre personne."))
    return redirect("home:today")


@require_POST
def answer(request: SignedRequest, request_key: UUID) -> HttpResponse:
    """Say yes or no."""
    yes = request.POST.get("say") == "yes"
    approvals.answer(request_key, by=request.user, yes=yes)
    messages.success(request, _("La demande est acceptée.") if yes else _("La demande est refusée."))
    return redirect("rights:requests")


@require_safe
def alerts(request: SignedRequest) -> HttpResponse:
    """What calls for attention, the latest first."""
    found = Alert.objects.select_related("user", "seen_by").order_by("-at", "-pk")[:SHOWN]
    context = {
        "alerts": found,
        "unseen": Alert.objects.filter(seen_at=None).exists(),
        "honey": Honey.objects.count(),
        "may_sow": bool(deciding.allow(request.user, "honey.sow")),
        "sown_at_once": SOWN_AT_ONCE,
        "tab": "alerts",
    }
    return render(request, "rights/alerts.html", context)


@require_POST
def seen(request: SignedRequest) -> HttpResponse:
    """All alerts until now were read by this person."""
    Alert.objects.filter(seen_at=None).update(seen_by=request.user, seen_at=clock.now())
    return redirect("rights:alerts")


@require_POST
def sow(request: SignedRequest) -> HttpResponse:
    """Add some honey records."""
    made = honey.sow(SOWN_AT_ONCE, by=request.user)
    said = ngettext("%(count)d fiche témoin ajoutée.", "%(count)d fiches témoins ajoutées.", len(made))
    messages.success(request, said % {"count": len(made)})
    return redirect("rights:alerts")
