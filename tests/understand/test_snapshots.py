"""The shop's figures through lake and snapshot."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from tests.understand.facts import load, moment, order

from cordiale.understand.profile import profiles, refresh, snapshots
from cordiale.understand.profile.models import (
    CohortCell,
    CountrySales,
    DailySales,
    DefectionMonth,
    ProductSales,
    Profile,
    Snapshot,
)

pytestmark = pytest.mark.slow  # each test fills a lake of its own


@pytest.fixture
def shop(lake, people):
    """Ten who come every ten days from January; the first three stop in March."""
    line = {"line": 1, "kind": "product", "product": "TEA", "quantity": "2", "unit_price": "5", "amount": "10"}
    for number, party in enumerate(people[:10]):
        days = range(0, 60 if number < 3 else 120, 10)
        load(lake, *(order(party, day + number / 24, lines=[line]) for day in days))
    refresh.full(at=moment(120))
    snapshots.take()


def test_the_rows_of_a_snapshot_tell_the_shop(shop):
    sold = DailySales.objects.aggregate(orders=Sum("orders"), net=Sum("net"))
    assert sold == {"orders": 102, "net": Decimal(1020)}
    cell = CohortCell.objects.get(months=3)
    assert (cell.cohort, cell.size, cell.active, cell.complete) == (date(2026, 1, 1), 10, 7, True)
    assert DefectionMonth.objects.aggregate(late=Sum("became_late"), value=Sum("value")) == {"late": 3, "value": 180}
    best = ProductSales.objects.get(period="year")
    assert (best.product, best.customers, best.quantity, best.position) == ("TEA", 10, 204, 1)
    country = CountrySales.objects.get(period="year")
    assert (country.country, country.late, country.with_rhythm) == ("FR", 3, 10)
    assert Profile.objects.filter(late=True).count() == 3


def test_a_customer_is_compared_with_the_buyers_of_their_currency(shop):
    told = profiles.distribution("spent", currency="EUR")
    assert (told.n, told.percentiles[10], told.percentiles[90]) == (10, 60.0, 120.0)
    assert profiles.averages(currency="EUR")["spent"].value == 102.0


def test_a_new_snapshot_replaces_the_old_one_whole(shop):
    snapshots.take()
    assert Snapshot.objects.count() == 1
    assert set(DailySales.objects.values_list("snapshot", flat=True)) == {snapshots.current().pk}


def test_nothing_is_taken_before_the_profiles_are_known(lake, people):
    assert snapshots.take() is None
