"""What is true in the simulated company, by construction: what later measurements are checked against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cordiale.project.demo import programme, words
from cordiale.project.demo.draws import DAY_US, Bools, Calendar, Floats, Ints, instant
from cordiale.project.demo.places import AGENCIES
from cordiale.project.demo.population import KIND, Population, trios
from cordiale.project.demo.registry import reference
from cordiale.project.demo.sales import Baskets, Payments, first_line_amounts
from cordiale.project.demo.treatment import Treatment
from cordiale.project.demo.worlds import Chances, World

DEFINITIONS = {
    "world": "The same customers with the same luck, living with a given set of actions.",
    "incremental": "The world as it was, minus the world without this action (the others as they were), up to as_of.",
    "revenue": "Orders placed minus orders returned, euros, all lines and postage, contract payments included.",
    "margin": "Revenue of merchandise and contracts minus their cost of goods; a return takes its share back.",
    "contact_cost": "Treated customers times the cost of one contact.",
    "treated": "Eligible, still a customer at the moment of choice, and not held out, reached or not.",
    "leavers_prevented": "Customers gone by as_of without the action, minus customers gone with it.",
    "left_within_window_points": "100 x (share of the treated gone within the action's weeks, with minus without it).",
    "window_revenue_per_treated": "Incremental revenue inside the action's own weeks, a treated customer, euros.",
    "total": "The world as it was minus the world without any action; not the sum of the actions where they overlap.",
    "naive_before_after": "Revenue since the programme minus revenue of as many weeks before it: what not to claim.",
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a world earns: each possible order and payment with its owner, instant, revenue and margin."""

    people: Population
    luck: Chances
    baskets: Baskets
    payments: Payments
    calendar: Calendar

    def takings(self, world: World, *, since: int | Ints = 0, until: int | Ints | None = None) -> tuple[Floats, Floats]:
        """Revenue and margin by party (euros), of orders between two instants (one for all, or one each)."""
        size = len(self.people)
        until = self.calendar.end if until is None else np.minimum(until, self.calendar.end)
        revenue, margin = np.zeros(size), np.zeros(size)
        back = np.where(self.baskets.returned, first_line_amounts(self.baskets), 0)
        net = self.baskets.amount - back
        kept = self.baskets.margin * (1 - back / np.maximum(self.baskets.merchandise, 1))
        holder = self.people.contracts.owner[self.luck.payment_owner]
        for owner, at, amount, gain, real in (
            (self.luck.owner, self.baskets.at, net, kept, world.placed),
            (holder, self.payments.at, self.payments.amount, self.payments.margin, world.renewed),
        ):
            low = since[owner] if isinstance(since, np.ndarray) else since
            high = until[owner] if isinstance(until, np.ndarray) else until
            chosen = real & (at >= low) & (at < high)
            revenue += np.bincount(owner[chosen], amount[chosen], size) / 100
            margin += np.bincount(owner[chosen], gain[chosen], size) / 100
        return revenue, margin


def of_action(
    treatment: Treatment, *, with_it: World, without: World, ledger: Ledger, behaviour: Ints
) -> dict[str, Any]:
    """What one action really did."""
    action, calendar = treatment.action, ledger.calendar
    present = (treatment.begins >= 0) & (with_it.left > treatment.begins)
    treated = present & ~treatment.held_out
    start = calendar.start + treatment.begins * 7 * DAY_US
    until = start + action.weeks * 7 * DAY_US
    revenue, margin = (a - b for a, b in zip(ledger.takings(with_it), ledger.takings(without), strict=True))
    within = ledger.takings(with_it, since=start, until=until)[0] - ledger.takings(without, since=start, until=until)[0]
    last = np.minimum(treatment.begins + action.weeks, programme.WEEKS)
    gone = (with_it.left < last)[treated].mean() - (without.left < last)[treated].mean() if treated.any() else 0.0
    return {
        "key": action.key,
        "name": action.name,
        "kind": action.kind,
        "starts_on": _day(calendar, action.start),
        "weeks": min(action.weeks, programme.WEEKS - action.start),
        "holdout": action.holdout,
        "salt": action.key if action.holdout else None,
        "order_multiplier": dict(zip(programme.BEHAVIOURS, action.orders, strict=True)),
        "leaving_multiplier": action.leaving,
        "reached_share": action.reached,
        "contact_cost_each": action.contact_cost / 100,
        "eligible": int(present.sum()),
        "treated": int(treated.sum()),
        "held_out": int((present & treatment.held_out).sum()),
        "reached": int((treated & treatment.reached).sum()),
        "incremental": {
            "revenue": _euros(revenue.sum()),
            "margin": _euros(margin.sum()),
            "contact_cost": _euros(treated.sum() * action.contact_cost / 100),
            "revenue_per_treated": _euros(revenue.sum() / max(1, treated.sum())),
            "window_revenue_per_treated": _euros(within.sum() / max(1, treated.sum())),
            "leavers_prevented": int((without.left < programme.WEEKS).sum() - (with_it.left < programme.WEEKS).sum()),
            "left_within_window_points": round(100 * float(gone), 3),
            "revenue_by_behaviour": {name: _euros(revenue[behaviour == code].sum()) for name, code in KIND.items()},
            "treated_by_behaviour": {name: int((treated & (behaviour == code)).sum()) for name, code in KIND.items()},
        },
    }


