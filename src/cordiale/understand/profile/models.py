"""What the house has understood: one profile row per party, and the figures of the shop as last computed.

Everything here is derived from the lake and can be computed again; nothing here is a fact of its own.
Money stands in the row's own `currency`: two currencies never add up.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models

from cordiale.core import clock
from cordiale.people.models import Party

DAY_S = 86_400


class Profile(models.Model):
    """The figures of one party that lists, pages and decisions read; written by `profile.refresh` alone.

    No field depends on the day it is read, except those that name a window: they hold at the `as_of` of
    `RefreshState`. `late` turns true by itself when `late_at` passes (the periodic refresh flips it).
    """

    derived_from_party: ClassVar[bool] = True  # computed again from facts: does not keep a party alive (intake.revert)

    party = models.OneToOneField(Party, primary_key=True, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3, blank=True, help_text="The currency most of their orders are in.")
    country = models.CharField(max_length=60, blank=True, help_text="Of their last order.")
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    order_count = models.PositiveIntegerField(default=0, help_text="Sales; a returned order still counts as a visit.")
    visit_count = models.PositiveIntegerField(default=0, help_text="Different business days with a sale.")
    foreign_order_count = models.PositiveIntegerField(default=0, help_text="Orders in another currency: not in money.")
    spent = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0), help_text="Sales less returns.")
    returned = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0), help_text="Positive.")
    average_order = models.DecimalField(max_digits=18, decimal_places=2, null=True, help_text="Sales per order.")
    year_value = models.DecimalField(
        max_digits=18, decimal_places=2, default=Decimal(0), help_text="Spent in the 365 days up to the last order."
    )
    cohort = models.CharField(max_length=7, blank=True, help_text="Month of the first order: 2011-03.")
    typical_gap_days = models.FloatField(null=True, help_text="Own rhythm, drawn towards everybody's when few visits.")
    late_at = models.DateTimeField(null=True, help_text="When they become (or became) late; null: not enough history.")
    late = models.BooleanField(default=False)
    recency_score = models.PositiveSmallIntegerField(null=True)
    frequency_score = models.PositiveSmallIntegerField(null=True)
    money_score = models.PositiveSmallIntegerField(null=True)
    rfm = models.CharField(max_length=3, blank=True, help_text="The three scores, 555 the best.")
    last_contact_at = models.DateTimeField(null=True, help_text="Last exchange, either way.")
    inbound_90d = models.PositiveIntegerField(default=0)
    outbound_90d = models.PositiveIntegerField(default=0)
    last_event_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["spent", "party"], name="profile_by_spent"),
            models.Index(fields=["last_order_at", "party"], name="profile_by_last_order"),
            models.Index(fields=["order_count", "party"], name="profile_by_order_count"),
            models.Index(fields=["late", "spent", "party"], name="profile_by_late"),
            models.Index(fields=["late_at"], condition=models.Q(late=False), name="profile_soon_late"),
            models.Index(fields=["late_at", "party"], name="profile_by_late_at"),
            models.Index(fields=["country"], name="profile_by_country"),
        ]

    @property
    def enough_history(self) -> bool:
        """Whether the person's own rhythm is known (three visits or more)."""
        return self.late_at is not None

    @property
    def lateness_since(self) -> datetime | None:
        """Since when they are late; None when they are not."""
        return self.late_at if self.late else None

    def days_since_last(self, *, as_of: datetime) -> int | None:
        """Whole days since their last order."""
        return None if self.last_order_at is None else int((as_of - self.last_order_at).total_seconds() // DAY_S)

    def late_ratio(self, *, as_of: datetime) -> float | None:
        """Time since the last order in units of their own rhythm: 1 is as usual."""
        if not self.typical_gap_days or self.last_order_at is None:
            return None
        return (as_of - self.last_order_at).total_seconds() / DAY_S / self.typical_gap_days


class Calibration(models.Model):
    """What the population taught at one moment: score limits and the common rhythm (docs/algorithms)."""

    as_of = models.DateTimeField()
    computed_at = models.DateTimeField(default=clock.now)
    order_count = models.PositiveBigIntegerField(help_text="Orders in the lake then.")
    rhythm = models.JSONField(help_text="marts.rhythm.Rhythm as a mapping.")
    limits = models.JSONField(help_text="marts.rfm.Limits per currency as a mapping.")


class RefreshState(models.Model):
    """Up to where the profiles are true; one row."""

    as_of = models.DateTimeField(help_text="The moment the windows and lateness are computed for.")
    seen_at = models.DateTimeField(help_text="The moment exchanges and last events are counted up to.")
    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, related_name="+")
    lake_versions = models.JSONField(default=dict, help_text="Version of each lake table already taken in.")
    last_party = models.BigIntegerField(default=0)
    refreshed_at = models.DateTimeField(default=clock.now)


