"""Hold-outs: uniform over units, independent between salts, the same for ever."""

from collections import Counter
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordiale.core.assignment import BUCKETS, bucket, held_out

N = 40_000
UNITS = [UUID(int=Random(1).getrandbits(128) + n) for n in range(N)]  # neighbours, as keys of one millisecond are


def test_a_bucket_never_changes():
    """Written down on the first day: a change would move customers between treatment and control."""
    emma = UUID("0190c0de-0000-7000-8000-00000000e33a")
    assert [bucket(emma, salt=salt) for salt in ("", "summer", "winter")] == [3770, 4941, 6513]


def test_buckets_are_uniform():
    """Chi-square with 99 degrees of freedom: 99.9999 % of uniform draws stay below 175."""
    counts = Counter(bucket(unit, salt="s") // 100 for unit in UNITS)
    expected = N / 100
    assert sum((counts[cell] - expected) ** 2 / expected for cell in range(100)) < 175


def test_two_salts_are_independent():
    """A 10 x 10 table of the buckets under two salts: chi-square with 81 degrees of freedom stays below 150."""
    counts = Counter((bucket(unit, salt="a") // 1000, bucket(unit, salt="b") // 1000) for unit in UNITS)
    expected = N / 100
    assert sum((counts[i, j] - expected) ** 2 / expected for i in range(10) for j in range(10)) < 150


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 1.0])
def test_the_control_group_has_its_share(share):
    held = sum(held_out(unit, salt="campaign", share=share) for unit in UNITS)
    deviation = (N * share * (1 - share)) ** 0.5
    assert abs(held - N * share) <= 5 * deviation


@given(st.uuids(), st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_keeps_those_already_held_out(unit, salt, a, b):
    small, large = sorted((a, b))
    assert held_out(unit, salt=salt, share=large) or not held_out(unit, salt=salt, share=small)
    assert 0 <= bucket(unit, salt=salt) < BUCKETS


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_an_impossible_share_is_refused(share):
    with pytest.raises(ValueError, match="share must be in"):
        held_out(UNITS[0], salt="s", share=share)
