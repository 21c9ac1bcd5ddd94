"""How many failed tries are taken, and how long the next one waits. Kept in the database, for all processes.

A try is paid before it is checked, so that a hundred tries at once are not all free; success gives it back. Waits grow
and end: nobody can be kept out for ever from outside, and a device that signed in before has a budget of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cordiale.core import clock
from cordiale.people.signin.models import Budget


@dataclass(frozen=True, slots=True)
class Rule:
    """`free` failures cost nothing, then the wait doubles from `first` to `most`; `forget` ends the memory."""

    free: int
    first: timedelta
    most: timedelta
    forget: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long the next try waits after so many failures."""
        over = failures - self.free
        return timedelta() if over < 0 else min(self.first * 2 ** min(over, 20), self.most)


PERSON = Rule(free=5, first=timedelta(seconds=30), most=timedelta(minutes=15), forget=timedelta(days=1))
MACHINE = Rule(free=50, first=timedelta(minutes=1), most=timedelta(minutes=15), forget=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Purse:
    """What a try is paid from: a kind of counter and whose it is."""

    kind: str
    value: str
    rule: Rule = PERSON

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.kind}:{self.value}".encode()).hexdigest()


def pay(*purses: Purse) -> int:
    """Take one try from each purse and return 0; or take nothing and return the seconds until the next try is taken."""
    now = clock.now()
    with transaction.atomic():
        budgets = [(purse, _locked(purse, now=now)) for purse in sorted(purses, key=lambda purse: purse.key)]
        opens = max(budget.open_at for _, budget in budgets)
        if opens > now:
            return max(1, round((opens - now).total_seconds()))
        for purse, budget in budgets:
            _count(budget, rule=purse.rule, now=now)
    return 0


def _locked(purse: Purse, *, now: datetime) -> Budget:
    Budget.objects.get_or_create(key=purse.key, defaults={"failed_at": now, "open_at": now})
    return Budget.objects.select_for_update().get(key=purse.key)


def _count(budget: Budget, *, rule: Rule, now: datetime) -> None:
    forgotten = budget.failed_at < now - rule.forget
    budget.failures = 1 if forgotten else budget.failures + 1
    budget.failed_at = now
    budget.open_at = now + rule.wait(budget.failures)
    budget.save(update_fields=["failures", "failed_at", "open_at"])


@transaction.atomic
def give_back(*purses: Purse) -> None:
    """The try was good: a person's counter starts again, a machine's loses the one try."""
    for purse in sorted(purses, key=lambda purse: purse.key):
        for budget in Budget.objects.select_for_update().filter(key=purse.key):
            budget.failures = 0 if purse.rule is PERSON else max(0, budget.failures - 1)
            budget.open_at = clock.now()
            budget.save(update_fields=["failures", "open_at"])
