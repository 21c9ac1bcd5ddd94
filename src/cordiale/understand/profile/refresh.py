"""Refreshing profiles: all of them, or those alone whose facts or windows moved. Both give the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from cordiale.core import clock
from cordiale.people import lakehouse
from cordiale.people.models import Party
from cordiale.understand.profile import figures, rows
from cordiale.understand.profile.batches import chunks
from cordiale.understand.profile.calibration import calibrate
from cordiale.understand.profile.models import Calibration, Profile, RefreshState
from cordiale.understand.profile.turns import turn

if TYPE_CHECKING:
    from cordiale.lake import Lake

IDLE = timedelta(days=90)
MANY = 200_000  # beyond so many touched parties one pass over all of them is cheaper
TURN = "profile"


@dataclass(slots=True)
class RefreshReport:
    """What a refresh did. `held`: another one is at work and this one stood back."""

    held: bool = False
    whole: bool = False
    parties: int = 0
    emptied: int = 0
    turned_late: int = 0
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When the figures are true: orders are judged at `as_of`, exchanges counted up to `seen_at`."""

    as_of: datetime
    seen_at: datetime


def full(*, at: Moment | None = None, recalibrate: bool = True) -> RefreshReport:
    """Compute every profile again from the lake, and by default what the population teaches."""
    lake = lakehouse.lake()
    report = RefreshReport(whole=True)
    with turn(lake, TURN) as renew:
        if renew:
            _full(lake, report, at=at, recalibrate=recalibrate, renew=renew)
        report.held = renew is None
    return report


def touched(*, at: Moment | None = None) -> RefreshReport:
    """Compute the profiles again whose facts were loaded or taken back, or whose windows or lateness moved.

    Falls back to all of them, with the same result, when the lake's logs no longer reach back, when time went
    backwards (an older file is now the latest), or when too many are touched for a list to be cheaper.
    """
    from cordiale.lake import changes

    lake = lakehouse.lake()
    report = RefreshReport()
    with turn(lake, TURN) as renew:
        if renew is None:
            report.held = True
            return report
        state = RefreshState.objects.select_related("calibration").first()
        if state is None:
            _full(lake, report, at=at, recalibrate=True, renew=renew)
            return report
        with lake.engine() as engine:
            moment = at or _moment(engine)
            try:
                found = changes.since(lake.tables, state.lake_versions)
            except changes.Unknown:
                found = None
            if found is not None and moment.as_of >= state.as_of and moment.seen_at >= state.seen_at:
                pids = _with_moved(engine, found.pids, state=state, moment=moment)
                if len(pids) <= MANY:
                    _some(lake, engine, report, pids=pids, state=state, moment=moment)
                    _keep(moment, calibration=state.calibration, versions=found.versions)
                    return report
        _full(lake, report, at=moment, recalibrate=False, renew=renew)
    return report


def after_many() -> RefreshReport:
    """After an import: touched profiles; all, with a new calibration, when the orders grew or shrank by a fifth."""
    state = RefreshState.objects.select_related("calibration").first()
    with lakehouse.lake().engine() as engine:
        orders = engine.sql("SELECT count(*) AS n FROM orders", tables=["orders"])["n"][0].as_py()
    known = state.calibration.order_count if state else 0
    return full() if state is None or abs(orders - known) * 5 > known else touched()


def _full(
    lake: Lake, report: RefreshReport, *, at: Moment | None, recalibrate: bool, renew: Callable[[], None]
) -> None:
    from cordiale.lake import changes

    report.whole, started = True, clock.now()
    state = RefreshState.objects.select_related("calibration").first()
    versions = changes.versions(lake.tables)
    with lake.engine() as engine:
        moment = at or _moment(engine)
        learnt = calibrate(engine, as_of=moment.as_of) if recalibrate or state is None else state.calibration
        engine.tell(as_of=moment.as_of, seen_at=moment.seen_at)
        for batch in engine.batches(figures.of_all(learnt)):
            report.parties += _write(lake, pa.Table.from_batches([batch]), refreshed_at=started)
            renew()
    stale = Profile.objects.filter(Q(order_count__gt=0) | ~Q(last_event_at=None), refreshed_at__lt=started)
    report.emptied = rows.blank(stale.values_list("pk", flat=True).iterator(), refreshed_at=started)
    _fill(after=0)
    _keep(moment, calibration=learnt, versions=versions)
    report.as_of = moment.as_of


