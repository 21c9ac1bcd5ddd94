"""Simulate Rivage: the same size, seed and instant always give the same company, to the byte."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from cordiale.project.demo import (
    claims,
    contacts,
    hero,
    population,
    programme,
    registry,
    sales,
    signals,
    treatment,
    truth,
    worlds,
)
from cordiale.project.demo.draws import Bools, Calendar, Ints
from cordiale.project.demo.hero import Hero
from cordiale.project.demo.population import Population
from cordiale.project.demo.sales import Baskets, Payments
from cordiale.project.demo.stream import Batch, Row, rows
from cordiale.project.demo.treatment import Treatment
from cordiale.project.demo.worlds import Chances, World

SMALLEST = 50
PARTS = ("people", "claims", "arms", "luck", "baskets", "signals", "contacts", "names", "keys", "hero")


@dataclass(frozen=True, slots=True)
class Company:
    """A simulated company: its people, what they did, and the worlds that were not."""

    seed: int
    calendar: Calendar
    people: Population
    treatments: list[Treatment]
    withheld: Bools
    wave: Ints
    luck: Chances
    baskets: Baskets
    payments: Payments
    claims: claims.Claims
    factual: World
    hero: Hero

    @property
    def size(self) -> int:
        """How many parties there are, Nadia's household among them."""
        return len(self.people) + hero.SIZE

    def _rng(self, part: str) -> np.random.Generator:
        return generator(self.seed, part)

    def entrants(self) -> Iterator[registry.Entrant]:
        """The parties to take in."""
        yield from registry.entrants(self.people, rng=self._rng("names"))
        yield from self.hero.entrants()

    def ties(self) -> list[registry.Tie]:
        return registry.ties(self.people) + self.hero.ties()

    def ledger(self) -> truth.Ledger:
        return truth.Ledger(self.people, self.luck, self.baskets, self.payments, self.calendar)

    def world_without(self, *keys: str) -> World:
        """What would have happened without these actions."""
        kept = [one for one in self.treatments if one.action.key not in keys]
        return worlds.live(self.people, self.luck, treatments=kept)

    def rows(self, batches: list[Batch] | None = None, *, since: int = 0) -> Iterator[Row]:
        """Every event up to the end (from `since` on), oldest first, encoded; give `batches()` when at hand."""
        hexes = [row.tobytes().hex() for row in self.people.keys] + [key.hex for key in self.hero.identities]
        return rows(
            batches or self.batches(), party_hex=hexes, end=self.calendar.end, rng=self._rng("keys"), since=since
        )

    def batches(self) -> list[Batch]:
        """Every event, by kind."""
        rng, told = self._rng("signals"), self._rng("contacts")
        people, left, calendar = self.people, self.factual.left, self.calendar
        scene = self._scene()
        letter = next(one for one in self.treatments if one.action is programme.LETTER)
        offers = [one for one in self.treatments if one.action in programme.OFFERS]
        leaving, _reasons = signals.departures(rng, scene)
        return [
            sales.product_events(calendar.start),
            *sales.basket_events(self.baskets, self.luck, people, placed=self.factual.placed),
            sales.payment_events(self.payments, self.luck, people, renewed=self.factual.renewed),
            *leaving,
            *claims.events(scene.claims, people, rng=rng),
            signals.calls(rng, scene),
            *signals.surveys(rng, scene),
            signals.visits(rng, scene),
            *contacts.letters(told, people, calendar=calendar, left=left, treatment=letter),
            *contacts.offers(told, people, calendar=calendar, left=left, treatments=offers),
            *contacts.arms(
                told, people, calendar=calendar, left=left, treatments=self.treatments, withheld=self.withheld
            ),
            contacts.costs(calendar, customers=len(people)),
            contacts.staff(told, calendar),
            *self.hero.batches(),
        ]

    def _scene(self) -> signals.Scene:
        real = self.claims.chosen(self.claims.week < self.factual.left[self.claims.owner])
        return signals.Scene(self.people, self.calendar, self.factual.left, real)

    def truth(self) -> dict[str, Any]:
        """Everything that is true by construction, as plain JSON values (docs/demo.md)."""
        ledger, calendar = self.ledger(), self.calendar
        every = [one.action.key for one in self.treatments]
        _batches, reasons = signals.departures(self._rng("signals"), self._scene())
        return {
            "company": "Rivage",
            "seed": self.seed,
            "customers": self.size,
            "scripted": [one.ref for one in self.hero.entrants()],
            "as_of": calendar.as_of.isoformat(),
            "starts_on": calendar.first_days()[0].date().isoformat(),
            "programme_starts_on": calendar.first_days()[programme.PROGRAMME_START].date().isoformat(),
            "currency": "EUR",
            "definitions": truth.DEFINITIONS,
            "total": truth.of_total(
                factual=self.factual, untouched=self.world_without(*every), ledger=ledger, withheld=self.withheld
            ),
            "actions": [
                truth.of_action(
                    one,
                    with_it=self.factual,
                    without=self.world_without(one.action.key),
                    ledger=ledger,
                    behaviour=self.people.behaviour,
                )
                for one in self.treatments
            ],
            "loyalty_waves": truth.waves(self.wave, calendar=calendar),
            "confounders": truth.confounders(calendar),
            "departures": truth.departures(factual=self.factual, reasons=reasons),
            "costs": truth.costs(calendar, customers=len(self.people)),
            "cast": truth.cast(self.people, factual=self.factual, calendar=calendar),
        }


