"""What Today tells: what changed since yesterday, whom to get in touch with, what the team wrote. Few, capped reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import QueryDict
from django.utils import timezone

from cordiale.core import clock
from cordiale.listen.imports.models import ImportRun
from cordiale.people import access
from cordiale.people.audit import door
from cordiale.people.models import Note, Party, User
from cordiale.people.rights.lens import Lens
from cordiale.people.shelf import recents
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.customers.rows import VALUABLE, Row, fetch
from cordiale.understand.profile.models import DailySales, Profile, RefreshState, Snapshot

CAP = 1_001
LATE = "late=1&consent=granted&sort=-spent"
SHOWN = 6
LATELY = 8
NOTE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Changes:
    """Since yesterday morning; a number reaching `CAP` means "more than"."""

    since: datetime
    joined: int
    newly_late: int
    late_value: Decimal
    late_currency: str
    sold_on: date | None = None
    orders: int = 0
    net: Decimal | None = None
    currency: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.joined or self.newly_late or self.orders)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Up to when the screens are true."""

    as_of: datetime | None
    published_at: datetime | None
    waiting: int
    imported: ImportRun | None


def yesterday(now: datetime | None = None) -> datetime:
    """Yesterday at midnight, where the house stands."""
    local = timezone.localtime(now or clock.now())
    return (local - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def changes(user: User) -> Changes:
    """New customers, good customers who have just become late, and the sales of the last day known."""
    since = yesterday()
    seen = access.parties_for(user)
    joined = seen.filter(created_at__gte=since)[:CAP].count()
    late = _newly_late(seen, since)
    values = list(late.order_by("-late_at").values_list("year_value", "currency")[:CAP])
    currency = values[0][1] if values else ""
    worth = sum((value for value, unit in values if unit == currency), Decimal(0))
    return Changes(since, joined, len(values), worth, currency, **_sales())


def _newly_late(seen: QuerySet[Party], since: datetime) -> QuerySet[Profile]:
    """Good customers whose own rhythm ran out since then."""
    mine = Exists(seen.filter(pk=OuterRef("party_id")))
    return Profile.objects.filter(
        mine, late=True, late_at__gte=since, late_at__lte=clock.now(), money_score__gte=VALUABLE
    )


def _sales() -> dict[str, Any]:
    """The last business day of the published figures, all countries, in its main currency."""
    snapshot = Snapshot.objects.filter(published_at__isnull=False).order_by("-published_at").first()
    if snapshot is None:
        return {}
    rows = DailySales.objects.filter(snapshot=snapshot)
    last = rows.order_by("-day").values_list("day", "currency").first()
    if last is None:
        return {}
    told = rows.filter(day=last[0], currency=last[1]).aggregate(orders=Sum("orders"), net=Sum("net"))
    return {"sold_on": last[0], "orders": told["orders"] or 0, "net": told["net"], "currency": last[1]}


def worth_a_call(user: User, *, mine: bool) -> tuple[list[Row], str]:
    """The most valuable late customers who agreed to be written to, and the list that holds them all."""
    address = LATE + ("&owner=me" if mine else "")
    query = Query.read(QueryDict(address), user=user)
    if query.ignored:  # rhythm or agreements are not open to this reader: nobody can be proposed
        return [], query.address()
    return fetch(Result(query, user=user).walk(limit=SHOWN), reader=user), query.address()


def owns_some(user: User) -> bool:
    """Whether customers are entrusted to this person."""
    return access.parties_for(user).filter(owner=user).exists()


def seen_lately(user: User) -> list[Party]:
    """The customers this person opened last and may still see."""
    found = recents.of(user, limit=LATELY)
    door.listed(len(found))
    return Lens(user).parties(found)


def notes(user: User) -> list[Note]:
    """What the team wrote these last days, for those who may read notes."""
    if not Lens(user).reads("note"):
        return []
    since = clock.now() - timedelta(days=NOTE_DAYS)
    visible = access.parties_for(user)
    recent = Note.objects.filter(created_at__gte=since).filter(Exists(visible.filter(pk=OuterRef("party_id"))))
    told = list(recent.select_related("author", "party").order_by("-created_at", "-pk")[:SHOWN])
    door.listed(len(told))
    return told


def freshness() -> Freshness:
    """How far the figures reach, and how many facts still wait to be carried to the lake."""
    from cordiale.people import lakehouse

    state = RefreshState.objects.order_by("-refreshed_at").first()
    published = Snapshot.objects.filter(published_at__isnull=False).order_by("-published_at").first()
    return Freshness(
        state.as_of if state else None,
        published.published_at if published else None,
        lakehouse.lake().spool.waiting(0),
        ImportRun.objects.filter(state=ImportRun.State.DONE).order_by("-created_at", "-pk").first(),
    )
