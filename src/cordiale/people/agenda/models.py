"""Tasks, one row per occurrence, and the secret links by which calendars of other programs read them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Party, User

MORNING = time(9, 0)


class Present(models.Manager["Task"]):
    """Tasks that nobody took away."""

    def get_queryset(self) -> models.QuerySet[Task]:
        return super().get_queryset().filter(removed_at=None)


class Task(models.Model):
    """Something to do, on a day, perhaps at a time of somebody's zone, perhaps again and again.

    A repeated task is one row at a time: closing it makes the row of the next occurrence.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("Appel")
        MEETING = "meeting", _("Rendez-vous")
        VISIT = "visit", _("Visite")
        OTHER = "other", _("Tâche")

    class Priority(models.IntegerChoices):
        LOW = 1, _("Basse")
        NORMAL = 2, _("Normale")
        HIGH = 3, _("Haute")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    title = models.CharField(max_length=200)
    details = models.TextField(blank=True, max_length=5_000)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    assignee = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    on = models.DateField(null=True, blank=True, help_text="The day; none: some day.")
    at = models.TimeField(null=True, blank=True, help_text="The time of that day in its zone; none: all day.")
    zone = models.CharField(
        max_length=64,
        default="",
        db_default="",
        blank=True,
        help_text="Where it was typed; empty: where the house stands.",
    )
    minutes = models.PositiveSmallIntegerField(default=30, help_text="How long, when it has a time.")
    repeat = models.CharField(max_length=120, blank=True, help_text="An RRULE (RFC 5545), the part we know.")
    remind_before = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes before; none: never.")
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    following = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="preceding")
    removed_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Counts the changes, for calendars.")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = models.Manager["Task"]()
    present = Present()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["assignee", "on", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="task_open_of_assignee",
            ),
            models.Index(fields=["assignee", "on"], name="task_in_calendar"),
            models.Index(fields=["party", "-on"], name="task_of_party", condition=models.Q(party__isnull=False)),
            models.Index(
                fields=["remind_at"],
                condition=models.Q(reminded_at__isnull=True, closed_at__isnull=True, remind_at__isnull=False),
                name="task_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> ZoneInfo:
        """Where its time is meant."""
        return ZoneInfo(self.zone or settings.TIME_ZONE)

    def read(self, zone: tzinfo, *, day: date | None = None) -> tuple[date | None, time | None]:
        """Its day and time, or those of its occurrence of `day`, on the clocks of another place; a whole day is the
        same day everywhere."""
        on = day or self.on
        if on is None or self.at is None or str(zone) == self.place.key:
            return on, self.at
        there = datetime.combine(on, self.at, self.place).astimezone(zone)
        return there.date(), there.time()

    @property
    def here_on(self) -> date | None:
        """The day, where the reader is."""
        return self.read(timezone.get_current_timezone())[0]

    @property
    def here_at(self) -> time | None:
        """The time, where the reader is."""
        return self.read(timezone.get_current_timezone())[1]

    @property
    def starts_at(self) -> datetime | None:
        """The instant it begins, when it has a time. A time that summer time skips is read as before the change."""
        if self.on is None or self.at is None:
            return None
        return datetime.combine(self.on, self.at, self.place)

    @property
    def ends_at(self) -> datetime | None:
        """The instant it ends: counted in real minutes, so that a night of the change is not an hour too long."""
        begins = self.starts_at
        return (begins.astimezone(ZoneInfo("UTC")) + timedelta(minutes=self.minutes)) if begins else None

    @property
    def reminder(self) -> datetime | None:
        """When to remind: before its time, or before nine in the morning where it is to be done."""
        if self.on is None or self.remind_before is None:
            return None
        morning = datetime.combine(self.on, MORNING, self.assignee.zone if self.assignee else self.place)
        begins = self.starts_at or morning
        return begins.astimezone(ZoneInfo("UTC")) - timedelta(minutes=self.remind_before)


class Feed(models.Model):
    """A secret address by which a calendar program reads one colleague's tasks; only its hash is kept."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
