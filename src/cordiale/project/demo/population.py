"""The people: who they are, where they live, how they behave, which contracts they hold."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cordiale.project.demo import programme
from cordiale.project.demo.catalogue import CONTRACTS
from cordiale.project.demo.draws import DAY_US, Bools, Calendar, Floats, Ints, keys, weighted
from cordiale.project.demo.names import FAMILY, MEN, WOMEN
from cordiale.project.demo.places import AGENCIES, STREETS

ORGANISATION_SHARE = 0.02
HOUSEHOLD_SHARE = 0.24
EMPLOYED_SHARE = 0.05
KIND = {name: index for index, name in enumerate(programme.BEHAVIOURS)}


@dataclass(frozen=True, slots=True)
class Contracts:
    """One row per contract: whose, which product, first week (before 0: older than the lake), premium, rise."""

    owner: Ints
    product: Ints  # index in CONTRACTS
    start: Ints
    premium: Ints  # cents a year at the first renewal we see
    rise: Floats  # share added at the first renewal after the price rise


@dataclass(frozen=True, slots=True)
class Population:
    """One row per party, as columns of the same length."""

    keys: Any  # n x 16 bytes
    behaviour: Ints
    organisation: Bools
    agency: Ints
    town: Ints
    street: Ints
    number: Ints
    joined: Ints  # week, negative before the lake begins
    joined_at: Ints
    woman: Bools
    given: Ints
    family: Ints
    born: Ints  # year
    household: Ints  # the other person of the household, -1 without
    employer: Ints  # the organisation they work at, -1 without
    by_mail: Bools
    by_phone: Bools
    by_sms: Bools
    profiling: Bools
    pace: Floats  # how much more than their like they buy, mean 1
    attachment: Floats  # latent, mean 0
    contracts: Contracts

    def __len__(self) -> int:
        return len(self.behaviour)


def draw(rng: np.random.Generator, *, size: int, calendar: Calendar) -> Population:
    """A population of `size` parties, reproducible from the generator's state."""
    behaviour = _behaviours(rng, size)
    organisation = np.zeros(size, dtype=bool)
    steady = np.flatnonzero(behaviour == KIND["steady"])
    organisation[steady[: round(size * ORGANISATION_SHARE)]] = True
    joined = _joined(rng, behaviour)
    joined_at = calendar.start + joined * 7 * DAY_US + rng.integers(8 * 3600, 19 * 3600, size) * 1_000_000
    joined_at = np.minimum(joined_at, calendar.end - DAY_US)
    columns: dict[str, Any] = {
        "agency": weighted(rng, np.array([agency.weight for agency in AGENCIES]), size),
        "town": rng.integers(0, 6, size),
        "street": rng.integers(0, len(STREETS), size),
        "number": rng.integers(1, 90, size),
        "family": rng.integers(0, len(FAMILY), size),
    }
    household = _share_homes(rng, columns, behaviour=behaviour, organisation=organisation)
    woman = rng.random(size) < 0.52
    mail = rng.random(size) < 0.66
    return Population(
        keys=keys(rng, joined_at),
        behaviour=behaviour,
        organisation=organisation,
        joined=joined,
        joined_at=joined_at,
        woman=woman,
        given=np.where(woman, rng.integers(0, len(WOMEN), size), rng.integers(0, len(MEN), size)),
        born=np.clip(rng.normal(1976, 15, size).astype(np.int64), 1932, 2005),
        household=household,
        employer=_employers(rng, organisation),
        by_mail=mail,
        by_phone=rng.random(size) < 0.55,
        by_sms=mail & (rng.random(size) < 0.45),
        profiling=rng.random(size) < 0.72,
        pace=rng.gamma(3.0, 1 / 3.0, size) * np.where(organisation, 2.0, 1.0),
        attachment=rng.normal(0, 1, size),
        contracts=_contracts(rng, behaviour=behaviour, organisation=organisation, joined=joined),
        **columns,
    )


