"""A shop whose figures are known by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cordiale.understand.profile.models import CohortCell, DailySales, DefectionMonth, Snapshot


def sell(snapshot, day, *, net, orders=10, squares=None, currency="EUR", **fields):
    """One day of sales in one country."""
    amounts = {"gross": Decimal(net), "returns": Decimal(0), "adjustments": Decimal(0), "anonymous_net": Decimal(0)}
    return DailySales(
        snapshot=snapshot,
        day=day,
        country="FR",
        currency=currency,
        orders=orders,
        lines=orders,
        customers=orders,
        anonymous_orders=0,
        net=Decimal(net),
        squares=Decimal(squares if squares is not None else net * net // orders),
        **{**amounts, **fields},
    )


@pytest.fixture
def snapshot(db):
    """Two whole years up to the end of October 2026: 1,000 a month, then 1,500 a month."""
    made = Snapshot.objects.create(
        as_of=datetime(2026, 10, 31, 22, tzinfo=UTC),
        published_at=datetime(2026, 11, 1, 2, tzinfo=UTC),
        zone="Europe/Paris",
        first_order_at=datetime(2024, 11, 1, 9, tzinfo=UTC),
        last_order_at=datetime(2026, 10, 31, 9, tzinfo=UTC),
    )
    months = [(2024 + (10 + k) // 12, (10 + k) % 12 + 1) for k in range(24)]
    DailySales.objects.bulk_create(
        sell(made, date(year, month, 1 if (year, month) != (2026, 10) else 31), net=1000 if k < 12 else 1500)
        for k, (year, month) in enumerate(months)
    )
    CohortCell.objects.bulk_create(
        CohortCell(
            snapshot=made,
            cohort=date(year, month, 1),
            months=since,
            size=100,
            active=100 if since == 0 else 20 if k < 12 else 30,
            complete=k + since < 23,
        )
        for k, (year, month) in enumerate(months)
        for since in range(24 - k)
    )
    DefectionMonth.objects.bulk_create(
        DefectionMonth(
            snapshot=made,
            month=date(year, month, 1),
            currency="EUR",
            on_time=1000,
            became_late=20 + k,
            came_back=5,
            value=Decimal(1000),
            complete=k < 23,
        )
        for k, (year, month) in enumerate(months)
    )
    return made
