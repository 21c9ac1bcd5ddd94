"""The settings' pages, and the two doors for machines."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordiale.people import rights
from cordiale.people.signed_in import SignedRequest
from cordiale.project import doctor, speech, telemetry
from cordiale.project.backup import keeping
from cordiale.project.house import company, dismissals, logos, places, values, violations
from cordiale.project.house.forms import CompanyForm
from cordiale.project.house.models import Violation
from cordiale.web import brand, partial


@require_safe
def all_settings(request: SignedRequest) -> HttpResponse:
    """Every page of settings that this person may open, one's own too; with words, what has them, values included."""
    asked = request.GET.get("q", "")[:100].strip()
    sees_values = rights.may("house.read")(request.user)
    context = {
        "asked": asked,
        "places": places.found(request.user, asked),
        "values": values.groups(asked) if asked and sees_values else [],
        "sees_values": sees_values,
        "steps_dismissed": dismissals.dismissed(request.user, dismissals.STEPS),
    }
    part = partial.wanted(request)
    return render(request, "house/parts/settings_found.html" if part else "house/settings.html", context)


@require_safe
def all_values(request: SignedRequest) -> HttpResponse:
    """Every setting in force and where it was said; secrets are never shown."""
    return render(request, "house/values.html", {"values": values.groups()})


@require_http_methods(["GET", "HEAD", "POST"])
def company_page(request: SignedRequest) -> HttpResponse:
    """The company: what can be changed here, and where the rest is set."""
    where = company.sources()
    form = CompanyForm({**company.present(), **request.POST.dict()} if request.method == "POST" else None,
                       initial=company.present())  # fmt: skip
    for field, source in where.items():
        form.fields[field].disabled = not source.changeable
    if form.is_bound and form.is_valid():
        company.change(form.cleaned_data, by=request.user)
        messages.success(request, _("Enregistré. Les écrans suivent dans quelques secondes."))
        return redirect("house:company")
    context = {"form": form, "sources": where, "may_change": rights.may("house.change")(request.user)}
    return render(request, "house/company.html", context, status=422 if form.is_bound else 200)


@require_POST
def change_logo(request: SignedRequest) -> HttpResponse:
    """A new logo, or none; what was taken away can be put back."""
    if "remove" in request.POST:
        logos.remove(by=request.user)
        messages.success(request, _("Le logo est retiré."), extra_tags=reverse("house:put-logo-back"))
    elif "logo" in request.FILES:
        logos.give(request.FILES["logo"], by=request.user)  # type: ignore[arg-type]  # one file, not a list
        messages.success(request, _("Le logo est en place, partout."))
    else:
        messages.warning(request, _("Choisissez d’abord une image."))
    return redirect("house:company")


@require_POST
def put_logo_back(request: SignedRequest) -> HttpResponse:
    """Undo the removal."""
    logos.put_back(by=request.user)
    messages.success(request, _("Le logo est en place, partout."))
    return redirect("house:company")


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The picture itself, kept by browsers: another one has another address. Nothing in it can act."""
    found = brand.logo()
    if found is None or found.digest != digest:
        raise Http404
    response = HttpResponse(found.path.read_bytes(), content_type=found.media)
    response["Cache-Control"] = "max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def health(request: SignedRequest) -> HttpResponse:
    """The doctor, in the browser."""
    with speech.speaking(get_language() or ""):
        found = doctor.examine()
    findings = sorted(found, key=lambda finding: finding.part)
    parts = [(part, list(found)) for part, found in groupby(findings, key=lambda finding: finding.part)]
    order = {"ill": 0, "care": 1, "well": 2}
    parts.sort(key=lambda one: min(order[finding.state] for finding in one[1]))
    context = {
        "parts": parts,
        "care": sum(finding.needs_care for finding in findings),
        "backups": keeping.finished(settings.BACKUPS)[:7],
        "violations": Violation.objects.order_by("-day", "-count")[:20],
    }
    return render(request, "house/health.html", context)


@require_POST
def steps(request: SignedRequest) -> HttpResponse:
    """Put the first steps of Today aside, or bring them back."""
    if request.POST.get("back"):
        dismissals.bring_back(request.user, dismissals.STEPS)
    else:
        dismissals.dismiss(request.user, dismissals.STEPS)
        messages.success(request, _("La liste est mise de côté. Elle revient depuis les réglages."))
    return redirect("home:today")


@require_safe
def help_pages(request: SignedRequest) -> HttpResponse:
    """Every subject of the help, on one page that can be searched with the browser."""
    return render(request, "house/help.html")


@csrf_exempt
@require_POST
def csp(request: HttpRequest) -> HttpResponse:
    """Count what browsers report; the answer tells nothing."""
    violations.count(request.read(violations.MOST_BYTES))
    return HttpResponse(status=204)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a monitoring server; 404 for everybody else."""
    if not telemetry.may_read(request):
        return HttpResponse(status=404)
    return HttpResponse(telemetry.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
