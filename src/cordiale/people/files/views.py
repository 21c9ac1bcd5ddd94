"""The card of the customer page, and what is done from it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cordiale.people import access, audit, rights
from cordiale.people.files import attachments, kinds, pictures, serving
from cordiale.people.files.models import Attachment
from cordiale.people.files.refusals import NoSuchFile
from cordiale.people.models import Party
from cordiale.people.signed_in import SignedRequest
from cordiale.web import fmt, panels
from cordiale.web.refusals import sentence

SHOWN = 50
PICTURES = 12  # of the latest files, those that are shown small


@require_GET
def panel(request: SignedRequest, key: UUID) -> HttpResponse:
    """The files of a party."""
    party = access.party_for(request.user, key, verb="file.read")
    rows = list(attachments.of(party)[: SHOWN + 1])
    context = {
        "party": party,
        "files": [
            (row, kinds.BY_MEDIA[row.kind].icon, size(row.size), place < PICTURES and pictures.shown(row))
            for place, row in enumerate(rows[:SHOWN])
        ],
        "more": len(rows) > SHOWN,
        "accept": kinds.ACCEPT,
        "most": settings.FILE_MB,
        "may_attach": rights.covers(request.user, party, "file.attach"),
        "may_remove": rights.covers(request.user, party, "file.remove"),
    }
    return panels.respond(request, "files/panel.html", context, title=_("Fichiers"))


def size(octets: int) -> str:
    """`340 ko`, `2,4 Mo`."""
    if octets < 1_000_000:
        return _("%(number)s ko") % {"number": fmt.number(max(1, round(octets / 1_000)))}
    return _("%(number)s Mo") % {"number": fmt.number(octets / 1_000_000, 1)}


@require_POST
def attach(request: SignedRequest, key: UUID) -> HttpResponse:
    """Attach what was dropped or chosen; each refused file says why."""
    party = access.party_for(request.user, key, verb="file.attach")
    taken, refused = attachments.attach_all(party.key, request.FILES.getlist("files"), by=request.user)
    if taken:
        said = ngettext("%(count)s fichier joint.", "%(count)s fichiers joints.", len(taken)) % {"count": len(taken)}
        messages.success(request, said)
    for no in refused:
        messages.error(request, sentence(no))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)  # the page is asked for again, and shows the messages
    return redirect("customers:page", party.key)


def _held(request: SignedRequest, file: UUID, verb: str, *, removed: bool = False) -> tuple[Attachment, Party]:
    """The file, if its party is within what the user may do; else as if it did not exist."""
    row = attachments.find(file, removed=removed)
    if not rights.covers(request.user, row.party, "file.read"):
        raise NoSuchFile
    rights.require(request.user, verb, row.party)
    return row, row.party


@require_GET
def open_file(request: SignedRequest, file: UUID) -> HttpResponseBase:
    """Hand the file out, here or on the files' own host."""
    row, party = _held(request, file, "file.read")
    audit.write(request.user, "file.read", party=party, subject=str(row.key))
    address = serving.elsewhere(request, row)
    return redirect(address) if address else serving.answer(row)


@require_GET
def picture(request: SignedRequest, file: UUID) -> HttpResponseBase:
    """An attached picture, small on the page; looking at it is written down like opening it."""
    row, party = _held(request, file, "file.read")
    audit.write(request.user, "file.read", party=party, subject=str(row.key), detail={"small": True})
    address = serving.elsewhere(request, row, small=True)
    return redirect(address) if address else serving.picture(row)


@require_GET
def signed_picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same on the files' own host."""
    if not settings.FILES_HOST or request.get_host() != settings.FILES_HOST:
        raise NoSuchFile
    return serving.picture(attachments.find(serving.key_of(token, small=True)))


@require_GET
def signed(request: HttpRequest, token: str) -> HttpResponseBase:
    """On the files' own host: who was given the address within the last minute gets the file."""
    if not settings.FILES_HOST or request.get_host() != settings.FILES_HOST:
        raise NoSuchFile
    return serving.answer(attachments.find(serving.key_of(token)))


@require_POST
def remove(request: SignedRequest, file: UUID) -> HttpResponse:
    """Take a file away; the toast puts it back."""
    row, party = _held(request, file, "file.remove")
    attachments.remove(row.key, by=request.user)
    undo = reverse("files:put-back", args=[row.key])
    messages.success(request, _("%(name)s est retiré.") % {"name": row.name}, extra_tags=undo)
    return _to(request, party)


@require_POST
def put_back(request: SignedRequest, file: UUID) -> HttpResponse:
    """Undo a removal."""
    row, party = _held(request, file, "file.remove", removed=True)
    attachments.put_back(row.key, by=request.user)
    return _to(request, party)


def _to(request: HttpRequest, party: Party) -> HttpResponse:
    address = reverse("customers:page", args=[party.key])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