def of_total(*, factual: World, untouched: World, ledger: Ledger, withheld: Bools) -> dict[str, Any]:
    """What the whole programme did, and what before/after would have claimed."""
    calendar = ledger.calendar
    begun = calendar.start + programme.PROGRAMME_START * 7 * DAY_US
    as_long = begun - (calendar.end - begun)
    revenue, margin = (a - b for a, b in zip(ledger.takings(factual), ledger.takings(untouched), strict=True))
    after = ledger.takings(factual, since=begun)[0].sum()
    before = ledger.takings(factual, since=as_long, until=begun)[0].sum()
    persuadable = (~withheld & (factual.left > programme.PROGRAMME_START)).sum()
    return {
        "revenue": _euros(revenue.sum()),
        "margin": _euros(margin.sum()),
        "revenue_per_persuadable": _euros(revenue.sum() / max(1, persuadable)),
        "leavers_prevented": int((untouched.left < programme.WEEKS).sum() - (factual.left < programme.WEEKS).sum()),
        "revenue_since_start": _euros(after),
        "naive_before_after": _euros(after - before),
        "persuadable": int(persuadable),
        "held_out": int((withheld & (factual.left > programme.PROGRAMME_START)).sum()),
        "salt": programme.HOLDOUT_SALT,
        "holdout": programme.HOLDOUT_SHARE,
    }


def confounders(calendar: Calendar) -> dict[str, Any]:
    """What else moved sales and leaving: none of it is the programme's doing."""
    return {
        "price_rise": {
            "from": _day(calendar, programme.PRICE_RISE_WEEK),
            "mean": programme.PRICE_RISE_MEAN,
            "hazard_at_renewal": programme.HAZARD_AT_RENEWAL,
            "hazard_per_rise": programme.HAZARD_PER_RISE,
        },
        "bad_claims": {
            "share": programme.BAD_CLAIM_SHARE,
            "hazard": programme.HAZARD_AFTER_BAD_CLAIM,
            "weeks": programme.BAD_CLAIM_WEEKS,
        },
        "season_by_month": list(programme.MONTH_SEASON),
        "trend_a_year": programme.TREND_A_YEAR,
        "selection": "Openers, callers and members buy more whatever is done: they were not chosen by lot.",
    }


def cast(people: Population, *, factual: World, calendar: Calendar) -> dict[str, Any]:
    """Who is what: the behaviours' counts, the trios that are one human being, the silent leavers."""
    emma = np.flatnonzero((people.behaviour == KIND["emma"]) & (factual.left < programme.WEEKS))
    return {
        "counts": {name: int((people.behaviour == code).sum()) for name, code in KIND.items()},
        "tartuffe": [[reference(int(index)) for index in row] for row in trios(people.behaviour)],
        "emma_left": [[reference(index), _day(calendar, int(factual.left[index]))] for index in emma.tolist()],
    }


def departures(*, factual: World, reasons: Ints) -> dict[str, Any]:
    gone = int((factual.left < programme.WEEKS).sum())
    known = np.bincount(reasons[reasons >= 0], minlength=len(words.REASONS))
    return {
        "left": gone,
        "silent": gone - int(known.sum()),
        "by_reason": dict(zip(words.REASONS, known.tolist(), strict=True)),
    }


def waves(weeks: Ints, *, calendar: Calendar) -> Mapping[str, str | None]:
    return {
        agency.code: _day(calendar, week) if week >= 0 else None
        for agency, week in zip(AGENCIES, weeks.tolist(), strict=True)
    }


def costs(calendar: Calendar, *, customers: int) -> dict[str, Any]:
    return {
        "total": _euros(sum(cents for *_rest, cents in programme.COSTS) * customers / 100),
        "phases": [
            {"key": key, "name": name, "from": _day(calendar, first), "to": _day(calendar, last)}
            for key, name, first, last in programme.PHASES
        ],
        "lines": [
            {"phase": phase, "kind": kind, "label": label, "amount": _euros(cents * customers / 100)}
            for phase, kind, label, cents in programme.COSTS
        ],
    }


def _day(calendar: Calendar, week: int) -> str:
    return instant(calendar.start + week * 7 * DAY_US).date().isoformat()


def _euros(value: float) -> float:
    return round(float(value), 2)
