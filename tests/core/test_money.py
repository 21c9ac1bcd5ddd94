"""Money: exact, and never two currencies in one sum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordiale.core.money import CurrencyMismatch, Money

amounts = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)


def eur(amount):
    return Money(Decimal(amount), "EUR")


@given(amounts, amounts)
def test_sums_and_differences_are_exact(a, b):
    assert eur(a) + eur(b) - eur(b) == eur(a)
    assert eur(a) - eur(b) == eur(a) + -eur(b)
    assert (eur(a) < eur(b)) == (a < b)


@pytest.mark.parametrize("together", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b])
def test_two_currencies_never_meet(together):
    with pytest.raises(CurrencyMismatch, match="EUR and CHF"):
        together(eur(1), Money(Decimal(1), "CHF"))


@pytest.mark.parametrize(
    ("given", "rounded"), [("0.005", "0.00"), ("0.015", "0.02"), ("-0.005", "-0.00"), ("2.675", "2.68"), ("1", "1.00")]
)
def test_rounding_is_half_to_even(given, rounded):
    assert str(eur(given).rounded().amount) == rounded
