"""What customers tell: visits, calls, survey answers, and their leaving with its reason."""

from dataclasses import dataclass

import numpy as np

from cordiale.project.demo import programme, words
from cordiale.project.demo.catalogue import CONTRACTS
from cordiale.project.demo.claims import FIRST_NUMBER, Claims
from cordiale.project.demo.draws import DAY_US, Bools, Calendar, Floats, Ints, moments, spread
from cordiale.project.demo.places import AGENCIES
from cordiale.project.demo.population import KIND, Population
from cordiale.project.demo.stream import Batch, text
from cordiale.project.demo.treatment import first_dear_renewal

VISITS_A_WEEK = 0.038
CALLS_A_WEEK = 0.004
DOUBT_WEEKS = 8  # before leaving, customers look for the way out
ANNUAL_SURVEY_SHARE = 0.20
REASONS = tuple(words.REASONS)
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Scene:
    """What the writers of signals need: the people, how long they stay, what befell them."""

    people: Population
    calendar: Calendar
    left: Ints
    claims: Claims  # those that really happened

    def present(self, owner: Ints, week: Ints) -> Bools:
        return (week >= self.people.joined[owner]) & (week < self.left[owner])


def visits(rng: np.random.Generator, scene: Scene) -> Batch:
    """`visit.ended`: a session on the site, told once with its pages; doubt shows before leaving."""
    people, weeks = scene.people, np.arange(programme.WEEKS)
    rate = (VISITS_A_WEEK * people.pace)[:, None] * scene.calendar.season()
    before = scene.left[:, None] - weeks
    doubting = (before > 0) & (before <= DOUBT_WEEKS) & (scene.left[:, None] < programme.WEEKS)
    rate = np.where(doubting, rate * 2.5 + 0.05, rate)
    owner, week = spread(rng.poisson(rate))
    keep = scene.present(owner, week)
    owner, week = owner[keep], week[keep]
    pages = 1 + rng.geometric(0.32, len(owner))
    seconds = (pages * rng.gamma(2.0, 24.0, len(owner))).astype(np.int64) + 5
    doubts = doubting[owner, week] & (rng.random(len(owner)) < 0.55)
    doubts |= rng.random(len(owner)) < 0.004
    first = rng.integers(0, len(words.PAGES), len(owner)).tolist()
    entry = rng.choice(len(words.ENTRIES), len(owner), p=(0.40, 0.30, 0.14, 0.10, 0.06)).tolist()
    device = (rng.random(len(owner)) < 0.58).tolist()
    quoted = [text(page) for page in words.PAGES]
    cancel = text(words.CANCEL_PAGE)
    data = [
        f'{{"page_count":{count},"seconds":{lasted},"entry":"{words.ENTRIES[way]}",'
        f'"device":"{"phone" if mobile else "computer"}",'
        + (f'"pages":[{quoted[page]},{cancel}],"watch":[{cancel}]}}' if doubt else f'"pages":[{quoted[page]}]}}')
        for count, lasted, page, way, mobile, doubt in zip(
            pages.tolist(), seconds.tolist(), first, entry, device, doubts.tolist(), strict=True
        )
    ]
    subject = [words.CANCEL_PAGE if doubt else words.PAGES[page] for doubt, page in zip(doubts, first, strict=True)]
    return Batch("visit.ended", owner, moments(rng, week, calendar=scene.calendar), data, subject)


