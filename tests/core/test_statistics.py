"""Intervals against published values, and their coverage by simulation."""

from math import exp, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordiale.core.statistics import mean, proportion, relative_change, total


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombe(successes, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score without continuity correction)."""
    found = proportion(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert (found.value, found.n, found.level) == (successes / n, n, 0.95)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
def test_the_value_lies_in_its_interval(case, level):
    successes, n = case
    found = proportion(successes, n, level=level)
    assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize(("successes", "n"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_is_refused(successes, n):
    with pytest.raises(ValueError, match="is no proportion"):
        proportion(successes, n)


def test_a_total_of_equal_amounts_varies_as_their_number():
    """400 purchases of 10: the number is Poisson with deviation 20, so the sum has deviation 200."""
    found = total(4000, 400 * 10**2, 400)
    assert (found.value, found.n) == (4000, 400)
    assert round(found.high - found.value, 1) == round(found.value - found.low, 1) == 392.0


def test_totals_cover_the_truth_as_often_as_they_say():
    """Compound Poisson, truth known: the share of 95 % intervals holding it is within 4 deviations of 95 %."""
    draw, runs, hits = Random(3), 1500, 0
    for _ in range(runs):
        amounts = [draw.expovariate(1 / 30) for _ in range(_poisson(draw, 400))]
        found = total(sum(amounts), sum(amount**2 for amount in amounts), len(amounts))
        hits += found.low <= 400 * 30 <= found.high
    assert abs(hits / runs - 0.95) < 4 * (0.95 * 0.05 / runs) ** 0.5


def test_a_mean_has_the_normal_interval():
    found = mean(100, 50.0, 10.0)
    assert (round(found.low, 3), found.value, round(found.high, 3), found.n) == (48.04, 50.0, 51.96, 100)


def test_a_relative_change_is_a_ratio_with_its_errors_combined():
    """Two totals of 100 purchases of 10 each, the later 21 % up: errors of 10 % each, sqrt(0.02) on the log."""
    before, now = total(1000, 10_000, 100), total(1210, 14_641, 100)
    found = relative_change(now, before)
    assert round(found.value, 12) == 0.21
    assert round(found.high, 4) == round(1.21 * exp(1.959964 * sqrt(0.02)) - 1, 4)
    assert round((1 + found.low) * (1 + found.high), 9) == round(1.21**2, 9)


def test_a_change_from_nothing_is_refused():
    with pytest.raises(ValueError, match="two positive values"):
        relative_change(total(10, 1, 1), total(0, 0, 1))


def _poisson(draw, mean):
    """Arrivals in one unit of time."""
    count, clock = 0, draw.expovariate(mean)
    while clock < 1:
        count, clock = count + 1, clock + draw.expovariate(mean)
    return count
