"""What Rivage tells its customers, and the record of who was chosen for what: mails, calls, arms, exposures, costs."""

from collections.abc import Sequence

import numpy as np

from cordiale.project.demo import programme, words
from cordiale.project.demo.draws import DAY_US, Bools, Calendar, Ints, instant, moments
from cordiale.project.demo.population import Population
from cordiale.project.demo.stream import Batch, money, text
from cordiale.project.demo.treatment import Treatment

LETTER_WEEKS = 17  # three newsletters a year
OPENED, CLICKED = 0.34, 0.13
_HOUR = 3_600_000_000


def letters(
    rng: np.random.Generator, people: Population, *, calendar: Calendar, left: Ints, treatment: Treatment
) -> list[Batch]:
    """The newsletters, to all who agreed before the programme, to its arm afterwards."""
    batches = []
    for number, week in enumerate(range(5, programme.WEEKS, LETTER_WEEKS), start=1):
        chosen = people.by_mail & ~people.organisation & (people.joined < week) & (left > week)
        if week >= programme.PROGRAMME_START:
            chosen &= treatment.treated
        month = words.MONTHS[instant(calendar.start + week * 7 * DAY_US).month - 1]
        title = f"La lettre de Rivage, {month}"
        batches += _mailing(
            rng, np.flatnonzero(chosen), at=_sent_at(calendar, week), code=f"lettre-{number}", title=title
        )
    return batches


def offers(
    rng: np.random.Generator, people: Population, *, calendar: Calendar, left: Ints, treatments: Sequence[Treatment]
) -> list[Batch]:
    """One mail of each offer to its treated customers."""
    batches = []
    for treatment in treatments:
        week = treatment.action.start
        chosen = np.flatnonzero(treatment.treated & (left > week))
        title = f"Votre offre du moment : {round(programme.OFFER_DISCOUNT * 100)} % jusqu’à la fin du mois"
        batches += _mailing(rng, chosen, at=_sent_at(calendar, week), code=treatment.action.key, title=title)
    return batches


def _sent_at(calendar: Calendar, week: int) -> int:
    return calendar.start + week * 7 * DAY_US + 6 * _HOUR


def _mailing(rng: np.random.Generator, chosen: Ints, *, at: int, code: str, title: str) -> list[Batch]:
    sent_at = at + rng.integers(0, 1800, len(chosen)) * 1_000_000
    opens = np.flatnonzero(rng.random(len(chosen)) < OPENED)
    opened_at = sent_at[opens] + (rng.gamma(1.2, 14, len(opens)) * _HOUR).astype(np.int64) // 1_000_000 * 1_000_000
    clicks = np.flatnonzero(rng.random(len(opens)) < CLICKED)
    clicked_at = opened_at[clicks] + rng.integers(8, 240, len(clicks)) * 1_000_000
    data = f'{{"campaign":"{code}","title":{text(title)}}}'
    return [
        Batch("mail.sent", chosen, sent_at, [data] * len(chosen), code),
        Batch("mail.opened", chosen[opens], opened_at, [data] * len(opens), code),
        Batch("mail.clicked", chosen[opens][clicks], clicked_at, [data] * len(clicks), code),
    ]


def arms(
    rng: np.random.Generator,
    people: Population,
    *,
    calendar: Calendar,
    left: Ints,
    treatments: Sequence[Treatment],
    withheld: Bools,
) -> list[Batch]:
    """`assignment.made` for the universal hold-out and for each action at the moment of choice, with its propensity."""
    since = np.maximum(people.joined, programme.PROGRAMME_START)
    known = np.flatnonzero(left > since)
    batches = [
        _arm(
            known,
            at=calendar.start + since[known] * 7 * DAY_US + _HOUR,
            held_out=withheld[known],
            name="universel",
            salt=programme.HOLDOUT_SALT,
            share=programme.HOLDOUT_SHARE,
        )
    ]
    for treatment in treatments:
        chosen = np.flatnonzero((treatment.begins >= 0) & (left > treatment.begins))
        at = calendar.start + treatment.begins[chosen] * 7 * DAY_US + 2 * _HOUR
        action = treatment.action
        held_out = treatment.held_out[chosen]
        batches.append(_arm(chosen, at=at, held_out=held_out, name=action.key, salt=action.key, share=action.holdout))
        batches += _exposures(rng, treatment, chosen=chosen[~held_out], at=at[~held_out])
    return batches


