"""The pages of a bulk run: what to do to whom, how far it is, how it ended."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cordiale.jobs.models import Job
from cordiale.people import rights
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.bulk import deeds, files, runs, selections
from cordiale.understand.bulk.models import BulkRun
from cordiale.understand.bulk.refusals import NoSuchRun
from cordiale.understand.customers.listing import count_words
from cordiale.understand.customers.result import COUNT_LIMIT
from cordiale.web import fmt


def _selection(request: SignedRequest) -> tuple[str, list[str]]:
    """The list and the rows ticked in it; no rows when all of the list is meant."""
    every = bool(request.POST.get("every"))
    return request.POST.get("address", ""), [] if every else selections.chosen(request.POST.getlist("key"))


@require_POST
def prepare(request: SignedRequest) -> HttpResponse:
    """Say what is to be done to a selection, and how many it is."""
    address, keys = _selection(request)
    offered = [deed for deed in deeds.DEEDS.values() if rights.allow(request.user, deed.verb, field=deed.writes)]
    wanted = deeds.named(request.POST.get("deed") or (offered[0].name if offered else ""))
    rights.require(request.user, wanted.verb, field=wanted.writes)
    whole = selections.parties(address=address, keys=keys, user=request.user, verb="party.read")
    open_to = selections.parties(address=address, keys=keys, user=request.user, verb=wanted.verb)
    number, reached = selections.count(whole), selections.count(open_to)
    context = {
        "deed": wanted,
        "offered": offered,
        "choices": wanted.choices(),
        "address": address,
        "keys": keys,
        "who": _customers(reached),
        "out_of_reach": number - reached if number < COUNT_LIMIT else 0,
        "reached": reached,
    }
    return render(request, "bulk/prepare.html", context)


def _customers(number: int) -> str:
    words = ngettext("%(number)s client", "%(number)s clients", number)
    return words % {"number": count_words(number).replace(" ", fmt.NBSP)}


@require_POST
def begin(request: SignedRequest) -> HttpResponse:
    """Start the run."""
    address, keys = _selection(request)
    run = runs.begin(
        deed=request.POST.get("deed", ""),
        value=request.POST.get("value", "").strip()[:60],
        address=address,
        keys=keys,
        language=fmt.language(),
        by=request.user,
    )
    return redirect("bulk:run", run.key)


@require_GET
def run(request: SignedRequest, key: UUID) -> HttpResponse:
    """The run where it stands."""
    return render(request, "bulk/run.html", _context(runs.run_of(key, user=request.user)))


@require_GET
def progress(request: SignedRequest, key: UUID) -> HttpResponse:
    """Its moving part; when the work has ended, htmx is told to load the page anew."""
    found = runs.run_of(key, user=request.user)
    if not found.is_open:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("bulk:run", args=[key])})
    return render(request, "bulk/parts/working.html", _context(found))


def _context(found: BulkRun) -> dict[str, object]:
    job = Job.objects.filter(key=found.job).first() if found.job else None
    return {
        "run": found,
        "deed": deeds.named(found.deed),
        "job": job,
        "said": deeds.named(found.deed).told(found.value),
        "text": _("%(done)s sur %(total)s") % {
            "done": fmt.number(job.done if job else 0), "total": fmt.number(found.total or 0)
        },
        "unchanged": found.seen - found.changed,
        "kept": found.changed - found.restored,
        "poll": reverse("bulk:progress", args=[found.key]),
    }  # fmt: skip


@require_POST
def cancel(request: SignedRequest, key: UUID) -> HttpResponse:
    """Stop it."""
    runs.cancel(key, by=request.user)
    return redirect("bulk:run", key)


@require_POST
def undo(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    runs.undo(key, by=request.user)
    return redirect("bulk:run", key)


@require_GET
def file(request: SignedRequest, key: UUID) -> FileResponse:
    """The file that an export has written."""
    found = runs.run_of(key, user=request.user)
    written = files.path(found.key)
    if found.state != BulkRun.State.DONE or not written.is_file():
        raise NoSuchRun
    name = f"{_('clients')}-{found.language}-{found.created_at:%Y-%m-%d}.csv"
    answer = FileResponse(written.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
