"""Small pure statistics that every figure on a screen needs: an interval beside each value."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval and its n. `low <= value <= high`; `level` is the interval's coverage."""

    value: float
    low: float
    high: float
    n: int
    level: float = 0.95


def proportion(successes: int, n: int, *, level: float = 0.95) -> Estimate:
    """A share with Wilson's score interval (Wilson 1927), sound for small n and shares near 0 or 1."""
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"{successes} of {n} is no proportion")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, max(0.0, min(centre - half, p)), min(1.0, max(centre + half, p)), n, level)


def mean(n: int, value: float, deviation: float, *, level: float = 0.95) -> Estimate:
    """A mean of `n` independent values with standard deviation `deviation` (normal interval, sound from n = 30 on)."""
    half = NormalDist().inv_cdf(0.5 + level / 2) * deviation / sqrt(n)
    return Estimate(value, value - half, value + half, n, level)


def total(count: int, mean: float, deviation: float, *, level: float = 0.95) -> Estimate:
    """A sum of a random number of independent values (compound Poisson): variance n * (mean^2 + deviation^2)."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    half = z * sqrt(count * (mean * mean + deviation * deviation))
    value = count * mean
    return Estimate(value, value - half, value + half, count, level)
