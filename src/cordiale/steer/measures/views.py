"""The steering page and its figures as a file."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cordiale.core import spreadsheets
from cordiale.steer.measures import page, verdict, windows
from cordiale.understand.profile import snapshots


@require_safe
def steering(request: HttpRequest) -> HttpResponse:
    """One page: a sentence, what to decide, the six measures, cohorts, products, countries."""
    snapshot = snapshots.current()
    if snapshot is None or snapshot.first_order_at is None:
        return render(request, "measures/nothing_yet.html")
    told = page.read(snapshot, window=windows.chosen(request.GET.get("period", ""), snapshot=snapshot))
    context = {"page": told, "verdict": verdict.of(told), "lengths": windows.LENGTHS}
    return render(request, "measures/steering.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The figures of the page as CSV: measure, value, bounds, n, period, source, kind of evidence."""
    snapshot = snapshots.current()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="steering.csv"'
    rows = csv.writer(response)
    rows.writerow(["measure", "value", "low", "high", "unit", "n", "period", "source", "evidence", "as_of"])
    if snapshot is None:
        return response
    told = page.read(snapshot, window=windows.chosen(request.GET.get("period", ""), snapshot=snapshot))
    for tile in told.tiles:
        f = tile.figure
        as_of = snapshot.as_of.isoformat()
        cells = [tile.key, f.value, f.low, f.high, f.unit, f.n, f.period, tile.source, f.evidence, as_of]
        rows.writerow(spreadsheets.line(cells))
    for absent in told.missing:
        rows.writerow([absent.key, "", "", "", "", "", "", _("pas encore mesuré"), "", ""])
    return response
