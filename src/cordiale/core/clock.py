"""The one place that reads the wall clock, so that tests and the demo can set it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
