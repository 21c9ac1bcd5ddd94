"""Claims: they happen whatever the programme does, and some are badly handled, which makes customers leave."""

from dataclasses import dataclass

import numpy as np

from cordiale.project.demo import programme
from cordiale.project.demo.catalogue import CONTRACTS
from cordiale.project.demo.draws import DAY_US, Bools, Calendar, Ints, moments
from cordiale.project.demo.population import Population
from cordiale.project.demo.stream import Batch, money, text
from cordiale.project.demo.words import PERILS

CLAIMS_A_YEAR = 0.085  # of each contract
FIRST_NUMBER = 20_419


@dataclass(frozen=True, slots=True)
class Claims:
    """One row per claim that would happen as long as the customer stays."""

    number: Ints
    contract: Ints
    owner: Ints
    week: Ints
    bad: Bools
    opened: Ints
    closed: Ints
    paid: Ints  # cents

    def bad_ones(self) -> tuple[Ints, Ints]:
        """Owners and weeks of the badly handled claims."""
        return self.owner[self.bad], self.week[self.bad]

    def chosen(self, keep: Bools) -> "Claims":
        return Claims(*(getattr(self, name)[keep] for name in Claims.__dataclass_fields__))


def draw(rng: np.random.Generator, people: Population, *, calendar: Calendar) -> Claims:
    contracts = people.contracts
    first = np.maximum(contracts.start, 0)
    weeks = np.maximum(programme.WEEKS - first, 0)
    count = rng.poisson(CLAIMS_A_YEAR * weeks / 52)
    contract = np.repeat(np.arange(len(first)), count)
    week = (first[contract] + rng.random(len(contract)) * weeks[contract]).astype(np.int64)
    bad = rng.random(len(contract)) < programme.BAD_CLAIM_SHARE
    opened = moments(rng, week, calendar=calendar)
    lasting = rng.gamma(3.0, np.where(bad, 11.0, 3.2))
    price = np.array([item.price for item in CONTRACTS])[contracts.product[contract]]
    return Claims(
        number=np.arange(len(contract)),
        contract=contract,
        owner=contracts.owner[contract],
        week=week,
        bad=bad,
        opened=opened,
        closed=opened + (lasting * DAY_US).astype(np.int64) // 1_000_000 * 1_000_000,
        paid=(price * rng.gamma(1.6, 1.1, len(contract))).astype(np.int64) // 1000 * 1000,
    )


def events(claims: Claims, people: Population, *, rng: np.random.Generator) -> list[Batch]:
    """`ticket.opened` and `ticket.closed` of each claim."""
    category = [CONTRACTS[index].category for index in people.contracts.product[claims.contract]]
    pick = rng.integers(0, 6, len(claims.owner)).tolist()
    peril = [PERILS[name][number % len(PERILS[name])] for name, number in zip(category, pick, strict=True)]
    channel = [("phone", "app", "web", "agency")[number % 4] for number in pick]
    reference = [f"SN-{FIRST_NUMBER + number}" for number in claims.number.tolist()]
    head = [
        f'{{"ticket":"{ref}","type":"claim","category":{text(name)},"peril":"{what}","contract":"C-{index:06d}"'
        for ref, name, what, index in zip(reference, category, peril, claims.contract.tolist(), strict=True)
    ]
    opened = [f'{one},"channel":"{way}"}}' for one, way in zip(head, channel, strict=True)]
    days = ((claims.closed - claims.opened) / DAY_US).round().astype(int).tolist()
    closed = [
        f'{one},"outcome":"paid","paid":"{money(paid)}","days":{lasted}}}'
        for one, paid, lasted in zip(head, claims.paid.tolist(), days, strict=True)
    ]
    return [
        Batch("ticket.opened", claims.owner, claims.opened, opened, subject=reference),
        Batch("ticket.closed", claims.owner, claims.closed, closed, subject=reference),
    ]
