"""Going through the pairs that may be one: the list, the next pair, and rows chosen in a list of customers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cordiale.people.merging import merges, worklist
from cordiale.people.merging.models import Suspect
from cordiale.people.merging.worklist import Place
from cordiale.people.signed_in import SignedRequest

SHOWN = 30
NAME = "revue"
REASONS = {
    "email": gettext_lazy("même e-mail"),
    "phone": gettext_lazy("même téléphone"),
    "name": gettext_lazy("même nom, même code postal"),
}


def said(pair: Suspect) -> str:
    """Why two records may be one."""
    return ", ".join(str(REASONS[reason]) for reason in pair.reasons.split(",") if reason in REASONS)


@require_GET
def doubles(request: SignedRequest) -> HttpResponse:
    """The likeliest pairs, and the way into the review."""
    rows = list(worklist.pairs(request.user)[: SHOWN + 1])
    context = {"pairs": [(pair, said(pair)) for pair in rows[:SHOWN]], "more": len(rows) > SHOWN}
    return render(request, "merging/doubles.html", context)


@require_GET
def review(request: SignedRequest) -> HttpResponse:
    """The next pair, side by side; at the end, the list again."""
    after = Place.read(request.GET.get("after", ""))
    pair = worklist.pairs(request.user, after=after).first()
    if pair is None:
        messages.success(request, _("Toutes les paires sont passées en revue."))
        return redirect("merging:doubles")
    return redirect(compared(pair))


def compared(pair: Suspect) -> str:
    """The address of a pair under review."""
    told = [("party", pair.low.key), ("party", pair.high.key), (NAME, str(worklist.place_of(pair)))]
    return f"{reverse('merging:merge')}?{urlencode(told)}"


def following(request: HttpRequest) -> str:
    """Where a review goes on after this pair; empty outside of one."""
    place = Place.read(request.POST.get(NAME, request.GET.get(NAME, "")))
    return "" if place is None else f"{reverse('merging:review')}?after={place}"


def reason(request: SignedRequest) -> str:
    """Why the pair under review is shown."""
    place = Place.read(request.GET.get(NAME, ""))
    pair = worklist.pairs(request.user).filter(pk=place.pk).first() if place else None
    return said(pair) if pair else ""


@require_POST
def look(request: SignedRequest) -> HttpResponse:
    """Have the base looked through now."""
    worklist.look.enqueue()
    messages.success(request, _("La recherche est lancée\u00a0: revenez dans un moment."))
    return redirect("merging:doubles")


@require_POST
def chosen(request: SignedRequest) -> HttpResponse:
    """Rows chosen in the list of customers, to be compared and merged."""
    keys = list(dict.fromkeys(request.POST.getlist("key")))
    if request.POST.get("every") or not 2 <= len(keys) <= merges.MOST:
        messages.error(request, _("Choisissez de 2 à %(most)s fiches à réunir.") % {"most": merges.MOST})
        return redirect(f"{reverse('customers:list')}?{request.POST.get('address', '')[:6000]}")
    return redirect(f"{reverse('merging:merge')}?{urlencode([('party', key) for key in keys])}")
