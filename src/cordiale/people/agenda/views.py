"""One's tasks, the form of a task, the cards of the customer page and of Today, and what is done from them."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people import access, rights
from cordiale.people.agenda import reading, tasks, words
from cordiale.people.agenda.forms import TaskForm
from cordiale.people.agenda.models import Task
from cordiale.people.agenda.refusals import NoSuchTask
from cordiale.people.models import Party, User
from cordiale.people.refusals import UnknownChoice
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels


@require_GET
def mine(request: SignedRequest) -> HttpResponse:
    """One's tasks: late, today, later, some day, done."""
    context = {
        "mine": reading.mine(request.user),
        "done": reading.done(request.user),
        "people": User.objects.filter(is_active=True).exclude(pk=request.user.pk).order_by("name")[:200],
        "today": reading.today(),
        "tomorrow": reading.today() + timedelta(days=1),
        "next_week": reading.today() + timedelta(days=7),
    }
    return render(request, "agenda/mine.html", context)


@require_GET
def today(request: SignedRequest) -> HttpResponse:
    """The card of Today."""
    found = reading.mine(request.user, limit=30)
    context = {"late": found.late[:5], "today": found.today[:8], "more": len(found.late) > 5 or len(found.today) > 8}
    return panels.respond(request, "agenda/today.html", context, title=_("À faire aujourd’hui"))


@require_GET
def panel(request: SignedRequest, key: UUID) -> HttpResponse:
    """The card of the customer page."""
    party = access.party_for(request.user, key, verb="task.write")
    days = [(reading.today() + timedelta(days=ahead), label) for ahead, label in AHEAD]
    context = {
        "party": party,
        "tasks": reading.of(party),
        "days": days,
        "kinds": Task.Kind.choices,
        "now": reading.today(),
    }
    return panels.respond(request, "agenda/panel.html", context, title=_("Tâches"))


AHEAD = (
    (0, gettext_lazy("Aujourd’hui")),
    (1, gettext_lazy("Demain")),
    (7, gettext_lazy("Dans une semaine")),
    (30, gettext_lazy("Dans un mois")),
)


@require_http_methods(["GET", "POST"])
def add(request: SignedRequest, key: UUID | None = None) -> HttpResponse:
    """A new task, about a customer or not; few fields are enough."""
    party = access.party_for(request.user, key, verb="task.write") if key else None
    form = TaskForm(request.POST or None, user=request.user, initial={"on": _asked(request)})
    if request.method == "POST" and form.is_valid():
        tasks.add(form.plan(), by=request.user, party=party, assignee=form.entrusted())
        messages.success(request, _("C’est noté."))
        return _back(request, party)
    context = {"form": form, "party": party, "next": request.GET.get("next", request.POST.get("next", ""))}
    return render(request, "agenda/form.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return reading.today()


@require_http_methods(["GET", "POST"])
def task(request: SignedRequest, task: UUID) -> HttpResponse:
    """A task and its form."""
    held = _held(request, task)
    form = TaskForm(request.POST or None, user=request.user, initial=TaskForm.typed(held))
    if request.method == "POST" and form.is_valid():
        tasks.change(held.key, form.plan(), by=request.user, assignee=form.entrusted())
        messages.success(request, _("Tâche corrigée."))
        return _back(request, held.party)
    context = {
        "form": form,
        "task": held,
        "party": held.party,
        "repeated": words.repeated(held.repeat),
        "next": request.GET.get("next", request.POST.get("next", "")),
        "tomorrow": reading.today() + timedelta(days=1),
        "next_week": reading.today() + timedelta(days=7),
    }
    return render(request, "agenda/form.html", context, status=422 if form.errors else 200)


def _held(request: SignedRequest, key: UUID) -> Task:
    held = Task.present.filter(key=key).select_related("party", "assignee", "by")
    found = reading.seen(request.user, held)
    if not found or not tasks.may_change(request.user, found[0]):
        raise NoSuchTask
    return found[0]


@require_POST
def close(request: SignedRequest, task: UUID) -> HttpResponse:
    """Done; the toast takes it back."""
    held = tasks.close(task, by=request.user)
    messages.success(
        request,
        _("«\u00a0%(title)s\u00a0» est fait.") % {"title": held.title},
        extra_tags=_again("reopen", task, request),
    )
    return _back(request, held.party)


@require_POST
def reopen(request: SignedRequest, task: UUID) -> HttpResponse:
    """Not done after all."""
    return _back(request, tasks.reopen(task, by=request.user).party)


@require_POST
def postpone(request: SignedRequest, task: UUID) -> HttpResponse:
    """To another day; the toast brings it back."""
    before = _held(request, task).on
    asked = request.POST.get("on", "") or request.GET.get("on", "")
    try:
        to = date.fromisoformat(asked)
    except ValueError as unreadable:
        raise UnknownChoice(value=asked[:40]) from unreadable
    held = tasks.postpone(task, to=to, by=request.user)
    undo = _again("postpone", task, request, on=before.isoformat()) if before else ""
    messages.success(request, _("«\u00a0%(title)s\u00a0» est reporté.") % {"title": held.title}, extra_tags=undo)
    return _back(request, held.party)


@require_POST
def remove(request: SignedRequest, task: UUID) -> HttpResponse:
    """Take a task away."""
    held = _held(request, task)
    tasks.remove(task, by=request.user)
    messages.success(request, _("Tâche retirée."), extra_tags=_again("put-back", task, request))
    return _back(request, held.party)


@require_POST
def put_back(request: SignedRequest, task: UUID) -> HttpResponse:
    """Undo the removal."""
    held = tasks.put_back(task, by=request.user)
    messages.success(request, _("«\u00a0%(title)s\u00a0» est de nouveau là.") % {"title": held.title})
    return _back(request, held.party)


@require_POST
def hand_over(request: SignedRequest) -> HttpResponse:
    """Entrust the ticked tasks to a colleague."""
    chosen, who = request.POST.getlist("task"), request.POST.get("to", "")
    to = User.objects.filter(key=who, is_active=True).first() if len(who) == 36 else None
    if to is None:
        raise UnknownChoice(value=who[:40])
    count = tasks.hand_over([UUID(key) for key in chosen if len(key) == 36], to=to, by=request.user)
    said = ngettext("%(count)s tâche confiée à %(name)s.", "%(count)s tâches confiées à %(name)s.", count)
    messages.success(request, said % {"count": count, "name": to.name})
    return redirect("agenda:mine")


def _again(name: str, key: UUID, request: HttpRequest, **more: str) -> str:
    """The address that takes a deed back and comes back to the same page."""
    return f"{reverse(f'agenda:{name}', args=[key])}?{urlencode({'next': request.POST.get('next', ''), **more})}"


def _back(request: HttpRequest, party: Party | None) -> HttpResponse:
    """To where the deed was asked for: the page it names, the customer, one's tasks."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    own = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    visible = party is not None and rights.covers(request.user, party)
    address = (
        asked if own else reverse("customers:page", args=[party.key]) if party and visible else reverse("agenda:mine")
    )
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
