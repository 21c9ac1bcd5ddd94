"""Measuring the population of profiles, for the snapshot: means, deviations, percentiles."""

from __future__ import annotations

from math import sqrt

from django.db.models import Avg, Count, F, FloatField, QuerySet
from django.db.models.functions import Cast

from cordiale.understand.profile.models import PopulationFigure, Profile, Snapshot
from cordiale.understand.profile.profiles import FIELDS

STEPS = (5, 10, 25, 50, 75, 90, 95)


def measure(snapshot: Snapshot) -> list[PopulationFigure]:
    """One unsaved row per currency and figure, over the parties with an order."""
    buyers = Profile.objects.filter(order_count__gt=0)
    currencies = buyers.order_by("currency").values_list("currency", flat=True).distinct()
    found = [
        _measure(snapshot, buyers.filter(currency=currency), currency=currency, field=field)
        for currency in currencies
        for field in FIELDS
    ]
    return [row for row in found if row]


def _measure(snapshot: Snapshot, buyers: QuerySet[Profile], *, currency: str, field: str) -> PopulationFigure | None:
    value = Cast(F(field), FloatField())
    told = buyers.aggregate(n=Count(field), mean=Avg(value), square=Avg(value * value))
    if not (n := told["n"]):
        return None
    deviation = sqrt(max(0.0, told["square"] - told["mean"] ** 2) * n / max(1, n - 1))
    values = buyers.exclude(**{field: None}).order_by(field).values_list(field, flat=True)
    percentiles = {str(step): float(values[(step * n - 1) // 100]) for step in STEPS}
    return PopulationFigure(
        snapshot=snapshot,
        currency=currency,
        field=field,
        n=n,
        mean=told["mean"],
        deviation=deviation,
        percentiles=percentiles,
    )
