"""When a file of the list needs somebody else's yes first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from cordiale.people.rights import approvals, verbs
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result

VERB = "party.export"


def wanted(query: Query, *, request: SignedRequest) -> HttpResponse | None:
    """The page that asks for a second person; None when the file may be written."""
    bulk = verbs.of(VERB).bulk or 0
    rows = Result(query, user=request.user, verb=VERB).rows()[: bulk + 1].count()
    if not approvals.needed(request.user, VERB, rows=rows):
        return None
    rows = Result(query, user=request.user, verb=VERB).rows().count()
    if approvals.held(request.user, VERB, subject=query.address(), rows=rows):
        return None
    context = {"verb": verbs.of(VERB), "subject": query.address(), "rows": rows, "most": bulk}
    return render(request, "rights/second_person.html", context, status=409)
