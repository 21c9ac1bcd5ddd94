"""Who is treated by what, from which week to which: roll-outs, hold-outs by salted hash, eligibility."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from cordiale.core import assignment
from cordiale.project.demo import programme
from cordiale.project.demo.draws import Bools, Ints
from cordiale.project.demo.places import AGENCIES
from cordiale.project.demo.population import Contracts, Population
from cordiale.project.demo.programme import Action


@dataclass(frozen=True, slots=True)
class Treatment:
    """One action on every party: when it could begin for them (-1 never), whether they are held out, reached."""

    action: Action
    begins: Ints  # week of eligibility; -1 when never eligible
    held_out: Bools
    reached: Bools

    @property
    def treated(self) -> Bools:
        """Eligible and not held out: the arm, whether reached or not."""
        return (self.begins >= 0) & ~self.held_out

    def window(self) -> tuple[Ints, Ints]:
        """First and last (excluded) week of the effect for each party; an empty window without effect."""
        touched = self.treated & self.reached
        begins = np.where(touched, self.begins, programme.WEEKS)
        return begins, np.minimum(begins + self.action.weeks, programme.WEEKS)


def hash_arm(units: list[UUID], *, salt: str, share: float) -> Bools:
    """The product's own assignment: the same function will find the same arms again."""
    return np.fromiter((assignment.held_out(unit, salt=salt, share=share) for unit in units), bool, len(units))


def universal_holdout(units: list[UUID]) -> Bools:
    return hash_arm(units, salt=programme.HOLDOUT_SALT, share=programme.HOLDOUT_SHARE)


def waves(rng: np.random.Generator) -> Ints:
    """The week each agency starts the loyalty programme, drawn at random; -1 for those still waiting."""
    starts = np.full(len(AGENCIES), -1, dtype=np.int64)
    order = rng.permutation(len(AGENCIES))
    for number, week in enumerate(programme.LOYALTY_WAVES):
        first = number * programme.AGENCIES_A_WAVE
        starts[order[first : first + programme.AGENCIES_A_WAVE]] = week
    return starts


def risk_weeks(contracts: Contracts, *, bad_claims: tuple[Ints, Ints], size: int) -> Ints:
    """The first week each party is at risk: a badly handled claim, or five weeks before a steep renewal; -1 never."""
    never = programme.WEEKS
    first = np.full(size, never, dtype=np.int64)
    owners, weeks = bad_claims
    late = weeks + 2 >= programme.CALL.start
    np.minimum.at(first, owners[late], weeks[late] + 2)
    renewal = first_dear_renewal(contracts)
    steep = (contracts.rise >= programme.RISKY_RISE) & (renewal - 5 >= programme.CALL.start)
    np.minimum.at(first, contracts.owner[steep], renewal[steep] - 5)
    return np.where(first < never, first, -1)


def first_dear_renewal(contracts: Contracts) -> Ints:
    """The week each contract first renews at the risen price; far away for those signed after the rise."""
    years = np.maximum(1, -(-(programme.PRICE_RISE_WEEK - contracts.start) // 52))
    return np.where(contracts.start < programme.PRICE_RISE_WEEK, contracts.start + 52 * years, 10**6)


def draw(
    rng: np.random.Generator, people: Population, *, units: list[UUID], at_risk: Ints, withheld: Bools
) -> tuple[list[Treatment], Ints]:
    """Every action's arms, and the agencies' waves. Nobody of the universal hold-out is eligible for persuasion."""
    wave = waves(rng)
    size = len(people)
    persuadable = ~withheld
    eligible_from = {programme.LOYALTY.key: np.maximum(wave[people.agency], people.joined)}
    eligible_from[programme.LOYALTY.key][wave[people.agency] < 0] = -1
    by_mail = people.by_mail & ~people.organisation
    for offer in programme.OFFERS:
        eligible_from[offer.key] = np.where(by_mail & (people.joined < offer.start), offer.start, -1)
    eligible_from[programme.LETTER.key] = np.where(by_mail, np.maximum(people.joined, programme.LETTER.start), -1)
    welcome = people.joined >= programme.WELCOME.start
    eligible_from[programme.WELCOME.key] = np.where(welcome, people.joined, -1)
    eligible_from[programme.CALL.key] = np.where(at_risk >= people.joined, at_risk, -1)
    treatments = []
    for action in programme.ACTIONS:
        begins = np.where(persuadable, eligible_from[action.key], -1)
        held_out = hash_arm(units, salt=action.key, share=action.holdout) if action.holdout else np.zeros(size, bool)
        reached = rng.random(size) < action.reached
        treatments.append(Treatment(action, begins, held_out & (begins >= 0), reached))
    return treatments, wave