def calls(rng: np.random.Generator, scene: Scene) -> Batch:
    """`call.received`: two or three for a badly handled claim, one in three for the others, some for nothing."""
    claims, people = scene.claims, scene.people
    number = rng.poisson(np.where(claims.bad, 2.4, 0.35))
    about = np.repeat(np.arange(len(number)), number)
    lasting = claims.closed[about] - claims.opened[about]
    at = claims.opened[about] + (rng.random(len(about)) * lasting).astype(np.int64) // _MINUTE * _MINUTE
    other, week = spread(rng.poisson(np.full((len(people), programme.WEEKS), CALLS_A_WEEK)))
    keep = scene.present(other, week)
    other, week = other[keep], week[keep]
    owner = np.concatenate([claims.owner[about], other])
    bad = np.concatenate([claims.bad[about], np.zeros(len(other), dtype=bool)])
    minutes = 1 + rng.gamma(2.0, np.where(bad, 3.4, 1.9)).astype(np.int64)
    said = [
        words.UNHAPPY[pick % len(words.UNHAPPY)] if angry else words.CALLS[pick % len(words.CALLS)]
        for pick, angry in zip(rng.integers(0, 840, len(owner)).tolist(), bad.tolist(), strict=True)
    ]
    files = [f',"ticket":"SN-{FIRST_NUMBER + number}"' for number in claims.number[about].tolist()]
    topic = ["claim"] * len(about) + ["question"] * len(other)
    data = [
        f'{{"minutes":{lasted},"topic":"{what}","agency":"{AGENCIES[agency].code}"{file}}}'
        for lasted, what, agency, file in zip(
            minutes.tolist(), topic, people.agency[owner].tolist(), files + [""] * len(other), strict=True
        )
    ]
    return Batch(
        "call.received",
        owner,
        np.concatenate([at, moments(rng, week, calendar=scene.calendar)]),
        data,
        subject=topic,
        personal=[f'{{"text":{text(one)}}}' for one in said],
    )


def surveys(rng: np.random.Generator, scene: Scene) -> list[Batch]:
    """`survey.answered`: after a claim, once a year, and the brand barometer of each half-year."""
    claims, people = scene.claims, scene.people
    answers = rng.random(len(claims.owner)) < 0.42
    owner, bad = claims.owner[answers], claims.bad[answers]
    mean = np.where(bad, 4.6, 8.2) + 0.6 * people.attachment[owner]
    after = _survey(
        "apres-sinistre",
        owner,
        claims.closed[answers] + rng.integers(1, 5, len(owner)) * DAY_US,
        scores=_scores(rng, mean),
        rng=rng,
    )
    waves = np.arange(20, programme.WEEKS, 52)
    grid = (rng.random((len(people), len(waves))) < ANNUAL_SURVEY_SHARE) & people.by_mail[:, None]
    who, wave = np.nonzero(grid)
    keep = scene.present(who, waves[wave])
    who, week = who[keep], waves[wave[keep]]
    fond = 7.6 + 0.9 * people.attachment[who] - 1.4 * (people.behaviour[who] == KIND["lapsing"])
    yearly = _survey("annuelle", who, moments(rng, week, calendar=scene.calendar), scores=_scores(rng, fond), rng=rng)
    return [after, yearly, _brand(rng, scene)]


def _scores(rng: np.random.Generator, mean: Floats) -> Ints:
    return np.clip(np.round(rng.normal(mean, 1.4)), 0, 10).astype(np.int64)


def _survey(name: str, owner: Ints, at: Ints, *, scores: Ints, rng: np.random.Generator) -> Batch:
    picks = rng.integers(0, 840, len(owner)).tolist()
    speaks = (rng.random(len(owner)) < 0.6).tolist()
    personal = []
    for score, pick, speaking in zip(scores.tolist(), picks, speaks, strict=True):
        pool = words.HAPPY if score >= 8 else words.MIXED if score >= 6 else words.UNHAPPY
        personal.append(f'{{"text":{text(pool[pick % len(pool)])}}}' if speaking else "")
    data = [f'{{"survey":"{name}","score":{score},"scale":10}}' for score in scores.tolist()]
    return Batch("survey.answered", owner, at, data, subject=name, personal=personal)


def _brand(rng: np.random.Generator, scene: Scene) -> Batch:
    """Four items from 1 to 5: known, different, identification, attachment; three answers in a hundred customers."""
    waves = np.arange(24, programme.WEEKS, 26)
    who, wave = np.nonzero(rng.random((len(scene.people), len(waves))) < 0.03)
    keep = scene.present(who, waves[wave])
    who, week = who[keep], waves[wave[keep]]
    fond = scene.people.attachment[who]
    items = [
        np.clip(np.round(rng.normal(mean + 0.4 * fond, 0.9)), 1, 5).astype(np.int64) for mean in (3.9, 3.1, 3.3, 3.5)
    ]
    data = [
        f'{{"survey":"marque","known":{a},"different":{b},"identification":{c},"attachment":{d},"scale":5}}'
        for a, b, c, d in zip(*(item.tolist() for item in items), strict=True)
    ]
    return Batch("survey.answered", who, moments(rng, week, calendar=scene.calendar), data, subject="marque")


