"""The mart of profiles as the refresh runs it: written as SQL once per calibration, told the moment at each run."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from cordiale.understand.profile.calibration import population
from cordiale.understand.profile.models import Calibration

if TYPE_CHECKING:
    from cordiale.lake.engines import Written

LISTED = "listed_pids"  # a table of one column, registered with the engine


def of_all(calibration: Calibration) -> Written:
    """The figures of every party; the engine must be told `as_of` and `seen_at`."""
    return _written(_text(calibration), zone=settings.TIME_ZONE, listed=False)


def of_listed(calibration: Calibration) -> Written:
    """The figures of the parties listed in `LISTED`."""
    return _written(_text(calibration), zone=settings.TIME_ZONE, listed=True)


def _text(calibration: Calibration) -> str:
    return json.dumps({"rhythm": calibration.rhythm, "limits": calibration.limits}, sort_keys=True)


@lru_cache(maxsize=4)
def _written(calibration: str, *, zone: str, listed: bool) -> Written:
    import ibis

    from cordiale.lake.engines import Written, unbound, variable
    from cordiale.understand.marts.parties import party_features

    orders, events = unbound("orders"), unbound("events")
    if listed:
        chosen = ibis.table({"pid": "int64"}, name=LISTED)
        orders, events = orders.semi_join(chosen, "pid"), events.semi_join(chosen, "pid")
    return Written.of(
        party_features(
            orders,
            events,
            population=population(Calibration(**json.loads(calibration))),
            zone=zone,
            as_of=variable("as_of"),
            seen_at=variable("seen_at"),
        )
    )
