"""Privacy on the screen: about one person, and of the house."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cordiale.core import clock
from cordiale.people import access
from cordiale.people.models import Party
from cordiale.people.privacy import erasing, exporting, map, marks, requests, retention, tasks
from cordiale.people.privacy import receipts as slips
from cordiale.people.privacy import register as registers
from cordiale.people.privacy.models import Erasure, Handover, Mark, Request
from cordiale.people.signed_in import SignedRequest

SHOWN = 20
OTHERS = {
    "suppression": gettext_lazy("Liste d’opposition (empreintes)"),
    "disk": gettext_lazy("Écrasement sur le disque"),
}


def _party(request: SignedRequest, key: UUID) -> Party:
    return access.party_for(request.user, key)


def _back(key: UUID) -> HttpResponse:
    return redirect("privacy:person", key=key)


@require_safe
def person(request: SignedRequest, key: UUID) -> HttpResponse:
    """What a person may ask, and what is in force for them."""
    party = _party(request, key)
    standing = list(marks.standing(party))
    context = {
        "party": party,
        "restricted": next((one for one in standing if one.kind == Mark.Kind.RESTRICTED), None),
        "objections": [one for one in standing if one.kind == Mark.Kind.OBJECTED],
        "holds": list(marks.holds(party)),
        "requests": Request.objects.filter(party=party).order_by("-pk")[:SHOWN],
        "files": Handover.objects.filter(party=party).order_by("-pk")[:SHOWN],
        "kinds": Request.Kind.choices,
    }
    return render(request, "privacy/person.html", context)


@require_safe
def receipts(request: SignedRequest, key: UUID) -> HttpResponse:
    """Each consent as a receipt: what was said, to which text, when, how we know."""
    party = _party(request, key)
    lines = slips.of(party)[:200]
    return render(request, "privacy/receipts.html", {"party": party, "lines": lines})


@require_safe
def receipt(request: SignedRequest, key: UUID, consent: UUID) -> HttpResponse:
    """One receipt as a file, to hand over."""
    party = _party(request, key)
    line = slips.one(party, consent)
    context = {"party": party, "line": line, "company": settings.COMPANY_NAME, "made_at": clock.now()}
    response = HttpResponse(render_to_string("privacy/receipt.html", context))
    response.headers["Content-Disposition"] = f'attachment; filename="recu-{str(consent)[-8:]}.html"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _deed(name: str, say: str | Promise) -> Callable[..., HttpResponse]:
    """The view that does a verb of `marks` or `requests` to a person, says so, and goes back to the person's page."""
    verb, fields = DEEDS[name]

    @require_POST
    def view(request: SignedRequest, key: UUID) -> HttpResponse:
        told = {field: request.POST.get(field, "") for field in fields}
        verb(_party(request, key).key, by=request.user, **told)
        messages.success(request, str(say))
        return _back(key)

    return view


DEEDS: dict[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "note": (requests.note, ("kind", "identity")),
    "restrict": (marks.restrict, ("reason",)),
    "lift": (marks.lift, ()),
    "object": (marks.object_to, ("purpose", "reason")),
    "hold": (marks.hold, ("reason",)),
    "release": (marks.release, ()),
}
note = _deed("note", gettext_lazy("Demande notée\u00a0: la réponse est due dans le mois."))
restrict = _deed("restrict", gettext_lazy("Le traitement est limité."))
lift = _deed("lift", gettext_lazy("La limitation est levée."))
object_to = _deed("object", gettext_lazy("Opposition notée, sur tous les canaux."))
hold = _deed("hold", gettext_lazy("La fiche est bloquée."))
release = _deed("release", gettext_lazy("Le blocage est levé."))


@require_POST
def ask(request: SignedRequest, key: UUID) -> HttpResponse:
    """Have the file made."""
    exporting.ask(_party(request, key).key, portable=bool(request.POST.get("portable")), by=request.user)
    messages.success(request, _("Le fichier se prépare\u00a0; il sera gardé sept jours."))
    return _back(key)


