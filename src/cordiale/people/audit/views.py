"""The log's page, its proof and its file; the history of a record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordiale.core import clock
from cordiale.core.spreadsheets import neutral
from cordiale.people import access, audit
from cordiale.people.audit import door, proofs, words
from cordiale.people.audit import history as histories
from cordiale.people.audit import journal as log
from cordiale.people.audit.models import Entry, Verification
from cordiale.people.audit.refusals import NoSuchProof
from cordiale.people.models import User
from cordiale.people.signed_in import SignedRequest


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_safe
def journal(request: SignedRequest) -> HttpResponse:
    """Who did what to whom, the latest first."""
    asked = log.Asked.read(request.GET)
    before, after = (_number(request.GET.get(name, "")) for name in ("before", "after"))
    page = log.page(asked, reader=request.user, before=before, after=after)
    door.listed(sum(1 for line in page.lines if line.open))
    kept = {name: getattr(asked, name) for name in log.FIELDS if getattr(asked, name)}
    context = {
        "asked": asked,
        "page": page,
        "older": urlencode({**kept, "before": page.older}) if page.older is not None else "",
        "newer": urlencode({**kept, "after": page.newer}) if page.newer is not None else "",
        "address": urlencode(kept),
        "groups": words.GROUPS,
        "team": User.objects.order_by("name").values_list("key", "name")[:500],
        "last": Verification.objects.filter(done_at__isnull=False).order_by("-pk").first(),
    }
    return render(request, "audit/journal.html", context)


@require_POST
def prove(request: SignedRequest) -> HttpResponse:
    """Have the whole log proven."""
    return redirect("audit:proof", key=proofs.ask(request.user.key))


@require_safe
def proof(request: SignedRequest, key: UUID) -> HttpResponse:
    """How far a verification is, and what it found."""
    found = Verification.objects.filter(key=key).first()
    if found is None:
        raise NoSuchProof
    faults = [{**one, "words": words.FAULTS[one["kind"]], "entry": _entry_at(one)} for one in found.faults]
    template = "audit/parts/proof.html" if request.headers.get("HX-Request") else "audit/proof.html"
    return render(request, template, {"proof": found, "faults": faults})


def _entry_at(fault: dict[str, Any]) -> Entry | None:
    return Entry.objects.filter(lane=fault["lane"], position=fault["position"]).first()


@require_safe
def export(request: SignedRequest) -> StreamingHttpResponse:
    """The entries asked for as a file, with their hashes."""
    asked = log.Asked.read(request.GET)
    audit.write(request.user, "log.exported", detail={"filters": [name for name in log.FIELDS if getattr(asked, name)]})
    response = StreamingHttpResponse(_pieces(asked), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="journal-{clock.now():%Y-%m-%d}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(asked: log.Asked) -> Iterator[bytes]:
    names = ("at", "actor", "deed", "party", "subject", "rows", "detail", "lane", "position", "hash")
    yield ("\ufeff" + ";".join(names) + "\r\n").encode()
    for rows in log.walk(asked):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        for row in rows:
            cells = [getattr(row, name) for name in names]
            texts = ["" if cell is None else cell.isoformat() if name == "at" else str(cell)
                     for name, cell in zip(names, cells, strict=True)]  # fmt: skip
            writer.writerow(map(neutral, texts))
        yield out.getvalue().encode()


@require_safe
def history(request: SignedRequest, key: UUID) -> HttpResponse:
    """What was changed in a record, by whom, and when."""
    party = access.party_for(request.user, key)
    saves, older = histories.of(party, reader=request.user, before=_number(request.GET.get("before", "")))
    context = {"party": party, "saves": saves, "older": urlencode({"before": older}) if older else ""}
    return render(request, "audit/history.html", context)


@require_POST
def restore(request: SignedRequest, key: UUID, change: UUID) -> HttpResponse:
    """Give a field its earlier value back."""
    party = access.party_for(request.user, key, verb="history.restore")
    field = (request.POST.get("field") or request.GET.get("field", ""))[:60]
    made = histories.restore(change, field=field, by=request.user)
    undo = reverse("audit:restore", args=[party.key, made.key]) + f"?field={field}" if made else ""
    said = _("%(field)s\u00a0: la valeur d’avant est reprise.") % {"field": words.field(field)}
    messages.success(request, said, extra_tags=undo)
    return redirect("audit:history", key=party.key)
