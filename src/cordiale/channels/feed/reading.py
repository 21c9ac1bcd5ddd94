"""Reading the feed: what stands after a place, and where it ends now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from cordiale.channels.feed.models import Begin, Change
from cordiale.core.errors import Refusal

LAST = 2**62


class PlaceLost(Refusal):
    """The place is older than what is kept, or of a database that was restored since."""

    code = "place_lost"
    sentence = "La suite des changements ne remonte pas jusque-là. Relisez tout, puis repartez de maintenant."
    status = 410


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point of the feed: everything up to it was read."""

    turn: int
    number: int


START = Place(0, 0)


def after(place: Place | None, *, limit: int) -> list[Change]:
    """The changes after a place, or from the first that is kept; none of them can get a new neighbour before it."""
    begin = _begin()
    known = place or Place(begin.turn, begin.number)
    if known < Place(begin.turn, begin.number) or known > end():
        raise PlaceLost
    beyond = Q(turn=known.turn, id__gt=known.number) | Q(turn__gt=known.turn)
    rows = _settled().filter(turn__gte=known.turn).filter(beyond)
    return list(rows.order_by("turn", "id")[:limit])


def begin() -> Place:
    """The place before the first change that is kept."""
    known = _begin()
    return Place(known.turn, known.number)


def place_of(change: Change) -> Place:
    """The place right after a change."""
    return Place(change.turn, change.pk)


def end() -> Place:
    """The place where the feed ends now: what comes later stands after it."""
    if connection.vendor == "sqlite":
        return Place(0, _newest())
    return Place(_horizon() - 1, LAST)


def _settled() -> QuerySet[Change]:
    rows = Change.objects.all()
    return rows if connection.vendor == "sqlite" else rows.filter(turn__lt=_horizon())


# Numbers are given by the whole server: what is known to run in another of its databases holds nobody up.
HORIZON = """
    with seen as (select pg_current_snapshot() as snapshot)
    select coalesce(
        (select min(running::text::bigint) from seen, pg_snapshot_xip(snapshot) as running where not exists (
            select 1 from pg_stat_activity
            where backend_xid::text::bigint = running::text::bigint % 4294967296 and datname <> current_database())),
        (select pg_snapshot_xmax(snapshot)::text::bigint from seen))
"""


def _horizon() -> int:
    """The oldest transaction of this database that still runs, or the next one: below it all have ended."""
    with connection.cursor() as cursor:
        cursor.execute(HORIZON)
        return int(cursor.fetchone()[0])


def _newest() -> int:
    """The highest number ever given; a row that was removed does not give its number back."""
    with connection.cursor() as cursor:
        cursor.execute("select seq from sqlite_sequence where name = 'feed_change'")
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _begin() -> Begin:
    begin = Begin.objects.first() or Begin()
    server = _server()
    return begin if begin.server == server else _moved(server)


@transaction.atomic
def _moved(server: str) -> Begin:
    """The database came to another server, which counts transactions anew: no earlier place means anything there."""
    begin = Begin.objects.select_for_update().first() or Begin()
    if begin.server == server:
        return begin
    if begin.server:
        Change.objects.filter(turn__gt=0).update(turn=0)
        begin.turn, begin.number = 0, Change.objects.aggregate(last=Max("id"))["last"] or 0
    begin.server = server
    begin.save()
    return begin


def _server() -> str:
    if connection.vendor == "sqlite":
        return "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("select system_identifier::text from pg_control_system()")
        return str(cursor.fetchone()[0])
