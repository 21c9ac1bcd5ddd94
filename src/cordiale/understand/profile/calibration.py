"""What the population teaches at one moment, kept so that one party can be judged without looking at the others.

Profiles computed in full and profiles of touched parties use the same calibration, and are therefore equal.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cordiale.understand.profile.models import Calibration, RefreshState

if TYPE_CHECKING:
    from cordiale.understand.marts.parties import Population

KEPT = 30


def calibrate(engine: Any, *, as_of: datetime) -> Calibration:
    """Measure the common rhythm and the score limits on all orders before `as_of`, and keep them."""
    from cordiale.understand.marts import rfm, rhythm

    orders = engine.table("orders")
    steps = rhythm.steps(rhythm.visits(orders, zone=settings.TIME_ZONE, as_of=as_of))
    fitted = rhythm.fit(engine.arrow(rhythm.spread(steps)).to_pylist()[0])
    fitted = rhythm.with_multiples(fitted, engine.arrow(rhythm.multiples(steps, rhythm=fitted)).to_pylist())
    limits = {
        row["currency"]: {
            measure: [row[f"{measure}_{step}"] for step in range(1, rfm.GROUPS)] for measure in rfm.MEASURES
        }
        for row in engine.arrow(rfm.limits(orders, as_of=as_of)).to_pylist()
    }
    counted = engine.sql("SELECT count(*) AS n FROM orders", tables=["orders"])["n"][0].as_py()
    made = Calibration.objects.create(as_of=as_of, order_count=counted, rhythm=fitted.as_mapping(), limits=limits)
    _forget_old(but=made)
    return made


def population(calibration: Calibration) -> Population:
    """The calibration as marts take it."""
    from cordiale.understand.marts.parties import Population
    from cordiale.understand.marts.rfm import MEASURES, Limits
    from cordiale.understand.marts.rhythm import Rhythm

    limits = {
        currency: Limits(**{measure: tuple(cuts[measure]) for measure in MEASURES})
        for currency, cuts in calibration.limits.items()
    }
    return Population(rhythm=Rhythm.of_mapping(calibration.rhythm), limits=limits)


def _forget_old(*, but: Calibration) -> None:
    used = RefreshState.objects.values("calibration")
    kept = Calibration.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT]
    Calibration.objects.exclude(pk__in=used).exclude(pk__in=list(kept)).exclude(pk=but.pk).delete()
