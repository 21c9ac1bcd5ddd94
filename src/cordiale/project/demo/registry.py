"""The simulated parties as the product will meet them: names, addresses, identifiers, agreements, ties."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np

from cordiale.project.demo.draws import instant
from cordiale.project.demo.names import EMAIL_DOMAINS, FAMILY, MEN, TRADES, WOMEN
from cordiale.project.demo.places import AGENCIES, STREETS
from cordiale.project.demo.population import Population, trios

ISSUER = "rivage"
FICTION = ("19900", "26191", "35301", "46571", "53649")
_PLAIN = str.maketrans("àâäçéèêëîïôöùûüÿñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜãíó", "aaaceeeeiioouuuynAAACEEEEIIOOUUUaio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One party to take in. Phones are of the ranges France keeps for fiction, mails of the reserved `.example`."""

    ref: str
    key: UUID
    organisation: bool = False
    name: str
    given_name: str = ""
    family_name: str = ""
    email: str
    phone: str
    street: str
    postcode: str
    city: str
    country: str
    agency: str
    language: str = "fr"
    born_on: date | None = None
    joined_at: datetime
    tags: tuple[str, ...] = ()
    consents: tuple[tuple[str, str, bool], ...] = ()  # purpose, channel, granted


@dataclass(frozen=True, slots=True)
class Tie:
    """`party` is `kind` of `other` (refs)."""

    party: str
    other: str
    kind: str


def reference(index: int) -> str:
    return f"RV-{index + 1:05d}"


def phone(index: int) -> str:
    """The index-th number of the ranges France reserves for fiction (ARCEP); none when they are used up.

    The mobile range (06 39 98) is left out: phone libraries call it invalid. The first two hundred numbers are kept
    for the people whose story is written by hand.
    """
    place, number = divmod(index + 200, 10_000)
    return f"+33{FICTION[place]}{number:04d}" if place < len(FICTION) else ""


def address_of(given: str, family: str, *, number: int) -> str:
    local = (
        f"{given.strip('.')}.{family}".translate(_PLAIN).lower().replace("’", "").replace(" ", "-").replace("-.", ".")
    )
    return f"{local}{number or ''}@{EMAIL_DOMAINS[number % len(EMAIL_DOMAINS)]}"


def entrants(people: Population, *, rng: np.random.Generator) -> Iterator[Entrant]:
    """Every simulated party, in order; an e-mail address is given once."""
    numbers = rng.permutation(len(people)).tolist()
    unusual = rng.random(len(people))
    months = rng.integers(1, 13, len(people)).tolist()
    days = rng.integers(1, 29, len(people)).tolist()
    disguise = {int(index): place for row in trios(people.behaviour) for place, index in enumerate(row)}
    tags = _tags(people)
    seen: dict[str, int] = {}
    for index in range(len(people)):
        given, family, name = _named(people, index, disguise=disguise.get(index))
        stem = f"{given}.{family}"
        seen[stem] = seen.get(stem, 0) + 1
        agency = AGENCIES[people.agency[index]]
        postcode, city = agency.towns[people.town[index] % len(agency.towns)]
        firm = bool(people.organisation[index])
        given_mail = f"contact@{stem.strip('.').translate(_PLAIN).lower().replace(' ', '-')}-{index}.example"
        yield Entrant(
            ref=reference(index),
            key=UUID(bytes=people.keys[index].tobytes()),
            organisation=firm,
            name=name,
            given_name="" if firm else given,
            family_name="" if firm else family,
            email=given_mail if firm else address_of(given, family, number=seen[stem] - 1),
            phone=phone(numbers[index]),
            street=f"{people.number[index]} {STREETS[people.street[index]]}",
            postcode=postcode,
            city=city,
            country=agency.country,
            agency=agency.name,
            language=_language(agency.country, float(unusual[index])),
            born_on=None if firm else date(int(people.born[index]), months[index], days[index]),
            joined_at=instant(int(people.joined_at[index])),
            tags=tuple(tags[index]),
            consents=_consents(people, index),
        )


def _named(people: Population, index: int, *, disguise: int | None) -> tuple[str, str, str]:
    given = (WOMEN if people.woman[index] else MEN)[people.given[index]]
    family = FAMILY[people.family[index]]
    if people.organisation[index]:
        firm = f"{TRADES[people.given[index] % len(TRADES)]} {family}"
        return "", firm, firm
    if disguise == 1:
        given = f"{given[0]}."
    elif disguise == 2:
        family = f"{family[:-1]}{family[-1] * 2}"
    return given, family, f"{given} {family}"


def _language(country: str, luck: float) -> str:
    if country == "FR" or luck > 0.14:
        return "fr"
    return "de" if luck < 0.08 else "en" if luck < 0.11 else "it"


def _consents(people: Population, index: int) -> tuple[tuple[str, str, bool], ...]:
    answers = [("marketing", "email", bool(people.by_mail[index])), ("profiling", "all", bool(people.profiling[index]))]
    if index % 3 == 0:
        answers.append(("marketing", "phone", bool(people.by_phone[index])))
    if people.by_sms[index]:
        answers.append(("marketing", "sms", True))
    return tuple(answers)


def _tags(people: Population) -> list[list[str]]:
    held = np.bincount(people.contracts.owner, minlength=len(people))
    tags: list[list[str]] = [[] for _ in range(len(people))]
    for index in np.flatnonzero((held > 0) & (people.joined < -150) & ~people.organisation).tolist():
        tags[index].append("Sociétaire")
    for index in np.flatnonzero((held >= 3) & ~people.organisation).tolist():
        tags[index].append("Familles prévoyantes")
    for index in np.flatnonzero(people.organisation).tolist():
        tags[index].append("Entreprise")
    return tags


def ties(people: Population) -> list[Tie]:
    """Households (told once a pair) and employers."""
    pairs = [
        Tie(reference(index), reference(other), "household")
        for index, other in enumerate(people.household.tolist())
        if index < other
    ]
    work = [
        Tie(reference(index), reference(firm), "works_at")
        for index, firm in enumerate(people.employer.tolist())
        if firm >= 0
    ]
    return pairs + work
