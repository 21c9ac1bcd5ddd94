"""Keys: ordered by time, random beyond, and derived ones the same for the same parts."""

import time
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cordiale.core import keys


def test_a_key_is_a_uuid_of_version_7():
    key = keys.new(at_ms=1_700_000_000_000)
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert key.int >> 80 == 1_700_000_000_000


def test_the_example_of_the_rfc_has_our_layout():
    """RFC 9562, appendix A.6: 2022-02-22 14:22:22.00 at UTC-05:00."""
    assert UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").int >> 80 == keys.new(at_ms=1_645_557_742_000).int >> 80


def test_keys_of_later_milliseconds_are_greater():
    assert keys.new(at_ms=5).bytes < keys.new(at_ms=6).bytes


def test_a_key_tells_the_present():
    before = time.time_ns() // 1_000_000
    told = keys.new().int >> 80
    assert before <= told <= time.time_ns() // 1_000_000


def test_keys_of_one_millisecond_differ():
    assert len({keys.new(at_ms=1) for _ in range(10_000)}) == 10_000


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_derived_key_is_the_same_for_the_same_parts(parts):
    key = keys.derived(*parts)
    assert key == keys.derived(*parts)
    assert (key.version, key.variant) == (8, "specified in RFC 4122")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_other_parts_make_another_derived_key(some, others):
    assert (keys.derived(*some) == keys.derived(*others)) == ((some or [""]) == (others or [""]))


def test_parts_do_not_run_into_each_other():
    assert keys.derived("ab", "c") != keys.derived("a", "bc")