@require_POST
def take(request: SignedRequest, key: UUID, file: UUID) -> FileResponse:
    """Take the file, to hand it over oneself."""
    _party(request, key)
    path = exporting.take(file, of=key, by=request.user)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"donnees-{str(key)[-8:]}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def plan(request: SignedRequest, key: UUID) -> HttpResponse:
    """Show what an erasure would take."""
    made = erasing.plan([_party(request, key).key], reason=request.POST.get("reason", ""), by=request.user)
    return redirect("privacy:erasure", key=made.key)


@require_safe
def home(request: SignedRequest) -> HttpResponse:
    """What waits: requests, erasures to approve; how long things are kept."""
    context = {
        "requests": requests.waiting(request.user)[:SHOWN],
        "waiting": Erasure.objects.filter(state=Erasure.State.PLANNED).order_by("pk")[:SHOWN],
        "erasures": Erasure.objects.exclude(state=Erasure.State.PLANNED).order_by("-pk")[:SHOWN],
        "rules": retention.report(),
    }
    return render(request, "privacy/home.html", context)


@require_POST
def answer(request: SignedRequest, key: UUID) -> HttpResponse:
    """Close a request."""
    refused = request.POST.get("say") == "refuse"
    requests.answer(key, outcome=request.POST.get("outcome", ""), refused=refused, by=request.user)
    messages.success(request, _("Demande close."))
    return redirect("privacy:home")


@require_POST
def change_retention(request: SignedRequest) -> HttpResponse:
    """Keep a class for another time."""
    retention.change(request.POST.get("name", ""), days=request.POST.get("days", ""), by=request.user)
    messages.success(request, _("Délai changé. Rien ne part sans votre accord."))
    return redirect("privacy:home")


@require_safe
def register_page(request: SignedRequest) -> HttpResponse:
    """The register of processing."""
    return render(request, "privacy/register.html", {"processings": registers.processings()})


@require_safe
def register_csv(request: SignedRequest) -> HttpResponse:
    """The same as a file."""
    out = io.StringIO()
    registers.write_csv(out)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="registre.csv"'
    return response


@require_safe
def erasure(request: SignedRequest, key: UUID) -> HttpResponse:
    """The plan, the work, or what was done."""
    found = erasing.of(key)
    labels = {one.name: one.label for one in map.every()} | OTHERS
    done = [
        (labels.get(name, name), *figures) for name, figures in found.report.items() if figures[0] or name == "disk"
    ]
    planned = [(labels.get(name, name), number) for name, number in found.plan.items()]
    context: dict[str, Any] = {
        "erasure": found,
        "planned": sorted(planned, key=lambda row: -row[1]),
        "done": sorted(done, key=lambda row: -row[2]),
        "seconds": sum(row[2] for row in done),
        "mine": found.asked_by_id == request.user.pk,
    }
    piece = request.headers.get("HX-Request") and found.state in (Erasure.State.RUNNING, Erasure.State.DONE)
    return render(request, "privacy/parts/erasure.html" if piece else "privacy/erasure.html", context)


@require_POST
def execute(request: SignedRequest, key: UUID) -> HttpResponse:
    """Erase for ever."""
    erasing.begin(key)
    tasks.erase.enqueue(key=str(key))
    return redirect("privacy:erasure", key=key)


@require_POST
def approve(request: SignedRequest, key: UUID) -> HttpResponse:
    """Agree, as the second person."""
    erasing.approve(key, by=request.user)
    messages.success(request, _("Approuvé. L’effacement peut être lancé."))
    return redirect("privacy:erasure", key=key)


@require_POST
def drop(request: SignedRequest, key: UUID) -> HttpResponse:
    """Give the plan up."""
    erasing.drop(key, by=request.user)
    messages.success(request, _("L’effacement est abandonné."))
    return redirect("privacy:home")
