"""Reading profiles: one party's, the population beside it, and how a figure is spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordiale.core import clock
from cordiale.core.statistics import Estimate, mean
from cordiale.people.models import Party
from cordiale.understand.profile.models import PopulationFigure, Profile, RefreshState, Snapshot

FIELDS = ("spent", "order_count", "average_order", "year_value", "typical_gap_days", "inbound_90d", "outbound_90d")


@dataclass(frozen=True, slots=True)
class Distribution:
    """Percentiles (nearest rank) of a field over the `n` parties with at least one order in the currency."""

    field: str
    n: int
    percentiles: dict[int, float]


def of(party: Party) -> Profile:
    """The party's profile; a blank one (unsaved) when nothing is known of them yet."""
    return Profile.objects.filter(party=party).first() or Profile(party=party, refreshed_at=clock.now())


def as_of() -> datetime | None:
    """The moment the profiles are true for; None before the first refresh."""
    return RefreshState.objects.values_list("as_of", flat=True).first()


def averages(*, currency: str) -> dict[str, Estimate]:
    """The mean of each figure over the parties that buy in `currency`, with interval and n, as of the last snapshot."""
    return {row.field: mean(row.n, row.mean, row.deviation) for row in _figures(currency)}


def distribution(field: str, *, currency: str) -> Distribution | None:
    """How one figure is spread over them; None when nobody has it."""
    if field not in FIELDS:
        raise ValueError(f"{field} is not a figure of the profile")
    row = next((row for row in _figures(currency) if row.field == field), None)
    if row is None:
        return None
    return Distribution(field, row.n, {int(step): value for step, value in row.percentiles.items()})


def _figures(currency: str) -> list[PopulationFigure]:
    snapshot = Snapshot.objects.exclude(published_at=None).order_by("-published_at").first()
    return list(PopulationFigure.objects.filter(snapshot=snapshot, currency=currency)) if snapshot else []
