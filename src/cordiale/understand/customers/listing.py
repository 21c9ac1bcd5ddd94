"""The customer list: the page, its count, its menu of filters, its export, the preview of one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cordiale.core import clock
from cordiale.core.conditions import fields_of, things_of
from cordiale.people import access, audit, rights
from cordiale.people.audit import door
from cordiale.people.models import Party
from cordiale.people.rights.lens import Lens
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import boards, cells, columns, export, rows, second, tabs, veils
from cordiale.understand.customers.look import BOARD
from cordiale.understand.customers.query import Query, searchable
from cordiale.understand.customers.result import COUNT_LIMIT, Result
from cordiale.understand.customers.sorting import COLUMNS, NAME
from cordiale.understand.lists.models import SavedView
from cordiale.web import fmt

TARGET = "#customers"


def _key(text: str) -> UUID | None:
    """The row a page starts from; a broken one starts from the beginning."""
    try:
        return UUID(text)
    except ValueError:
        return None


def partial(request: SignedRequest) -> bool:
    """Whether htmx asks for a piece of the page (and not for a page of its history)."""
    headers = request.headers
    return bool(headers.get("HX-Request")) and not headers.get("HX-History-Restore-Request")


@require_GET
def customers(request: SignedRequest) -> HttpResponse:
    """The list; for htmx, its changing part alone."""
    clean = request.GET.copy()
    for name in [name for name, values in request.GET.lists() if not any(values)]:
        del clean[name]
    if len(clean) != len(request.GET) and not partial(request):
        return redirect(f"{request.path}?{clean.urlencode()}" if clean else request.path)
    views = tabs.shelf(request.user)
    params = tabs.unfolded(request.GET, views=views)
    query = Query.read(params, user=request.user)
    door.asked(text=query.text, filters=[name for name, _value in query.params() if name not in ("q", "sort")])
    after, before = _key(params.get("after", "")), _key(params.get("before", ""))
    if query.look.layout == BOARD and (board := boards.of(query, user=request.user)) is not None:
        return _answer(request, {**_frame(query, views, user=request.user), "board": board, "page": None})
    page = rows.page(query, user=request.user, after=after, before=before)
    return _answer(request, {**_frame(query, views, user=request.user), **_table(query, page, user=request.user)})


def _answer(request: SignedRequest, context: dict[str, Any]) -> HttpResponse:
    response = render(request, _template(request), context)
    response.headers["Vary"] = "HX-Request"
    return response


def _template(request: SignedRequest) -> str:
    return "customers/parts/result.html" if partial(request) else "customers/list.html"


def _table(query: Query, page: rows.Page, *, user: Any) -> dict[str, Any]:
    lens = Lens(user)
    nobody = not page and not query.narrowed and not access.parties_for(user).exists()
    shown = columns.of(query, lens, page.rows)
    heads = [(NAME.name, NAME.label, False), *((one.sort or one.name, one.label, one.figure) for one in shown)]
    return {
        "page": page,
        "nobody": nobody,
        "cells": cells.of(page.rows, address=query.address(), columns=shown),
        "heads": [columns.head(name, label, figure=figure, query=query, lens=lens) for name, label, figure in heads],
    }


def _frame(query: Query, views: Sequence[SavedView], *, user: Any) -> dict[str, Any]:
    """What stands around the rows, whatever the layout."""
    lens = Lens(user)
    return {
        "query": query,
        "tabs": tabs.of(query, user=user, views=views),
        "address": query.address(),
        "chips": list(query.chips()),
        "columns": [(column, query.sorted_by(column)) for column in COLUMNS.values() if lens.reads(column.name)],
        "searchable": searchable(user),
        "may_create": rights.may("party.create")(user),
        "may_export": rights.may("party.export")(user),
        "sort": query.sort.param,
        "hidden": [pair for pair in query.params() if pair[0] != "q"],
        "target": TARGET,
        "now": clock.now(),
    }


@require_GET
def count(request: SignedRequest) -> HttpResponse:
    """How many customers the list holds, asked for after the page has been shown."""
    found = Result(Query.read(request.GET, user=request.user), user=request.user).count()
    words = count_words(found)
    return render(request, "customers/parts/count.html", {"words": words})


@require_GET
def lane_count(request: SignedRequest) -> HttpResponse:
    """How many stand in one column of a board."""
    found = Result(Query.read(request.GET, user=request.user), user=request.user).count()
    return render(request, "customers/parts/lane_count.html", {"words": count_words(found)})


def count_words(found: int) -> str:
    """`1 284`, or `10 000+` beyond the limit of the count."""
    return f"{fmt.number(COUNT_LIMIT - 1)}+" if found >= COUNT_LIMIT else fmt.number(found)


@require_GET
def download(request: SignedRequest) -> HttpResponseBase:
    """The whole result as a CSV file, written while it is read; a large one needs somebody else's yes."""
    query = Query.read(request.GET, user=request.user)
    stopped = second.wanted(query, request=request)
    if stopped is not None:
        return stopped
    name = f"{_('clients')}-{fmt.language()}-{clock.now():%Y-%m-%d}.csv"
    response = StreamingHttpResponse(_encoded(query, request), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    things = {f"has.{one.object}" for one in things_of(query.tree)}
    filters = sorted(fields_of(query.tree) | things | {name for name, _value in query.params()})
    audit.write(request.user, "export.begun", subject="customers:export", detail={"filters": filters})
    return response


def _encoded(query: Query, request: SignedRequest) -> Iterator[bytes]:
    """The file; however it ends, the log learns how many rows have left."""
    rows = -1  # the first piece is the head
    try:
        for piece in export.pieces(query, user=request.user):
            rows += piece.count("\n")
            yield piece.encode()
    finally:
        audit.write(request.user, "party.exported", subject="customers:export", rows=max(rows, 0))


@require_GET
def preview(request: SignedRequest, key: UUID) -> HttpResponse:
    """A row in more detail, beside the list."""
    party: Party = access.party_for(request.user, key)
    row = rows.fetch([party.pk], reader=request.user)[0]
    context = {"row": row, "party": party, "from": request.GET.get("from", "")}
    context["open"] = {**veils.opened(request.user), "email": Lens(request.user).reads("email")}
    return render(request, "customers/parts/preview.html", context)
