"""Nadia's story is told as the pictures show it, relative to the day it is looked at."""

import json
from datetime import timedelta

import pytest

from cordiale.project.demo.draws import instant
from cordiale.project.demo.words import CANCEL_PAGE


@pytest.fixture(scope="module")
def story(rivage):
    return [(instant(row.at), json.loads(row.body)) for row in rivage.rows() if row.party == rivage.hero.first]


def days_ago(rivage, at):
    return (rivage.calendar.as_of.date() - at.date()).days


def test_she_looked_at_leaving_today(rivage, story):
    at, body = story[-1]
    assert (body["kind"], days_ago(rivage, at)) == ("visit.ended", 0)
    assert CANCEL_PAGE in body["data"]["pages"]
    assert at < rivage.calendar.as_of


def test_her_claim_took_three_calls_and_earned_six_out_of_ten(rivage, story):
    calls = [body for at, body in story if body["kind"] == "call.received" and days_ago(rivage, at) < 60]
    scores = [body["data"]["score"] for _at, body in story if body["kind"] == "survey.answered"]
    assert [call["data"]["ticket"] for call in calls] == ["SN-20418"] * 3
    assert scores[-2:] == [9, 6]


def test_she_pays_three_contracts_a_year(rivage, story):
    year = [
        body
        for at, body in story
        if body["kind"] == "order.placed"
        and body["data"]["channel"] == "contract"
        and rivage.calendar.as_of - at < timedelta(days=365)
    ]
    assert sorted(body["amount"] for body in year) == ["1140.00", "438.00", "612.00"]


def test_the_household_has_four_members_at_one_address(rivage):
    household = list(rivage.entrants())[-4:]
    assert [one.given_name for one in household] == ["Nadia", "Karim", "Lina", "Sami"]
    assert {(one.street, one.postcode) for one in household} == {("18 rue du Lac", "1003")}
    assert len([tie for tie in rivage.ties() if tie.party == household[0].ref]) == 3


def test_she_is_in_no_arm(rivage):
    assert not [row for row in rivage.rows() if row.party == rivage.hero.first and row.kind == "assignment.made"]


def test_her_claim_number_is_hers_alone(rivage):
    others = [row for row in rivage.rows() if b'"SN-20418"' in row.body and row.party != rivage.hero.first]
    assert others == []


def test_the_company_has_exactly_the_asked_number_of_customers(rivage):
    assert len(list(rivage.entrants())) == 500
    assert len({one.ref for one in rivage.entrants()}) == 500
