"""The shop's figures, computed from the lake into small tables, so that no page ever scans the lake.

Rows are written beside the old ones in short batches and become visible all at once when the snapshot is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q

from cordiale.core import clock
from cordiale.people import lakehouse
from cordiale.understand.profile import populations
from cordiale.understand.profile.batches import ROWS, chunks, in_one_batch
from cordiale.understand.profile.models import (
    CohortCell,
    CountrySales,
    DailySales,
    DefectionMonth,
    Figure,
    Period,
    PopulationFigure,
    ProductSales,
    Profile,
    RefreshState,
    Snapshot,
)
from cordiale.understand.profile.turns import turn

if TYPE_CHECKING:
    from cordiale.understand.marts.rhythm import Rhythm

YEAR = timedelta(days=365)
FRESH = timedelta(hours=1)
TURN = "snapshot"
TOP_PRODUCTS = 300
FIGURES: tuple[type[Figure], ...] = (
    DailySales,
    CohortCell,
    DefectionMonth,
    ProductSales,
    CountrySales,
    PopulationFigure,
)


def current() -> Snapshot | None:
    """The figures that pages show; None before the first computation."""
    return Snapshot.objects.exclude(published_at=None).order_by("-published_at").first()


def take() -> Snapshot | None:
    """Compute the figures at the moment the profiles are true for.

    None before the first refresh of profiles, or when another computation is at work.
    """
    state = RefreshState.objects.select_related("calibration").first()
    with turn(lakehouse.lake(), TURN) as renew:
        return _take(state) if renew and state else None


def _take(state: RefreshState) -> Snapshot:
    from cordiale.understand.profile.calibration import population

    snapshot = Snapshot.objects.create(as_of=state.as_of, zone=settings.TIME_ZONE)
    with lakehouse.lake().engine() as engine:
        _describe(snapshot, engine)
        for model, told in _rows(engine, rhythm=population(state.calibration).rhythm, as_of=state.as_of):
            _store(model(snapshot=snapshot, **row) for row in told)
    _store(populations.measure(snapshot))
    Snapshot.objects.filter(pk=snapshot.pk).update(published_at=clock.now())
    snapshot.refresh_from_db()
    _drop_others(snapshot)
    return snapshot


def _rows(engine: Any, *, rhythm: Rhythm, as_of: datetime) -> Iterator[tuple[type[Figure], Iterable[dict[str, Any]]]]:
    from cordiale.understand.marts import cohorts, defections, sales
    from cordiale.understand.marts import rhythm as rhythms

    zone = settings.TIME_ZONE
    orders, lines, products = (engine.table(name) for name in ("orders", "order_lines", "products"))
    steps = rhythms.steps(rhythms.visits(orders, zone=zone, as_of=as_of))
    yield DailySales, _told(engine, sales.daily_sales(orders, zone=zone, as_of=as_of))
    yield CohortCell, _told(engine, cohorts.retention(orders, zone=zone, as_of=as_of))
    yield DefectionMonth, _told(engine, defections.defections(orders, steps, rhythm=rhythm, zone=zone, as_of=as_of))
    late = _late_by_country()
    for period, end in ((Period.YEAR, as_of), (Period.BEFORE, as_of - YEAR)):
        span = {"start": end - YEAR, "end": end}
        named = {"period": period.value}
        best = sales.product_sales(lines, products, top=TOP_PRODUCTS, **span)
        yield ProductSales, (_fitting(row) | named for row in _told(engine, best))
        countries = _told(engine, sales.country_sales(orders, **span))
        yield CountrySales, (row | named | late.get((row["country"], row["currency"]), {}) for row in countries)


def _told(engine: Any, mart: Any) -> Iterator[dict[str, Any]]:
    for batch in engine.batches(mart):
        yield from batch.to_pylist()


def _fitting(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"product": row["product"][:120], "name": row["name"][:300], "category": row["category"][:120]}


def _late_by_country() -> dict[tuple[str, str], dict[str, int]]:
    counted = Profile.objects.exclude(late_at=None).values("country", "currency").order_by("country", "currency")
    told = counted.annotate(known=Count("pk"), behind=Count("pk", filter=Q(late=True)))
    return {(row["country"], row["currency"]): {"late": row["behind"], "with_rhythm": row["known"]} for row in told}


def _describe(snapshot: Snapshot, engine: Any) -> None:
    counted = engine.sql(
        'SELECT (SELECT count(*) FROM events) AS events, count(*) AS orders, min("at") AS first, max("at") AS last,'
        ' (SELECT count(*) FROM order_lines) AS lines FROM orders WHERE "at" < ?',
        [snapshot.as_of],
        tables=["events", "orders", "order_lines"],
    ).to_pylist()[0]
    snapshot.source_rows = {"events": counted["events"], "orders": counted["orders"], "order_lines": counted["lines"]}
    snapshot.first_order_at, snapshot.last_order_at = counted["first"], counted["last"]
    snapshot.save(update_fields=["source_rows", "first_order_at", "last_order_at"])


def _store(rows: Iterable[Figure]) -> None:
    for some in chunks(rows):
        manager = type(some[0])._default_manager
        in_one_batch(partial(manager.bulk_create, some, batch_size=ROWS))


def _drop_others(kept: Snapshot) -> None:
    """Older snapshots, and those that a crash left unpublished."""
    for model in FIGURES:
        old = model._default_manager.filter(snapshot_id__lt=kept.pk)
        while some := list(old.values_list("pk", flat=True)[:ROWS]):
            in_one_batch(model._default_manager.filter(pk__in=some).delete)
    Snapshot.objects.filter(pk__lt=kept.pk).delete()


def due(*, changed: bool) -> bool:
    """Whether the figures should be computed again: none yet, or something changed and they are an hour old."""
    now = current()
    return now is None or (changed and clock.now() - now.computed_at > FRESH)