def generator(seed: int, part: str) -> np.random.Generator:
    """A stream of luck of its own for each part, so that one part can change without disturbing the others."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, PARTS.index(part)])))


def simulate(*, customers: int, seed: int, as_of: datetime) -> Company:
    """Simulate `customers` parties over the 156 weeks that end at `as_of` (aware)."""
    if customers < SMALLEST:
        raise ValueError(f"a company needs {SMALLEST} customers or more, not {customers}")
    calendar = Calendar(as_of)
    size = customers - hero.SIZE
    people = population.draw(generator(seed, "people"), size=size, calendar=calendar)
    happened = claims.draw(generator(seed, "claims"), people, calendar=calendar)
    bad = happened.bad_ones()
    units = [UUID(bytes=row.tobytes()) for row in people.keys]
    withheld = treatment.universal_holdout(units)
    at_risk = treatment.risk_weeks(people.contracts, bad_claims=bad, size=size)
    arms, wave = treatment.draw(generator(seed, "arms"), people, units=units, at_risk=at_risk, withheld=withheld)
    luck = worlds.chances(people, calendar=calendar, treatments=arms, bad_claims=bad, rng=generator(seed, "luck"))
    factual = worlds.live(people, luck, treatments=arms)
    rng = generator(seed, "baskets")
    baskets = sales.baskets(
        rng, people, luck, calendar=calendar, induced=_induced(people, luck, treatments=arms, factual=factual)
    )
    payments = sales.payments(rng, people, luck, calendar=calendar)
    factual = replace(
        factual,
        placed=factual.placed & (baskets.at < calendar.end),
        renewed=factual.renewed & (payments.at < calendar.end),
    )
    return Company(
        seed=seed,
        calendar=calendar,
        people=people,
        treatments=arms,
        withheld=withheld,
        wave=wave,
        luck=luck,
        baskets=baskets,
        payments=payments,
        claims=happened,
        factual=factual,
        hero=hero.appear(generator(seed, "hero"), first=size, calendar=calendar),
    )


def _induced(people: Population, luck: Chances, *, treatments: list[Treatment], factual: World) -> list[str]:
    """The offer that each order owes its existence to, "" for those that would have come anyway."""
    names = np.full(len(luck.owner), "", dtype=object)
    for one in treatments:
        if one.action in programme.OFFERS:
            others = [other for other in treatments if other is not one]
            without = worlds.live(people, luck, treatments=others)
            names[factual.placed & ~without.placed] = one.action.key
    return names.tolist()
