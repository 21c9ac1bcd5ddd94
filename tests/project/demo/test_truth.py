"""The planted effects can be found again by lot, and only by lot."""

import json

import numpy as np
import pytest

from cordiale.project.demo import programme
from cordiale.project.demo.draws import DAY_US


@pytest.fixture(scope="module")
def truth(large):
    return large.truth()


def action(truth, key):
    return next(one for one in truth["actions"] if one["key"] == key)


def arm_of(company, key):
    one = next(one for one in company.treatments if one.action.key == key)
    present = (one.begins >= 0) & (company.factual.left > one.begins)
    return one, present & ~one.held_out, present & one.held_out


def difference(values, treated, control):
    """Difference of means with its standard error (Neyman)."""
    a, b = values[treated], values[control]
    return a.mean() - b.mean(), np.sqrt(a.var() / len(a) + b.var() / len(b))


def shop_revenue_in_window(company, one):
    start = company.calendar.start + one.begins * 7 * DAY_US
    end = start + one.action.weeks * 7 * DAY_US
    return company.ledger().takings(company.factual, since=start, until=end)[0]


@pytest.mark.parametrize("key", ["offre-1", "offre-2", "offre-3", "offre-4", "lettre", "bienvenue"])
def test_the_holdout_comparison_covers_the_true_gain(large, truth, key):
    one, treated, control = arm_of(large, key)
    gain, error = difference(shop_revenue_in_window(large, one), treated, control)
    true = action(truth, key)["incremental"]["window_revenue_per_treated"]
    assert abs(gain - true) < 2.6 * error


def test_the_call_prevents_leaving_as_much_as_the_lots_say(large, truth):
    one, treated, control = arm_of(large, "appel-risque")
    gone = (large.factual.left < np.minimum(one.begins + one.action.weeks, programme.WEEKS)).astype(float)
    points, error = difference(100 * gone, treated, control)
    true = action(truth, "appel-risque")["incremental"]["left_within_window_points"]
    assert true < -1
    assert abs(points - true) < 2.6 * error


def test_the_letter_does_nothing_at_all(truth):
    letter = action(truth, "lettre")["incremental"]
    assert letter["revenue"] == 0
    assert letter["leavers_prevented"] == 0


def test_offers_help_some_and_harm_others(truth):
    by_behaviour = {name: 0.0 for name in programme.BEHAVIOURS}
    for offer in programme.OFFERS:
        for name, revenue in action(truth, offer.key)["incremental"]["revenue_by_behaviour"].items():
            by_behaviour[name] += revenue
    assert by_behaviour["candide"] > 0
    assert by_behaviour["harpagon"] > 0
    assert by_behaviour["lapsing"] < 0
    assert by_behaviour["steady"] == by_behaviour["emma"] == by_behaviour["tartuffe"] == 0


def test_before_and_after_claims_far_too_much(truth):
    total = truth["total"]
    assert total["revenue"] > 0
    assert total["naive_before_after"] > 1.3 * total["revenue"]


def test_sales_of_the_mailed_overstate_the_gain(large, truth):
    one, treated, _control = arm_of(large, "offre-2")
    attributed = shop_revenue_in_window(large, one)[treated].sum()
    assert attributed > 2 * action(truth, "offre-2")["incremental"]["revenue"]


def test_the_price_rise_makes_customers_leave(large):
    left = large.factual.left
    before = ((left >= 48) & (left < programme.PRICE_RISE_WEEK)).sum() / (programme.PRICE_RISE_WEEK - 48)
    after = (left >= programme.PRICE_RISE_WEEK).sum() / (programme.WEEKS - programme.PRICE_RISE_WEEK)
    left_but_less = (large.factual.left < programme.WEEKS).sum()
    assert left_but_less
    assert after > 1.15 * before


def test_a_world_without_actions_differs_only_where_they_acted(large):
    untouched = large.world_without(*(one.action.key for one in large.treatments))
    outside = large.withheld
    assert (untouched.left[outside] == large.factual.left[outside]).all()
    same = untouched.placed & (large.baskets.at < large.calendar.end)
    of_withheld = outside[large.luck.owner]
    assert (same[of_withheld] == large.factual.placed[of_withheld]).all()


def test_the_truth_is_plain_json_with_its_definitions(truth):
    assert json.loads(json.dumps(truth)) == truth
    assert set(truth["definitions"]) >= {"incremental", "revenue", "leavers_prevented", "total"}


def test_departures_and_costs_add_up(truth):
    departures = truth["departures"]
    assert departures["left"] == departures["silent"] + sum(departures["by_reason"].values())
    assert truth["costs"]["total"] == pytest.approx(sum(line["amount"] for line in truth["costs"]["lines"]))


def test_agencies_start_in_waves(truth):
    starts = list(truth["loyalty_waves"].values())
    assert starts.count(None) == 4
    assert len(set(starts) - {None}) == 4