def _arm(chosen: Ints, *, at: Ints, held_out: Bools, name: str, salt: str, share: float) -> Batch:
    shape = (
        f'{{{{"experiment":"{name}","arm":"{{arm}}","propensity":{{odds}},"salt":"{salt}",'
        '"version":1,"eligible":true,"unit":"party"}}'
    )
    treated = shape.format(arm="treatment", odds=round(1 - share, 4))
    control = shape.format(arm="holdout", odds=round(share, 4))
    return Batch("assignment.made", chosen, at, [control if held else treated for held in held_out.tolist()], name)


def _exposures(rng: np.random.Generator, treatment: Treatment, *, chosen: Ints, at: Ints) -> list[Batch]:
    """`exposure.recorded`: what really reached whom, at which cost; calls also leave `call.made`."""
    action = treatment.action
    reached = treatment.reached[chosen]
    cost = money(action.contact_cost)
    shape = f'{{{{"experiment":"{action.key}","delivered":{{told}},"cost":"{cost}","currency":"EUR"}}}}'
    yes, no = shape.format(told="true"), shape.format(told="false")
    when = at + 3 * _HOUR + rng.integers(0, 6 * 3600, len(chosen)) * 1_000_000
    batches = [Batch("exposure.recorded", chosen, when, [yes if got else no for got in reached.tolist()], action.key)]
    if action.kind == "call":
        minutes = rng.integers(4, 15, len(chosen)).tolist()
        said = rng.integers(0, len(words.SAVED), len(chosen)).tolist()
        data = [
            f'{{"minutes":{lasted if got else 0},"topic":"avant l’échéance","campaign":"{action.key}",'
            f'"answered":{"true" if got else "false"}}}'
            for lasted, got in zip(minutes, reached.tolist(), strict=True)
        ]
        words_said = [
            f'{{"text":{text(words.SAVED[pick])}}}' if got else "" for pick, got in zip(said, reached, strict=True)
        ]
        batches.append(Batch("call.made", chosen, when, data, action.key, words_said))
    return batches


def costs(calendar: Calendar, *, customers: int) -> Batch:
    """`cost.booked`: the programme's costs, in monthly parts over each phase; the amount is the cost, positive."""
    phases = {key: (first, last) for key, _name, first, last in programme.PHASES}
    at, data, amount = [], [], []
    for phase, kind, label, cents in programme.COSTS:
        first, last = phases[phase]
        weeks = list(range(first, last + 1, 4))
        for week in weeks:
            at.append(calendar.start + week * 7 * DAY_US + 9 * _HOUR)
            data.append(f'{{"phase":"{phase}","kind":"{kind}","label":{text(label)},"state":"actual","share":1}}')
            amount.append(cents * customers // len(weeks))
    nobody = np.full(len(at), -1, dtype=np.int64)
    return Batch("cost.booked", nobody, np.array(at), data, "programme", amount=np.array(amount))


def staff(rng: np.random.Generator, calendar: Calendar, *, size: int = 240) -> Batch:
    """`staff.answered`: the barometer of each half-year, by team, nobody named; three items from 1 to 5."""
    weeks = np.repeat(np.arange(24, programme.WEEKS, 26), round(size * 0.78))
    lift = np.where(weeks >= programme.PROGRAMME_START, 0.35, 0.0)
    teams = rng.integers(0, 24, len(weeks)).tolist()
    items = [np.clip(np.round(rng.normal(mean + lift, 0.9)), 1, 5).astype(int).tolist() for mean in (3.5, 3.6, 3.2)]
    data = [
        f'{{"survey":"equipe","team":{team},"useful":{a},"trust":{b},"time":{c},"scale":5}}'
        for team, a, b, c in zip(teams, *items, strict=True)
    ]
    nobody = np.full(len(weeks), -1, dtype=np.int64)
    return Batch("staff.answered", nobody, moments(rng, weeks, calendar=calendar), data, "equipe")
