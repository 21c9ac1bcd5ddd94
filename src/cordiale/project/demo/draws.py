"""Draws that several parts of the simulator share: keys, weighted picks, the calendar of the simulated weeks."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from cordiale.project.demo.programme import MONTH_SEASON, WEEKS

DAY_US = 86_400_000_000
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The 156 weeks that end with the day of `as_of`; instants are microseconds since 1970, UTC."""

    as_of: datetime

    @property
    def end(self) -> int:
        """The instant after which nothing has happened yet."""
        return micros(self.as_of)

    @property
    def start(self) -> int:
        midnight = datetime.combine(self.as_of.astimezone(UTC).date(), time(), UTC)
        return micros(midnight - timedelta(days=7 * WEEKS - 1))

    def first_days(self) -> list[datetime]:
        """The first day of each week."""
        return [instant(self.start + week * 7 * DAY_US) for week in range(WEEKS)]

    def season(self) -> Floats:
        """The shop's season by week, around 1."""
        middles = (day + timedelta(days=3) for day in self.first_days())
        return np.array([MONTH_SEASON[day.month - 1] for day in middles])

    def promotions(self) -> Bools:
        """The weeks of public sales: January, end of June to July, end of November."""
        return np.array([_is_promotion(day + timedelta(days=3)) for day in self.first_days()])


def _is_promotion(day: datetime) -> bool:
    month_day = (day.month, day.day)
    return (1, 8) <= month_day <= (2, 4) or (6, 24) <= month_day <= (7, 21) or (11, 20) <= month_day <= (11, 30)


def micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def moments(rng: np.random.Generator, weeks: Ints, *, calendar: Calendar) -> Ints:
    """An instant within each given week, in waking hours, to the second."""
    days = rng.integers(0, 7, len(weeks))
    seconds = (rng.triangular(6.5, 11.0, 20.5, len(weeks)) * 3600).astype(np.int64)
    return calendar.start + (weeks * 7 + days) * DAY_US + seconds * 1_000_000


def keys(rng: np.random.Generator, at: Ints) -> NDArray[np.uint8]:
    """One UUID version 7 (n x 16 bytes) for each instant: 48 bits of milliseconds, then random bits."""
    raw: NDArray[np.uint8] = np.frombuffer(rng.bytes(16 * len(at)), dtype=np.uint8).reshape(-1, 16).copy()
    milliseconds = (np.asarray(at) // 1000).astype(">u8").view(np.uint8).reshape(-1, 8)
    raw[:, :6] = milliseconds[:, 2:]
    raw[:, 6] = raw[:, 6] & 0x0F | 0x70
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    return raw


def weighted(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """Indices drawn with the given relative weights."""
    cumulated = np.cumsum(weights, dtype=np.float64)
    drawn: Ints = np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right").astype(np.int64)
    return drawn


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """The (row, column) of each unit counted in a matrix, row by row: a 2 in a cell gives that cell twice."""
    rows, columns = np.nonzero(counts)
    times = counts[rows, columns]
    return np.repeat(rows, times), np.repeat(columns, times)
