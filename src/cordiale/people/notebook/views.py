"""Pinned notes of the customer page, pinning, and the earlier texts of a note."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cordiale.people import access, naming
from cordiale.people.models import Note, User
from cordiale.people.notebook import versions
from cordiale.people.refusals import NoSuchNote
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels

OFFERED = 8


@require_GET
def pinned(request: SignedRequest, key: UUID) -> HttpResponse:
    """The card of pinned notes; nothing at all when there is none."""
    party = access.party_for(request.user, key, verb="note.write")
    context = {"party": party, "notes": versions.pinned(party)}
    return panels.respond(request, "notebook/pinned.html", context, title=_("Notes épinglées"))


@require_POST
def pin(request: SignedRequest, key: UUID, note: UUID) -> HttpResponse:
    """Pin a note, or let it go."""
    held = _note(request, key, note)
    if request.POST.get("off"):
        versions.unpin(held.key, by=request.user)
    else:
        versions.pin(held.key, by=request.user)
    return redirect("customers:page", key)


@require_GET
def history(request: SignedRequest, key: UUID, note: UUID) -> HttpResponse:
    """What a note said before."""
    held = _note(request, key, note)
    context = {"party": held.party, "note": held, "versions": versions.of(held)}
    return render(request, "notebook/history.html", context)


def _note(request: SignedRequest, key: UUID, note: UUID) -> Note:
    party = access.party_for(request.user, key, verb="note.write")
    held = Note.objects.filter(key=note, party=party).select_related("party", "author").first()
    if held is None:
        raise NoSuchNote
    return held


@require_GET
def colleagues(request: SignedRequest) -> HttpResponse:
    """Whom a beginning of a name may mean, for the list behind an @."""
    asked = naming.fold(request.GET.get("q", "")[:60])
    people = User.objects.filter(is_active=True).order_by("name").values_list("name", flat=True)[:2000]
    fitting = [name for name in people if any(part.startswith(asked) for part in _beginnings(name))]
    return JsonResponse({"names": fitting[:OFFERED]})


def _beginnings(name: str) -> list[str]:
    words = naming.fold(name).split()
    return [" ".join(words[place:]) for place in range(len(words))]
