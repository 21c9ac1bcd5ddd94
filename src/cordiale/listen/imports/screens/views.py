"""The wizard's pages. Each shows the run in the state it is in; deeds are posted and come back here."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordiale.jobs.models import Job
from cordiale.listen.imports import inspection, refused, reports, runs, tasks, templates
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.screens import told
from cordiale.listen.imports.screens.forms import FileForm, PlanForm, TemplateForm
from cordiale.people.signed_in import SignedRequest

State = ImportRun.State
SHOWN = 20
WORKING = (State.CHECKING, State.RUNNING, State.REVERTING)


def _page(run: ImportRun) -> HttpResponse:
    return redirect("imports:run", key=run.key)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedRequest) -> HttpResponse:
    """Choose a file; below, what was imported before."""
    form = FileForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid() and form.run:
        return _page(form.run)
    history = ImportRun.objects.select_related("created_by").order_by("-created_at", "-id")[:SHOWN]
    status = 422 if form.is_bound else 200
    return render(
        request, "imports/start.html", {"form": form, "history": history, "kinds": told.kinds()}, status=status
    )


@require_safe
def run(request: SignedRequest, key: UUID) -> HttpResponse:
    """The run where it stands: matching, working, checked, ended."""
    found = runs.run_of(key)
    if _job(found) or found.state in WORKING:
        return render(request, "imports/working.html", _context(found))
    if found.state == State.DRAFT:
        return _matching(request, found, form=None)
    return render(request, "imports/result.html", _context(found))


@require_http_methods(["GET", "HEAD", "POST"])
def matching(request: SignedRequest, key: UUID) -> HttpResponse:
    """Correct what the columns hold; a POST keeps it and asks for the dry run."""
    found = runs.run_of(key)
    if request.method != "POST":
        return _matching(request, found, form=None)
    form = PlanForm(request.POST, run=found, look=_look(found))
    if "again" in request.POST or not form.is_valid():
        return _matching(request, found, form=form, status=200 if "again" in request.POST else 422)
    runs.plan(key, plan=form.plan)
    tasks.check.enqueue(key=str(key))
    return _page(found)


def _look(found: ImportRun) -> inspection.Inspection:
    plan = Plan.from_json(found.plan)
    return inspection.inspect(Path(found.path), chosen=plan.reading, day_first=plan.options.day_first)


def _matching(request: SignedRequest, found: ImportRun, *, form: PlanForm | None, status: int = 200) -> HttpResponse:
    form = form or PlanForm(run=found, look=_look(found))
    preview = list(zip(form.look.lines, form.look.preview, strict=True))[:8]
    context = {**_context(found), "form": form, "look": form.look, "preview": preview, "found": told.found(form.look)}
    return render(request, "imports/matching.html", context, status=status)


def _context(found: ImportRun) -> dict[str, object]:
    sample = list(refused.rows_of(found, limit=SHOWN))
    return {
        "run": found,
        "job": _job(found),
        "before": runs.seen_before(found),
        "tables": reports.tables(found) if found.counts else [],
        "refused_rows": sample,
        "columns": found.report.get("columns", []),
        "refusal": told.refusal(found),
        "template_form": TemplateForm(initial={"label": Path(found.file_name).stem}),
    }


def _job(found: ImportRun) -> Job | None:
    """The open job that works on the run, or is about to."""
    jobs = Job.objects.filter(arguments__key=str(found.key), state__in=(Job.State.WAITING, Job.State.RUNNING))
    return jobs.order_by("-id").first()


@require_safe
def progress(request: SignedRequest, key: UUID) -> HttpResponse:
    """The moving part of the working page; when the work has ended, htmx is told to load the page anew."""
    found = runs.run_of(key)
    job = _job(found)
    if job is None and found.state not in WORKING:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("imports:run", kwargs={"key": key})
        return answer
    return render(request, "imports/parts/progress.html", {"run": found, "job": job})


@require_POST
def carry_out(request: SignedRequest, key: UUID) -> HttpResponse:
    """Import for good, or go on where a stopped import stands."""
    tasks.carry_out.enqueue(key=str(key))
    return _page(runs.run_of(key))


@require_POST
def cancel(request: SignedRequest, key: UUID) -> HttpResponse:
    """Stop at the next step; what is written stays and can go on or be taken back."""
    found = runs.cancel(key)
    messages.info(request, _("L’arrêt est demandé : l’import s’arrête à sa prochaine étape."))
    return _page(found)


@require_POST
def discard(request: SignedRequest, key: UUID) -> HttpResponse:
    """Give up a file that nothing was taken from: its draft and the upload go."""
    runs.discard(runs.run_of(key))
    messages.info(request, _("L’import est abandonné\u00a0; le fichier est effacé."))
    return redirect("imports:start")


@require_POST
def revert(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take the whole import back."""
    tasks.revert.enqueue(key=str(key))
    return _page(runs.run_of(key))


@require_POST
def keep_template(request: SignedRequest, key: UUID) -> HttpResponse:
    """Save the plan under a name for the next file of the same shape."""
    found = runs.run_of(key)
    form = TemplateForm(request.POST)
    if form.is_valid():
        templates.save(label=form.cleaned_data["label"], plan=Plan.from_json(found.plan), by=request.user)
        messages.success(request, _("Modèle gardé : il sera proposé au prochain fichier."))
    else:
        messages.error(request, _("Donnez un nom au modèle."))
    return _page(found)


@require_safe
def refused_file(request: SignedRequest, key: UUID) -> HttpResponse:
    """The refused rows with their reasons, to correct and import again."""
    found = runs.run_of(key)
    out = io.StringIO()
    refused.write_csv(found, out)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{found.key}.csv"'
    return answer
