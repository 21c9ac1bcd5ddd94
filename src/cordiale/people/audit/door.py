"""Who was looked at during a request: the doors to parties tell, the middleware writes it down when the page is made.

`access.party_for` tells of one party, what fetches rows of a list tells how many: a view cannot forget it, and a test
visits every route to see that whoever shows a customer has left an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from cordiale.core import clock
from cordiale.people import audit, naming, rights
from cordiale.people.models import Party, User

ONCE_IN = timedelta(minutes=15)
WITHOUT_CONTENT = (204, 205, 304)
FORBIDDEN, MISSING = 403, 404


@dataclass(slots=True)
class Trace:
    """What one request has shown so far."""

    parties: list[UUID] = field(default_factory=list)
    rows: int = 0
    asked: dict[str, object] = field(default_factory=dict)


_trace: ContextVar[Trace | None] = ContextVar("audit_trace", default=None)


def seen(party: Party) -> None:
    """Note that the running request reads this party. Outside a request (jobs, command line) the deed itself tells."""
    trace = _trace.get()
    if trace is not None and party.key not in trace.parties:
        trace.parties.append(party.key)


def shown() -> list[UUID]:
    """The parties whose records the running request has read so far."""
    trace = _trace.get()
    return list(trace.parties) if trace is not None else []


def listed(rows: int) -> None:
    """Note that the running request shows so many records of a list."""
    trace = _trace.get()
    if trace is not None:
        trace.rows += rows


def asked(*, text: str = "", filters: Iterable[str] = ()) -> None:
    """Note what a list was asked for: the fingerprint of the words, never the words, and which filters stood."""
    trace = _trace.get()
    if trace is not None:
        trace.asked |= {"words": fingerprint(text)} if text else {}
        trace.asked |= {"filters": sorted(filters)} if filters else {}


def fingerprint(text: str) -> str:
    """What tells whether somebody searched for given words without telling them: keyed by the house's secret."""
    return salted_hmac("cordiale.audit.words", naming.fold(text), algorithm="sha256").hexdigest()[:32]


class AuditMiddleware:
    """Write reads and refusals by policy. Stands outside of what turns refusals into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came = _key(request)
        trace = Trace()
        token = _trace.set(trace)
        try:
            response = self.get_response(request)
        finally:
            _trace.reset(token)
        _tell(request, response, trace=trace, came=came)
        return response


def _key(request: HttpRequest) -> UUID | None:
    user = request.user
    return user.key if isinstance(user, User) else None


def _tell(request: HttpRequest, response: HttpResponse, *, trace: Trace, came: UUID | None) -> None:
    actor = _key(request) or came
    if actor is None:
        return
    route = request.resolver_match.view_name if request.resolver_match else ""
    refused = getattr(response, "refused_with", "") or ("forbidden" if response.status_code == FORBIDDEN else "")
    if refused and response.status_code in (FORBIDDEN, MISSING):
        party = trace.parties[0] if trace.parties else _named(request, route)
        audit.write(actor, "access.refused", party=party, subject=route, detail={"code": refused})
    elif _shows(response):
        _read(actor, trace.parties, route=route)
        if trace.rows or trace.asked:
            deed = "party.searched" if "words" in trace.asked else "party.listed"
            audit.write(actor, deed, subject=route, rows=trace.rows, detail=trace.asked)


def _named(request: HttpRequest, route: str) -> UUID | None:
    """Whom the refused request asked for: the key in the address, where the route's guard says it is a party's."""
    guard, match = rights.routes.of(route), request.resolver_match
    return match.kwargs.get(guard.party) if guard and guard.party and match else None


def _shows(response: HttpResponse) -> bool:
    code = response.status_code
    return not 300 <= code < 400 and code < 500 and code not in WITHOUT_CONTENT


def _read(actor: UUID, parties: list[UUID], *, route: str) -> None:
    """One entry per person, record and quarter of an hour: a page of ten panels is one reading."""
    from cordiale.people.audit.models import Entry

    if not parties:
        return
    lately = Entry.objects.filter(
        party__in=parties, actor=actor, deed="party.read", at__gte=clock.now() - ONCE_IN
    ).values_list("party", flat=True)
    fresh = [party for party in parties if party not in set(lately)]
    if fresh:
        with transaction.atomic():
            for party in fresh:
                audit.write(actor, "party.read", party=party, subject=route)