def _behaviours(rng: np.random.Generator, size: int) -> Ints:
    behaviour = np.empty(size, dtype=np.int64)
    bounds = np.round(np.cumsum(programme.SHARES) / sum(programme.SHARES) * size).astype(np.int64)
    trios = (size - bounds[-2]) // 3 * 3
    start = 0
    for kind, bound in enumerate(bounds):
        behaviour[start:bound] = kind
        start = bound
    behaviour[size - (size - bounds[-2] - trios) :] = KIND["steady"]
    rng.shuffle(behaviour)
    return behaviour


def trios(behaviour: Ints) -> Ints:
    """The tartuffes, three by three (k x 3): each row is one human being under three names."""
    return np.flatnonzero(behaviour == KIND["tartuffe"]).reshape(-1, 3)


def _joined(rng: np.random.Generator, behaviour: Ints) -> Ints:
    """Three in four were customers before the lake begins; newcomers came in the last 40 weeks."""
    size = len(behaviour)
    old = -rng.integers(1, 520, size)
    recent = rng.integers(0, programme.WEEKS - 6, size)
    joined = np.where(rng.random(size) < 0.74, old, recent)
    newcomers = rng.integers(programme.WEEKS - 40, programme.WEEKS - 2, size)
    return np.where(behaviour == KIND["newcomer"], newcomers, joined)


def _share_homes(rng: np.random.Generator, columns: dict[str, Ints], *, behaviour: Ints, organisation: Bools) -> Ints:
    """Couples share a home and a family name; the three of a trio share a home."""
    household = np.full(len(behaviour), -1, dtype=np.int64)
    free = np.flatnonzero(~organisation & (behaviour != KIND["tartuffe"]))
    pairs = rng.permutation(free)[: round(len(free) * HOUSEHOLD_SHARE) // 2 * 2].reshape(-1, 2)
    household[pairs[:, 0]], household[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    homes = trios(behaviour)
    for column in columns.values():
        column[pairs[:, 1]] = column[pairs[:, 0]]
        column[homes] = column[homes[:, :1]]
    return household


def _employers(rng: np.random.Generator, organisation: Bools) -> Ints:
    employer = np.full(len(organisation), -1, dtype=np.int64)
    firms = np.flatnonzero(organisation)
    if len(firms):
        employed = np.flatnonzero(~organisation & (rng.random(len(organisation)) < EMPLOYED_SHARE))
        employer[employed] = rng.choice(firms, len(employed))
    return employer


def _contracts(rng: np.random.Generator, *, behaviour: Ints, organisation: Bools, joined: Ints) -> Contracts:
    """One to three contracts for those who hold any; each begins at or after the customer's first week."""
    holds = rng.random(len(behaviour)) < np.array(programme.CONTRACT_SHARES)[behaviour]
    count = np.where(holds, 1 + rng.binomial(2, 0.35, len(behaviour)), 0)
    owner = np.repeat(np.arange(len(behaviour)), count)
    private = np.array([5, 6, 3, 5, 5, 4, 3, 2, 1, 3, 3, 2, 3, 2, 0, 0, 0, 0], dtype=np.float64)
    business = np.array([0] * 14 + [5, 2, 2, 4], dtype=np.float64)
    product = np.where(organisation[owner], weighted(rng, business, len(owner)), weighted(rng, private, len(owner)))
    delay = np.where(rng.random(len(owner)) < 0.6, 0, rng.integers(0, 120, len(owner)))
    price = np.array([item.price for item in CONTRACTS])[product]
    return Contracts(
        owner=owner,
        product=product,
        start=joined[owner] + delay,
        premium=(price * rng.uniform(0.85, 1.20, len(owner))).astype(np.int64) // 100 * 100,
        rise=np.clip(rng.normal(programme.PRICE_RISE_MEAN, 0.03, len(owner)), 0.0, 0.16),
    )
