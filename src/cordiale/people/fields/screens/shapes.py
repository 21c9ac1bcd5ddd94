"""Where objects are defined, and the pages of their records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people import access, rights
from cordiale.people.fields import custom, definitions, objects, values
from cordiale.people.fields.forms import Filling, ObjectForm
from cordiale.people.fields.models import ObjectType, Record
from cordiale.people.fields.refusals import NoSuchObject
from cordiale.people.models import Party
from cordiale.people.rights.lens import Lens
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels

PAGE = 50


@require_GET
def types(request: SignedRequest) -> HttpResponse:
    """The objects in use and those retired."""
    rows = list(ObjectType.objects.order_by("label_fr", "pk"))
    context = {
        "rows": [one for one in rows if one.retired_at is None],
        "retired": [one for one in rows if one.retired_at],
    }
    return render(request, "fields/objects.html", context)


@require_http_methods(["GET", "POST"])
def new_type(request: SignedRequest) -> HttpResponse:
    """Define an object."""
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = objects.define(by=request.user, told=form.cleaned_data)
        messages.success(
            request, _("Objet «\u00a0%(name)s\u00a0» créé\u00a0: donnez-lui des champs.") % {"name": made.label}
        )
        return redirect("fields:object", name=made.name)
    return render(request, "fields/object.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def one_type(request: SignedRequest, name: str) -> HttpResponse:
    """Revise an object and see its fields."""
    one = objects.type_of(name)
    form = ObjectForm(request.POST or None, initial=ObjectForm.shown(one))
    if request.method == "POST" and form.is_valid():
        objects.revise(name, by=request.user, told=form.cleaned_data)
        messages.success(request, _("Objet «\u00a0%(name)s\u00a0» enregistré.") % {"name": one.label})
        return redirect("fields:object", name=name)
    rows = [(each, custom.ICONS[str(each.kind)]) for each in definitions.active(of=one)]
    return render(
        request, "fields/object.html", {"form": form, "one": one, "rows": rows}, status=422 if form.errors else 200
    )


@require_POST
def retire_type(request: SignedRequest, name: str) -> HttpResponse:
    """Take an object out of use; the toast takes it back."""
    one = objects.retire(name, by=request.user)
    said = _("Objet «\u00a0%(name)s\u00a0» retiré\u00a0; ses fiches sont gardées.") % {"name": one.label}
    messages.success(request, said, extra_tags=reverse("fields:restore-object", args=[name]))
    return redirect("fields:objects")


@require_POST
def restore_type(request: SignedRequest, name: str) -> HttpResponse:
    """Take it back."""
    one = objects.restore(name, by=request.user)
    messages.success(request, _("Objet «\u00a0%(name)s\u00a0» de nouveau en service.") % {"name": one.label})
    return redirect("fields:objects")


@require_GET
def records(request: SignedRequest, name: str) -> HttpResponse:
    """The records of an object, the latest first, of the parties the reader may see."""
    one = objects.type_of(name)
    before = request.GET.get("before", "")
    rows = Record.objects.filter(of=one, archived_at=None, party__in=access.parties_for(request.user))
    if before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("party").order_by("-pk")[: PAGE + 1])
    Lens(request.user).parties(row.party for row in found)
    shown = [one for one in definitions.active(of=one) if _reads(request, one.data_class)][:4]
    table = [(row, [values.show(field, row.values.get(field.name)) for field in shown]) for row in found[:PAGE]]
    following = f"before={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return render(request, "fields/records.html", {"one": one, "shown": shown, "table": table, "following": following})


def _row(request: SignedRequest, key: UUID) -> Record:
    """The record of that key; one of a party out of sight does not exist."""
    row = objects.record_of(key)
    if not rights.covers(request.user, row.party):
        raise NoSuchObject
    return row


def _reads(request: SignedRequest, data_class: str) -> bool:
    return rights.level_of_class(request.user, data_class) in ("read", "write")


@require_GET
def card(request: SignedRequest, key: UUID) -> HttpResponse:
    """The card of the customer page: what the customer has, object by object."""
    party = access.party_for(request.user, key)
    held: dict[int, list[Record]] = {}
    for row in Record.objects.filter(party=party, archived_at=None).order_by("-pk")[:PAGE]:
        held.setdefault(row.of_id, []).append(row)
    groups = [(one, held.get(one.pk, []), one.many or one.pk not in held) for one in objects.active()]
    may_change = rights.covers(request.user, party, "record.change")
    context = {"party": party, "groups": groups, "may_change": may_change}
    return panels.respond(request, "fields/records_card.html", context, title=_("Ce que le client a"))


@require_http_methods(["GET", "POST"])
def new_record(request: SignedRequest, key: UUID, name: str) -> HttpResponse:
    """One more of these for a customer."""
    party = access.party_for(request.user, key, verb="record.change")
    one = objects.type_of(name)
    form = _filling(request, one, {})
    if request.method == "POST" and _sound(form, request):
        objects.add(name, party=key, title=request.POST.get("title", ""), told=form.told(), by=request.user)
        messages.success(request, _("%(name)s ajouté.") % {"name": one.label})
        return redirect("customers:page", key)
    return _form(request, {"form": form, "one": one, "party": party, "title": request.POST.get("title", "")})


def _filling(request: SignedRequest, one: ObjectType, held: dict[str, Any]) -> Filling:
    known = [
        each for each in definitions.active(of=one) if rights.level_of_class(request.user, each.data_class) == "write"
    ]
    return Filling(request.POST or None, known=known, held=held)


def _sound(form: Filling, request: SignedRequest) -> bool:
    return form.is_valid() and bool(request.POST.get("title", "").strip())


def _form(request: SignedRequest, context: dict[str, Any]) -> HttpResponse:
    missing = request.method == "POST" and not context["title"].strip()
    status = 422 if request.method == "POST" else 200
    return render(request, "fields/record.html", {**context, "missing": missing}, status=status)


@require_http_methods(["GET", "POST"])
def record(request: SignedRequest, key: UUID) -> HttpResponse:
    """The page of a record: what it holds, ready to be corrected by those who may."""
    row = _row(request, key)
    party = access.party_for(
        request.user, row.party.key, verb="record.change" if request.method == "POST" else "party.read"
    )
    form = _filling(request, row.of, row.values)
    if request.method == "POST" and _sound(form, request):
        objects.correct(key, title=request.POST.get("title", ""), told=form.told(), by=request.user)
        messages.success(request, _("%(name)s enregistré.") % {"name": row.of.label})
        return redirect("customers:page", party.key)
    title = request.POST.get("title", row.title)
    return _form(
        request, {"form": form, "one": row.of, "party": party, "row": row, "title": title, **_opened(request, party)}
    )


def _opened(request: SignedRequest, party: Party) -> dict[str, Any]:
    return {"may_change": rights.covers(request.user, party, "record.change")}


@require_POST
def archive_record(request: SignedRequest, key: UUID) -> HttpResponse:
    """Put a record aside, or take it back; the toast does the contrary."""
    row = _row(request, key)
    access.party_for(request.user, row.party.key, verb="record.change")
    back = request.POST.get("back") == "1" or row.archived_at is not None
    objects.archive(key, by=request.user, back=back)
    said = _("%(name)s remis.") if back else _("%(name)s mis de côté.")
    messages.success(request, said % {"name": row.title}, extra_tags=reverse("fields:archive-record", args=[key]))
    return redirect("customers:page", row.party.key)
