"""A room for the tests: a record with a panel, a drawer, a toast with undo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from cordiale.core.errors import Refusal
from cordiale.people.rights.routes import guard
from cordiale.project.urls import handler404, handler500  # noqa: F401
from cordiale.project.urls import urlpatterns as ours
from cordiale.web import panels

BODY = """{% extends "web/page.html" %}{% load ui %}
{% block main_class %}record{% endblock %}
{% block crumbs %}<span class="top-pager"><a class="icon-btn" rel="prev" href="?n=1">{% icon "chevron-up" %}</a>
<a class="icon-btn" rel="next" href="?n=3">{% icon "chevron-down" %}</a></span>{% endblock %}
{% block main %}<h1>Emma {{ request.GET.n }}</h1>
<button class="btn" hx-get="/essai/tiroir/" hx-target="#drawer">Aperçu</button>
<button class="btn" hx-post="/essai/note/" hx-swap="none" data-key="n" data-action="Noter">Noter</button>
<button class="btn" hx-post="/essai/refus/" hx-swap="none">Refuser</button>
<div class="column">{% panels "test" %}</div>{% endblock %}"""


class TooLate(Refusal):
    code = "too_late"
    sentence = "Trop tard."


def record(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(BODY).render({}, request))


def orders(request: HttpRequest) -> HttpResponse:
    card = {"title": "Trois commandes", "content": "", "icon": "receipt"}
    return panels.respond(request, "web/parts/empty.html", card, title="Commandes")


def note(request: HttpRequest) -> HttpResponse:
    undo = {"text": "La note est enregistrée.", "undo": "/essai/annuler/"}
    response = render(request, "web/parts/toast.html", undo)
    response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    return response


def undo(request: HttpRequest) -> HttpResponse:
    return render(request, "web/parts/toast.html", {"text": "La note est retirée."})


def refuse(request: HttpRequest) -> HttpResponse:
    raise TooLate


def drawer(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<div class="dialog-head"><h2>Emma Bovary</h2><button data-close>Fermer</button></div>')


for seen in ("record", "orders", "drawer"):
    guard(seen, get="account.own")
for done in ("refuse", "note", "undo"):
    guard(done, post="account.own")
urlpatterns = [
    *ours,
    path("essai/", record, name="record"),
    path("essai/commandes/", orders, name="orders"),
    path("essai/note/", note, name="note"),
    path("essai/annuler/", undo, name="undo"),
    path("essai/refus/", refuse, name="refuse"),
    path("essai/tiroir/", drawer, name="drawer"),
]
