"""What happens, and what would have happened without each action: the same luck in every world.

A world is a subset of the actions. Each customer-week has one random mark for leaving and each possible order one mark
for being placed; a world accepts what its own hazard or rate allows (thinning, Lewis and Shedler 1979). So the
difference between two worlds is the effect of the actions on these very customers, without sampling noise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cordiale.project.demo import programme
from cordiale.project.demo.draws import Bools, Calendar, Ints, spread
from cordiale.project.demo.population import KIND, Population
from cordiale.project.demo.treatment import Treatment, first_dear_renewal

WEEKS = programme.WEEKS
LONGEST = 14  # years: the oldest contract began 520 weeks before the lake
Grid = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class World:
    """What one subset of the actions leads to: the week each customer leaves, and which orders are placed."""

    left: Ints  # week of leaving, WEEKS when still here
    placed: Bools  # over the possible shop orders
    renewed: Bools  # over the possible contract payments


@dataclass(frozen=True, slots=True)
class Chances:
    """The luck shared by all worlds, and the rates without any action."""

    leaving: Grid  # hazard without actions
    leaving_marks: Grid
    owner: Ints  # of each possible shop order
    week: Ints
    mark: NDArray[np.float64]
    ceiling: NDArray[np.float64]  # product of the multipliers above 1
    payment_owner: Ints
    payment_week: Ints


def inside(begins: Ints, ends: Ints) -> Bools:
    """n x WEEKS: whether each week lies in [begins, ends)."""
    weeks = np.arange(WEEKS)
    return (weeks >= begins[:, None]) & (weeks < ends[:, None])


def rates(people: Population, *, calendar: Calendar, rng: np.random.Generator) -> Grid:
    """Weekly rate of shop orders without any action, from each customer's first week on."""
    size, kind = len(people), people.behaviour
    base = (np.array(programme.WEEKLY_ORDERS)[kind] * people.pace).astype(np.float32)
    weeks = np.arange(WEEKS)
    season = calendar.season() * (1 + programme.TREND_A_YEAR) ** (weeks / 52)
    grid = base[:, None] * season.astype(np.float32)
    high = np.where(calendar.season() >= 1.2, 2.6, 0.22).astype(np.float32)
    grid[kind == KIND["seasonal"]] *= high
    grid[kind == KIND["harpagon"]] *= np.where(calendar.promotions(), 2.6, 0.08).astype(np.float32)
    onset = rng.integers(30, 150, size)
    fading = np.exp(-np.maximum(0, weeks - onset[:, None]) / 26.0).astype(np.float32)
    lapsing = kind == KIND["lapsing"]
    grid[lapsing] *= fading[lapsing]
    return np.where(weeks >= people.joined[:, None], grid, np.float32(0))


def hazards(people: Population, *, bad_claims: tuple[Ints, Ints], rng: np.random.Generator) -> Grid:
    """Weekly hazard of leaving without any action: renewals, price rise, badly handled claims, silent ends."""
    size, contracts = len(people), people.contracts
    held = contracts.start < WEEKS
    holder = np.zeros(size, dtype=bool)
    holder[contracts.owner[held]] = True
    mood = np.exp(-0.35 * people.attachment)
    base = np.where(holder, programme.HAZARD_A_WEEK, programme.SILENT_HAZARD_A_WEEK) * mood
    factor = np.ones((size, WEEKS), dtype=np.float32)
    risen = first_dear_renewal(contracts)
    for offset in range(-3, 2):
        for year in range(LONGEST):
            week = contracts.start + 52 * (year + 1) + offset
            seen = (week >= 0) & (week < WEEKS)
            rise = np.where(contracts.start + 52 * (year + 1) == risen, contracts.rise, 0.0)
            strength = programme.HAZARD_AT_RENEWAL * (1 + programme.HAZARD_PER_RISE * rise)
            np.maximum.at(factor, (contracts.owner[seen], week[seen]), strength[seen].astype(np.float32))
    owners, weeks = bad_claims
    for later in range(1, programme.BAD_CLAIM_WEEKS + 1):
        seen = weeks + later < WEEKS
        cells = (owners[seen], weeks[seen] + later)
        factor[cells] = np.minimum(factor[cells] * programme.HAZARD_AFTER_BAD_CLAIM, 40)
    grid = base[:, None].astype(np.float32) * factor
    emma = np.flatnonzero(people.behaviour == KIND["emma"])
    grid[emma] = 0.0
    silent = np.maximum(people.joined[emma], 0) + rng.integers(26, WEEKS, len(emma))
    within = silent < WEEKS
    grid[emma[within], silent[within]] = 1.0
    return np.where(np.arange(WEEKS) > people.joined[:, None], grid, np.float32(0))


def chances(
    people: Population,
    *,
    calendar: Calendar,
    treatments: Sequence[Treatment],
    bad_claims: tuple[Ints, Ints],
    rng: np.random.Generator,
) -> Chances:
    """Draw the luck once: marks for leaving, possible orders at the highest rate any world may have."""
    grid = rates(people, calendar=calendar, rng=rng)
    leaving = hazards(people, bad_claims=bad_claims, rng=rng)
    ceiling = np.ones_like(grid)
    for treatment in treatments:
        effect = np.maximum(1.0, np.array(treatment.action.orders))[people.behaviour]
        if effect.max() > 1.0:
            ceiling *= np.where(inside(*treatment.window()), effect[:, None], 1.0).astype(np.float32)
    owner, week = spread(rng.poisson(grid * ceiling))
    contracts = people.contracts
    years = np.arange(LONGEST)
    payments = contracts.start[:, None] + 52 * years
    row, column = np.nonzero((payments >= 0) & (payments < WEEKS))
    return Chances(
        leaving=leaving,
        leaving_marks=rng.random(leaving.shape, dtype=np.float32),
        owner=owner,
        week=week,
        mark=rng.random(len(owner)),
        ceiling=ceiling[owner, week].astype(np.float64),
        payment_owner=row,
        payment_week=payments[row, column],
    )


def live(people: Population, luck: Chances, *, treatments: Sequence[Treatment]) -> World:
    """The world where exactly these treatments act."""
    hazard = luck.leaving
    strength = np.ones(len(luck.owner))
    for treatment in treatments:
        begins, ends = treatment.window()
        if treatment.action.leaving != 1.0:
            hazard = np.where(inside(begins, ends), hazard * np.float32(treatment.action.leaving), hazard)
        effect = np.array(treatment.action.orders)[people.behaviour]
        acting = (luck.week >= begins[luck.owner]) & (luck.week < ends[luck.owner])
        strength *= np.where(acting, effect[luck.owner], 1.0)
    gone = luck.leaving_marks < hazard
    left = np.where(gone.any(axis=1), gone.argmax(axis=1), WEEKS)
    holder = people.contracts.owner[luck.payment_owner]
    return World(
        left=left,
        placed=(luck.mark * luck.ceiling < strength) & (luck.week < left[luck.owner]),
        renewed=luck.payment_week < left[holder],
    )
