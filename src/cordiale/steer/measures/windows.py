"""The stretch of time the steering page looks at, always compared with the same length just before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.understand.profile.models import Snapshot


@dataclass(frozen=True, slots=True)
class Length:
    """A choice of the period switch."""

    key: str
    days: int
    label: str | Promise
    said: str | Promise


LENGTHS = (
    Length("30", 30, _("30 jours"), _("sur trente jours")),
    Length("90", 90, _("Trimestre"), _("sur trois mois")),
    Length("365", 365, _("12 mois"), _("sur douze mois")),
)
USUAL = LENGTHS[-1]


@dataclass(frozen=True, slots=True)
class Window:
    """The days `start..end` (both included) of the business calendar, and as many before them."""

    length: Length
    end: date

    @property
    def start(self) -> date:
        return self.end - timedelta(days=self.length.days - 1)

    @property
    def before_end(self) -> date:
        return self.start - timedelta(days=1)

    @property
    def before_start(self) -> date:
        return self.before_end - timedelta(days=self.length.days - 1)


def chosen(key: str, *, snapshot: Snapshot) -> Window:
    """The window a reader asked for; the year when the key is unknown."""
    length = next((each for each in LENGTHS if each.key == key), USUAL)
    return Window(length, last_day(snapshot))


def last_day(snapshot: Snapshot) -> date:
    """The last business day the snapshot knows whole or in part; `as_of` itself is not in it."""
    return (snapshot.as_of - timedelta(microseconds=1)).astimezone(ZoneInfo(snapshot.zone)).date()