def departures(rng: np.random.Generator, scene: Scene) -> tuple[list[Batch], Ints]:
    """`customer.left` for those who held a contract, with their reason; the others disappear without a word.

    Also the code of each reason by party (-1: still here, or silent).
    """
    people, contracts = scene.people, scene.people.contracts
    running = (contracts.start < programme.WEEKS) & (contracts.start < scene.left[contracts.owner])
    holder = np.zeros(len(people), dtype=bool)
    holder[contracts.owner[running]] = True
    gone = np.flatnonzero(holder & (scene.left < programme.WEEKS))
    weight = np.tile(np.array([2.0, 0.4, 3.0, 2.4, 1.4, 1.0]), (len(gone), 1))
    dear = _near(first_dear_renewal(contracts), contracts.owner, scene.left, back=2, ahead=4)
    angry = _near(scene.claims.week, scene.claims.owner, scene.left, back=programme.BAD_CLAIM_WEEKS, ahead=0)
    upset = np.zeros(len(people), dtype=bool)
    upset[scene.claims.owner[angry & scene.claims.bad]] = True
    paying = np.zeros(len(people), dtype=bool)
    paying[contracts.owner[dear]] = True
    weight[:, 0] += 9 * paying[gone]
    weight[:, 1] += 16 * upset[gone]
    cumulated = weight.cumsum(axis=1)
    draw = rng.random(len(gone)) * cumulated[:, -1]
    reason = (draw[:, None] > cumulated).sum(axis=1)
    at = moments(rng, scene.left[gone], calendar=scene.calendar)
    reasons = np.full(len(people), -1, dtype=np.int64)
    reasons[gone] = reason
    names = [REASONS[code] for code in reason.tolist()]
    told = [f'{{"text":{text(words.LEAVING[name])}}}' if words.LEAVING[name] else "" for name in names]
    data = [f'{{"reason":"{name}","label":{text(words.REASONS[name])}}}' for name in names]
    leaving = Batch("customer.left", gone, at, data, subject=names, personal=told)
    at_of = np.zeros(len(people), dtype=np.int64)
    at_of[gone] = at
    return [leaving, *_contract_events(rng, scene, running=running, ended_at=at_of)], reasons


def _near(week: Ints, owner: Ints, left: Ints, *, back: int, ahead: int) -> Bools:
    """Whether each week lies from `back` weeks before the owner's leaving to `ahead` weeks after it."""
    distance = left[owner] - week
    return (distance >= -ahead) & (distance <= back)


def _contract_events(rng: np.random.Generator, scene: Scene, *, running: Bools, ended_at: Ints) -> list[Batch]:
    """`contract.signed` for those begun within the three years, `contract.ended` with their holder's leaving."""
    contracts = scene.people.contracts
    head = [
        f'{{"contract":"C-{index:06d}","product":"{CONTRACTS[product].code}","name":{text(CONTRACTS[product].name)},'
        f'"category":{text(CONTRACTS[product].category)}'
        for index, product in enumerate(contracts.product.tolist())
    ]
    signed = np.flatnonzero(running & (contracts.start >= 0))
    at = moments(rng, contracts.start[signed], calendar=scene.calendar)
    premium = contracts.premium[signed].tolist()
    ended = np.flatnonzero(running & (ended_at[contracts.owner] > 0))
    return [
        Batch(
            "contract.signed",
            contracts.owner[signed],
            at,
            [f'{head[index]},"premium":"{cents // 100}.00"}}' for index, cents in zip(signed, premium, strict=True)],
            subject=[f"C-{index:06d}" for index in signed.tolist()],
        ),
        Batch(
            "contract.ended",
            contracts.owner[ended],
            ended_at[contracts.owner[ended]],
            [f"{head[index]}}}" for index in ended.tolist()],
            subject=[f"C-{index:06d}" for index in ended.tolist()],
        ),
    ]
