"""Teams, and the tree of territories."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordiale.people import teams as verbs
from cordiale.people.models import Team, Territory
from cordiale.people.rights import forms, places
from cordiale.people.rights.forms import NameForm, TerritoryForm
from cordiale.people.signed_in import SignedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: SignedRequest) -> HttpResponse:
    """Every team with how many are in it; below, a new one."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.create(name=form.cleaned_data["name"])
        messages.success(request, _("L’équipe %(name)s est créée.") % {"name": made.name})
        return redirect("rights:teams")
    found = Team.objects.annotate(count=Count("members")).order_by("name")
    context = {"teams": found, "form": form, "tab": "teams"}
    return render(request, "rights/teams.html", context, status=422 if form.errors else 200)


@require_POST
def team(request: SignedRequest, team: UUID) -> HttpResponse:
    """Give a team another name."""
    form = NameForm(request.POST)
    if form.is_valid() and Team.objects.filter(key=team).exists():
        verbs.rename(team, name=form.cleaned_data["name"])
        messages.success(request, _("L’équipe a changé de nom."))
    return redirect("rights:teams")


@require_POST
def dissolve(request: SignedRequest, team: UUID) -> HttpResponse:
    """Take an empty team away."""
    places.dissolve(team, by=request.user)
    messages.success(request, _("L’équipe est dissoute."))
    return redirect("rights:teams")


@require_http_methods(["GET", "HEAD", "POST"])
def territories(request: SignedRequest) -> HttpResponse:
    """The tree; below, a new territory."""
    form = TerritoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        within = _within(form)
        made = places.draw(name=form.cleaned_data["name"], within=within, by=request.user)
        messages.success(request, _("Le secteur %(name)s est créé.") % {"name": made.name})
        return redirect("rights:territories")
    rows = {str(one.key): one for one in Territory.objects.annotate(count=Count("members")).select_related("parent")}
    offered = forms.territories()
    tree = [(rows[key], min(label.count("\u2003"), 5)) for key, label in offered if key in rows]
    context = {"tree": tree, "offered": offered, "form": form, "tab": "territories"}
    return render(request, "rights/territories.html", context, status=422 if form.errors else 200)


@require_POST
def territory(request: SignedRequest, territory: UUID) -> HttpResponse:
    """Rename or move a territory."""
    form = TerritoryForm(request.POST)
    if form.is_valid():
        places.redraw(territory, name=form.cleaned_data["name"], within=_within(form), by=request.user)
        messages.success(request, _("Le secteur est enregistré."))
    return redirect("rights:territories")


def _within(form: TerritoryForm) -> Territory | None:
    chosen = form.cleaned_data["within"]
    return places.territory_of(chosen) if chosen else None


@require_POST
def erase(request: SignedRequest, territory: UUID) -> HttpResponse:
    """Take an empty territory away."""
    places.erase(territory, by=request.user)
    messages.success(request, _("Le secteur est effacé."))
    return redirect("rights:territories")
