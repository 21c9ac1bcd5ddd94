"""Where fields are defined: the list, the form with its preview, the order, the index, retiring with undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.core.conditions import Known
from cordiale.people.fields import custom, definitions, indexing, objects, stored
from cordiale.people.fields.forms import Defined, DefinitionForm
from cordiale.people.fields.models import CustomField, ObjectType
from cordiale.people.fields.refusals import NoSuchField
from cordiale.people.models import Party
from cordiale.people.signed_in import SignedRequest
from cordiale.web import fmt

COUNT_LIMIT = 10_001


@require_GET
def fields(request: SignedRequest) -> HttpResponse:
    """The fields in use and those retired."""
    rows = list(CustomField.objects.filter(of=None))
    context = {
        "rows": [(one, custom.ICONS[str(one.kind)]) for one in rows if one.retired_at is None],
        "retired": [one for one in rows if one.retired_at is not None],
        "types": objects.active(),
    }
    return render(request, "fields/fields.html", context)


def _of(request: SignedRequest) -> ObjectType | None:
    name = request.GET.get("objet", "")
    return objects.type_of(name) if name else None


@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Define a field of parties, or of an object."""
    of = _of(request)
    form = DefinitionForm(
        request.POST or None, initial={"kind": request.GET.get("kind", "text"), "data_class": "contact"}
    )
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        made = definitions.define(
            by=request.user, kind=form.cleaned_data["kind"], told=form.told(), options=form.chosen(), of=of
        )
        messages.success(request, _("Champ «\u00a0%(name)s\u00a0» créé.") % {"name": made.label})
        return redirect(_home(made))
    context = {"form": form, "of": of, "preview": _preview(form)}
    return render(request, "fields/field.html", context, status=422 if form.errors else 200)


def _home(one: CustomField) -> str:
    return reverse("fields:list") if one.of is None else reverse("fields:object", args=[one.of.name])


def _preview(form: DefinitionForm) -> Any:
    """The field as people will fill it in."""
    if not form.is_bound or not form.is_valid():
        return None
    options = [{"key": str(place), **one} for place, one in enumerate(form.chosen())]
    told = form.told() | {"required": False}
    one = CustomField(name="x", kind=form.cleaned_data["kind"], options=options, **told)
    from django.forms import Form

    shown = Form()
    shown.fields["preview"] = Defined(one)
    return shown["preview"]


def _field(key: UUID) -> CustomField:
    found = CustomField.objects.select_related("of").filter(key=key).first()
    if found is None:
        raise NoSuchField
    return found


@require_http_methods(["GET", "POST"])
def field(request: SignedRequest, key: UUID) -> HttpResponse:
    """Revise a field: everything but its name and kind."""
    one = _field(key)
    form = DefinitionForm(request.POST or None, initial=DefinitionForm.shown(one))
    form.fields["kind"].disabled = True
    if request.method == "POST" and form.is_valid():
        definitions.revise(key, by=request.user, told=form.told(), options=form.chosen())
        messages.success(request, _("Champ «\u00a0%(name)s\u00a0» enregistré.") % {"name": one.label})
        return redirect(_home(one))
    context = {"form": form, "one": one, "of": one.of, "may_index": one.of is None and one.kind not in indexing.NEVER}
    return render(request, "fields/field.html", context, status=422 if form.errors else 200)


@require_GET
def usage(request: SignedRequest, key: UUID) -> HttpResponse:
    """How many parties have a value, counted no further than a limit, after the page was shown."""
    one = _field(key)
    found = Party.objects.filter(stored.holds(one, Known()))[:COUNT_LIMIT].count()
    said = fmt.number(min(found, COUNT_LIMIT - 1)) + ("+" if found >= COUNT_LIMIT else "")
    words = ngettext("%(count)s fiche a une valeur", "%(count)s fiches ont une valeur", found) % {"count": said}
    return HttpResponse(words if found else _("aucune fiche n’a de valeur"))


@require_POST
def retire(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take a field out of use; the toast takes it back."""
    one = definitions.retire(key, by=request.user)
    said = _("Champ «\u00a0%(name)s\u00a0» retiré\u00a0; ses valeurs sont gardées.") % {"name": one.label}
    messages.success(request, said, extra_tags=reverse("fields:restore", args=[key]))
    return redirect(_home(_field(key)))


@require_POST
def restore(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    one = definitions.restore(key, by=request.user)
    messages.success(request, _("Champ «\u00a0%(name)s\u00a0» de nouveau en service.") % {"name": one.label})
    return redirect(_home(_field(key)))


@require_POST
def move(request: SignedRequest, key: UUID) -> HttpResponse:
    """One place up or down."""
    one = _field(key)
    keys = [each.key for each in definitions.active(of=one.of)]
    if one.key in keys:
        place = keys.index(one.key)
        other = place + (-1 if request.POST.get("way") == "up" else 1)
        if 0 <= other < len(keys):
            keys[place], keys[other] = keys[other], keys[place]
            definitions.reorder(keys, by=request.user)
    return redirect(_home(one))


@require_POST
def index(request: SignedRequest, key: UUID) -> HttpResponse:
    """Make a field quick to filter and sort, or do without."""
    deeds: dict[str, Callable[..., CustomField]] = {"ask": indexing.ask, "drop": indexing.give_up}
    deed = deeds.get(request.POST.get("deed", ""))
    if deed is not None:
        deed(key, by=request.user)
        messages.success(request, _("C’est noté\u00a0: le travail se fait en arrière-plan."))
    return redirect("fields:field", key=key)
