"""The company is reproducible, complete, plausible, and nothing in it happens tomorrow."""

import hashlib
import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from cordiale.core import assignment
from cordiale.core.event import KIND
from cordiale.project.demo import programme
from cordiale.project.demo.draws import instant, micros
from cordiale.project.demo.population import KIND as BEHAVIOUR
from cordiale.project.demo.population import trios
from cordiale.project.demo.simulate import simulate

KINDS = {
    "assignment.made",
    "call.made",
    "call.received",
    "contract.ended",
    "contract.signed",
    "cost.booked",
    "customer.left",
    "exposure.recorded",
    "mail.clicked",
    "mail.opened",
    "mail.sent",
    "order.placed",
    "order.returned",
    "product.described",
    "staff.answered",
    "survey.answered",
    "ticket.closed",
    "ticket.opened",
    "visit.ended",
}


@pytest.fixture(scope="module")
def events(rivage):
    return [(row, json.loads(row.body)) for row in rivage.rows()]


def digest(company):
    mark = hashlib.sha256()
    for row in company.rows():
        mark.update(row.id + row.body)
    mark.update(json.dumps(company.truth()).encode())
    mark.update(repr(list(company.entrants())).encode())
    return mark.hexdigest()


def test_the_same_seed_and_instant_give_the_same_bytes(rivage):
    again = simulate(customers=500, seed=7, as_of=rivage.calendar.as_of)
    assert digest(again) == digest(rivage)


def test_another_seed_gives_another_company(rivage):
    assert digest(simulate(customers=500, seed=8, as_of=rivage.calendar.as_of)) != digest(rivage)


def test_nothing_happens_after_the_end_nor_before_the_three_years(rivage, events):
    instants = [row.at for row, _body in events]
    assert instants == sorted(instants)
    assert max(instants) < micros(rivage.calendar.as_of)
    assert instant(min(instants)) >= rivage.calendar.as_of - timedelta(days=7 * programme.WEEKS)


def test_every_kind_is_told_and_well_formed(events):
    assert {row.kind for row, _body in events} == KINDS
    assert all(KIND.fullmatch(kind) for kind in KINDS)


def test_ids_are_unique(events):
    assert len({row.id for row, _body in events}) == len(events)


def test_an_order_is_the_sum_of_its_lines(events):
    for _row, body in events:
        if body["kind"].startswith("order."):
            lines = sum(Decimal(line["amount"]) for line in body["data"]["lines"])
            assert lines == Decimal(body["amount"])


def test_a_return_takes_back_an_order_that_was_placed(events):
    placed = {body["data"]["order_ref"]: body for _row, body in events if body["kind"] == "order.placed"}
    returned = [body for _row, body in events if body["kind"] == "order.returned"]
    assert returned
    for body in returned:
        sale = placed[body["data"]["reverses"]]
        assert sale["party"] == body["party"]
        assert sale["at"] < body["at"]
        assert 0 < -Decimal(body["amount"]) <= Decimal(sale["amount"])


def test_free_text_is_kept_apart_as_personal(events):
    for _row, body in events:
        assert "text" not in body["data"]
        assert "party" in body or "personal" not in body


def test_nobody_writes_or_buys_after_leaving(events):
    gone = {body["party"]: body["at"] for _row, body in events if body["kind"] == "customer.left"}
    week = timedelta(days=7) // timedelta(microseconds=1)
    for _row, body in events:
        if body["kind"] in ("order.placed", "visit.ended") and body.get("party") in gone:
            assert body["at"] < gone[body["party"]] + week


def test_arms_are_those_of_the_products_own_assignment(rivage, events):
    from uuid import UUID

    arms = [body for _row, body in events if body["kind"] == "assignment.made"]
    assert {body["data"]["experiment"] for body in arms} == {"universel", *(a.key for a in programme.ACTIONS)}
    for body in arms:
        data, held = body["data"], body["data"]["arm"] == "holdout"
        share = data["propensity"] if held else round(1 - data["propensity"], 4)
        assert held == assignment.held_out(UUID(hex=body["party"]), salt=data["salt"], share=share)


def test_the_universal_holdout_gets_no_persuasion(events):
    held = {
        body["party"]
        for _row, body in events
        if body["kind"] == "assignment.made" and body["subject"] == "universel" and body["data"]["arm"] == "holdout"
    }
    exposed = {body["party"] for _row, body in events if body["kind"] == "exposure.recorded"}
    assert held
    assert not held & exposed


def test_behaviours_have_their_shares(large):
    counts = np.bincount(large.people.behaviour, minlength=len(programme.BEHAVIOURS)) / len(large.people)
    assert np.abs(counts - programme.SHARES).max() < 0.001


def test_harpagon_buys_on_discount_and_emma_falls_silent(large):
    orders = np.flatnonzero(large.factual.placed)
    kind = large.people.behaviour[large.luck.owner[orders]]
    on_sale = np.array([bool(large.baskets.promotion[order]) for order in orders])
    assert on_sale[kind == BEHAVIOUR["harpagon"]].mean() > 0.75
    assert on_sale[kind == BEHAVIOUR["steady"]].mean() < 0.35
    emma = large.people.behaviour == BEHAVIOUR["emma"]
    assert (large.factual.left[emma] < programme.WEEKS).mean() > 0.5


def test_the_three_tartuffes_live_at_one_address(rivage):
    people = list(rivage.entrants())
    for row in trios(rivage.people.behaviour):
        homes = {(people[i].street, people[i].postcode) for i in row}
        assert len(homes) == 1
        assert len({people[i].name for i in row}) == 3


def test_addresses_are_of_reserved_ranges_and_given_once(rivage):
    people = [person for person in rivage.entrants() if person.email]
    mails = Counter(person.email for person in people)
    assert mails.most_common(1)[0][1] == 1
    assert all(person.email.endswith(".example") for person in people)
    reserved = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649")
    assert all(person.phone.startswith(reserved) for person in people)
    assert len({person.phone for person in people}) == len(people)


def test_a_company_of_nobody_is_refused():
    with pytest.raises(ValueError, match="50"):
        simulate(customers=10, seed=1, as_of=instant(0))


def test_every_kind_stands_in_the_glossary():
    glossary = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [kind for kind in sorted(KINDS) if f"`{kind}`" not in glossary] == []