class Snapshot(models.Model):
    """One computation of the shop's figures; readers see the last published one, whole."""

    as_of = models.DateTimeField()
    computed_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, db_index=True)
    zone = models.CharField(max_length=60, help_text="Time zone of the business days.")
    source_rows = models.JSONField(default=dict, help_text="Rows read from each lake table.")
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)


class Figure(models.Model):
    """What the rows of one snapshot share."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class DailySales(Figure):
    """One business day, country and currency. `customers` does not add up over rows; the rest does."""

    day = models.DateField()
    country = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    orders = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    customers = models.PositiveIntegerField()
    anonymous_orders = models.PositiveIntegerField(help_text="Sales without a known customer.")
    gross = models.DecimalField(max_digits=18, decimal_places=2)
    returns = models.DecimalField(max_digits=18, decimal_places=2, help_text="Positive.")
    adjustments = models.DecimalField(max_digits=18, decimal_places=2)
    net = models.DecimalField(max_digits=18, decimal_places=2)
    anonymous_net = models.DecimalField(max_digits=18, decimal_places=2)
    squares = models.DecimalField(max_digits=30, decimal_places=4, help_text="Sum of squared amounts, for intervals.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["snapshot", "day"], name="daily_sales_by_day")]


class CohortCell(Figure):
    """Of the `size` parties whose first order fell in `cohort`, `active` ordered `months` later."""

    cohort = models.DateField(help_text="First day of the month.")
    months = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    active = models.PositiveIntegerField()
    complete = models.BooleanField(help_text="False while the month is not over.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["snapshot", "cohort", "months"], name="cohort_cell_by_month")]


class DefectionMonth(Figure):
    """One month and currency: who became late against their own rhythm, and what they were worth."""

    month = models.DateField()
    currency = models.CharField(max_length=3, blank=True)
    on_time = models.PositiveIntegerField(help_text="Customers with a known rhythm and on time during the month.")
    became_late = models.PositiveIntegerField()
    came_back = models.PositiveIntegerField(help_text="Of those who became late that month, came back since.")
    value = models.DecimalField(
        max_digits=18, decimal_places=2, help_text="What those who became late had spent in the 365 days before."
    )
    complete = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["snapshot", "month"], name="defection_by_month")]


class PopulationFigure(Figure):
    """One figure of the profile over the parties that buy in a currency: what a customer is compared with."""

    currency = models.CharField(max_length=3, blank=True)
    field = models.CharField(max_length=30)
    n = models.PositiveIntegerField()
    mean = models.FloatField()
    deviation = models.FloatField()
    percentiles = models.JSONField(help_text="Percentile (as text) to value, nearest rank.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["snapshot", "currency"], name="population_by_currency")]


class Period(models.TextChoices):
    """The two windows products and countries are told for."""

    YEAR = "year"  # the 365 days up to as_of
    BEFORE = "before"  # the 365 days before these


class ProductSales(Figure):
    """The best-selling products of a period (a few hundred per currency)."""

    period = models.CharField(max_length=6, choices=Period)
    currency = models.CharField(max_length=3, blank=True)
    product = models.CharField(max_length=120)
    name = models.CharField(max_length=300, blank=True)
    category = models.CharField(max_length=120, blank=True)
    orders = models.PositiveIntegerField()
    customers = models.PositiveIntegerField()
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    gross = models.DecimalField(max_digits=18, decimal_places=2)
    returns = models.DecimalField(max_digits=18, decimal_places=2)
    net = models.DecimalField(max_digits=18, decimal_places=2)
    position = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["snapshot", "period", "position"], name="product_sales_by_place")]


class CountrySales(Figure):
    """One country, currency and period."""

    period = models.CharField(max_length=6, choices=Period)
    currency = models.CharField(max_length=3, blank=True)
    country = models.CharField(max_length=60, blank=True)
    orders = models.PositiveIntegerField()
    customers = models.PositiveIntegerField()
    gross = models.DecimalField(max_digits=18, decimal_places=2)
    returns = models.DecimalField(max_digits=18, decimal_places=2)
    net = models.DecimalField(max_digits=18, decimal_places=2)
    late = models.PositiveIntegerField(default=0, help_text="Customers of the country who are late.")
    with_rhythm = models.PositiveIntegerField(default=0, help_text="Customers of the country with a known rhythm.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["snapshot", "period"], name="country_sales_by_period")]
