"""How much a key may ask for: buckets in the database, drawn from in slabs.

One row per bucket is the truth for all processes together. A process takes a tenth of a bucket at a time and spends it
by itself for a few seconds, so that a call costs no write, then gives back what is left with its next drawing. What a
process holds when it ends is lost, never gained.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from django.db import transaction

from cordiale.core import clock
from cordiale.core.errors import Refusal
from cordiale.people.rights import budget
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.models import Allowance
from cordiale.project.api.refusals import RowsSpent, TooManyCalls

SLAB = 0.1
KEPT_S = 10.0


@dataclass(slots=True)
class Reserve:
    """What this process holds of a bucket; `rest` was left in the database when it was drawn."""

    left: float
    rest: float
    until: float


@dataclass(frozen=True, slots=True)
class Standing:
    """For the RateLimit headers."""

    most: int
    left: int
    full_in_s: int


_reserves: dict[str, Reserve] = {}
_lock = Lock()


def call(principal: Principal) -> Standing:
    """One call more, or `TooManyCalls`."""
    most = principal.calls_per_minute
    return _spend(f"{principal.holder}:calls", 1, most=most, per_s=most / 60, refusal=TooManyCalls)


def rows(principal: Principal, count: int) -> None:
    """So many records are about to be read, or `RowsSpent`; `OverBudget` when the person has read too much already."""
    if count and principal.persons_budget:
        budget.check(principal.user)
    if count:
        most = principal.rows_per_day
        _spend(f"{principal.holder}:rows", count, most=most, per_s=most / 86_400, refusal=RowsSpent)


def forget() -> None:
    """Let go of what this process holds (tests)."""
    _reserves.clear()


def _spend(name: str, cost: int, *, most: int, per_s: float, refusal: type[Refusal]) -> Standing:
    with _lock:
        held = _reserves.get(name)
        if held is None or held.left < cost or held.until < time.monotonic():
            back = held.left if held else 0.0
            _reserves.pop(name, None)
            held = _reserves[name] = _draw(name, cost, back=back, most=most, per_s=per_s, refusal=refusal)
        held.left -= cost
        left = held.left + held.rest
    return Standing(most, max(int(left), 0), math.ceil((most - left) / per_s))


@transaction.atomic
def _draw(name: str, cost: int, *, back: float, most: int, per_s: float, refusal: type[Refusal]) -> Reserve:
    now = clock.now()
    Allowance.objects.bulk_create([Allowance(holder=name, left=most, at=now)], ignore_conflicts=True)
    row = Allowance.objects.select_for_update().get(holder=name)
    filled = min(float(most), row.left + back + max((now - row.at) / timedelta(seconds=1), 0.0) * per_s)
    if filled < cost:
        _reserves[name] = Reserve(left=back, rest=row.left, until=0.0)
        raise refusal(retry_after=math.ceil((cost - filled) / per_s))
    slab = min(max(float(cost), most * SLAB), filled)
    Allowance.objects.filter(holder=name).update(left=filled - slab, at=now)
    return Reserve(left=slab, rest=filled - slab, until=time.monotonic() + KEPT_S)
