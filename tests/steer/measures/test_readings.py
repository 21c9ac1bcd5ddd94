from datetime import date
from decimal import Decimal

import pytest
from tests.steer.measures.conftest import sell

from cordiale.core.statistics import Estimate
from cordiale.steer.measures import defections, loyalty, sales, windows
from cordiale.steer.measures.tiles import change
from cordiale.understand.profile.models import DailySales


def year(snapshot):
    return windows.chosen("365", snapshot=snapshot)


def test_the_window_ends_on_the_last_business_day_and_compares_as_many_days(snapshot):
    window = windows.chosen("30", snapshot=snapshot)
    assert (window.end - window.start).days == 29
    assert window.before_end == date(2026, 10, 1)
    assert (window.before_end - window.before_start).days == 29


def test_an_unknown_period_means_a_year(snapshot):
    assert windows.chosen("7' or 1=1", snapshot=snapshot).length == windows.USUAL


def test_sales_of_the_year_and_their_change(snapshot):
    read = sales.read(snapshot, window=year(snapshot))
    assert read.now.net == Decimal(18000)
    assert read.before.net == Decimal(12000)
    assert read.change.value == pytest.approx(0.5)
    assert read.change.low < 0.5 < read.change.high


def test_the_interval_of_sales_is_that_of_a_compound_poisson_sum(snapshot):
    read = sales.read(snapshot, window=year(snapshot))
    half = 1.959964 * (12 * 1500 * 1500 // 10 * 1.0) ** 0.5
    assert read.now.estimate.high - float(read.now.net) == pytest.approx(half, rel=1e-5)


def test_no_change_is_told_when_the_period_before_is_not_wholly_known(snapshot):
    DailySales.objects.filter(day__lt=date(2025, 6, 1)).delete()
    assert sales.read(snapshot, window=year(snapshot)).change is None


def test_two_currencies_never_add_up(snapshot):
    sell(snapshot, date(2026, 10, 2), net=900, orders=1, currency="CHF").save()
    read = sales.read(snapshot, window=year(snapshot))
    assert read.currency == "EUR"
    assert read.other_currencies == ["CHF"]
    assert read.now.net == Decimal(18000)


def test_months_stand_beside_the_same_month_a_year_before(snapshot):
    months = sales.read(snapshot, window=year(snapshot)).months
    assert len(months) == 13
    assert months[-1].month == date(2026, 10, 1)
    assert months[-1].complete
    assert months[-1].year_before == Decimal(1000)


def test_a_shop_without_sales_reads_nothing(snapshot):
    DailySales.objects.all().delete()
    assert sales.read(snapshot, window=year(snapshot)) is None


def test_loyalty_pools_the_last_twelve_ripe_cohorts(snapshot):
    read = loyalty.read(snapshot)
    # Ripe at three months: 20 cohorts; the last twelve are the cohorts 8 to 19, of which four bought at 20 %.
    assert read.kept.n == 1200
    assert read.kept.value == pytest.approx((4 * 20 + 8 * 30) / 1200)
    assert read.before.n == 800
    assert read.before.value == pytest.approx(0.2)


def test_a_month_that_is_not_over_stays_blank(snapshot):
    cohorts = loyalty.read(snapshot).cohorts
    assert [cohort.month for cohort in cohorts][-1] == date(2026, 10, 1)
    assert cohorts[0].active[-1] is None
    assert cohorts[0].shares[1] == pytest.approx(0.3)


def test_defections_of_the_last_whole_month_with_wilson_interval(snapshot):
    read = defections.read(snapshot, currency="EUR")
    assert read.month == date(2026, 9, 1)
    assert read.rate.value == pytest.approx(0.042)
    assert (read.rate.low, read.rate.high) == pytest.approx((0.03126, 0.05620), abs=2e-4)
    assert read.late == sum(20 + k for k in range(11, 23))
    assert read.value == Decimal(12000)
    assert read.returned.value == pytest.approx(60 / read.late)


@pytest.mark.parametrize(("low", "high", "good"), [(0.01, 0.05, True), (-0.01, 0.05, None), (-0.05, -0.01, False)])
def test_a_change_is_good_or_bad_only_outside_its_margin(low, high, good):
    told = change(Estimate((low + high) / 2, low, high, 100), more_is_good=True)
    assert told.good is good
