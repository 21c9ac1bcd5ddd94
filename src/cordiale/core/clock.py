"""The one place that reads the wall clock, so that tests and the demo can set it; and the places that have one."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


@cache
def zones() -> tuple[str, ...]:
    """The time zones people choose from, by name; read once, since the list is a walk through the disk."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))