def _some(
    lake: Lake, engine: Any, report: RefreshReport, *, pids: pa.Array, state: RefreshState, moment: Moment
) -> None:
    started = clock.now()
    missing = set(pids.to_pylist())
    if missing:
        _register(engine, pids)
        engine.tell(as_of=moment.as_of, seen_at=moment.seen_at)
        told = engine.arrow(figures.of_listed(state.calibration))
        report.parties = _write(lake, told, refreshed_at=started)
        missing -= set(told["pid"].to_pylist())
    report.emptied = _blank(lake, missing, refreshed_at=started)
    report.turned_late = rows.turn_late(as_of=moment.as_of)
    _fill(after=state.last_party)
    report.as_of = moment.as_of


def _register(engine: Any, pids: pa.Array) -> None:
    engine.connection.register(figures.LISTED, pa.table({"pid": pids}))


def _with_moved(engine: Any, loaded: pa.Array, *, state: RefreshState, moment: Moment) -> pa.Array:
    """The pids loaded, and those with a fact that entered or left a window by the passage of time."""

    from cordiale.understand.marts.contacts import EXCHANGES, WINDOW_DAYS

    window = timedelta(days=WINDOW_DAYS)
    moved = engine.sql(
        "SELECT DISTINCT pid FROM events WHERE pid IS NOT NULL AND ("
        '("at" >= ? AND "at" < ?) OR ("at" >= ? AND "at" < ?)'
        ' OR ("at" >= ? AND "at" < ? AND kind IN (SELECT unnest(?::VARCHAR[]))))',
        [
            state.as_of,
            moment.as_of,
            state.seen_at,
            moment.seen_at,
            state.seen_at - window,
            moment.seen_at - window,
            list(EXCHANGES),
        ],
        tables=["events"],
    )["pid"]
    return pc.unique(pa.concat_arrays([loaded.cast(pa.int64()), *[chunk.cast(pa.int64()) for chunk in moved.chunks]]))


def _moment(engine: Any) -> Moment:
    """Now; but a lake whose last order is long past is a file of that time, judged at the end of its last day."""
    now = clock.now()
    last = engine.sql('SELECT max("at") AS last FROM orders WHERE "at" <= ?', [now], tables=["orders"])["last"][
        0
    ].as_py()
    if last is None or now - last <= IDLE:
        return Moment(now, now)
    local = last.astimezone(ZoneInfo(settings.TIME_ZONE))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=1)
    return Moment(midnight.replace(tzinfo=local.tzinfo).astimezone(UTC), now)


def _write(lake: Lake, told: pa.Table, *, refreshed_at: datetime) -> int:
    return rows.write(told, parties=lake.keyring.parties_as_bytes(told["pid"].to_pylist()), refreshed_at=refreshed_at)


def _blank(lake: Lake, pids: Iterable[int], *, refreshed_at: datetime) -> int:
    keys = list(lake.keyring.parties(pids).values())
    emptied = 0
    for some in chunks(keys):
        known = Party.objects.filter(key__in=some).values_list("pk", flat=True)
        emptied += rows.blank(iter(list(known)), refreshed_at=refreshed_at)
    return emptied


def _fill(*, after: int) -> None:
    last = Party.objects.aggregate(last=Max("pk"))["last"] or 0
    rows.fill(after=after, upto=last, refreshed_at=clock.now())


@transaction.atomic
def _keep(moment: Moment, *, calibration: Calibration, versions: Any) -> None:
    last = Profile.objects.aggregate(last=Max("pk"))["last"] or 0
    RefreshState.objects.update_or_create(
        pk=1,
        defaults={
            "as_of": moment.as_of,
            "seen_at": moment.seen_at,
            "calibration": calibration,
            "lake_versions": dict(versions),
            "last_party": last,
            "refreshed_at": clock.now(),
        },
    )
