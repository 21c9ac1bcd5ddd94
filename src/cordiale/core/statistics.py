"""Small pure statistics that every figure on a screen needs: an interval beside each value."""

from dataclasses import dataclass
from math import exp, sqrt
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


def total(value: float, squares: float, n: int, *, level: float = 0.95) -> Estimate:
    """A sum of `n` amounts that came at random (compound Poisson): its variance is the sum of their squares.

    It tells how far the same flow could have fallen by chance; it knows nothing of seasons or causes.
    """
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(squares)
    return Estimate(value, value - half, value + half, n, level)


def relative_change(now: Estimate, before: Estimate, *, level: float = 0.95) -> Estimate:
    """`now / before - 1` of two independent positive estimates, with an interval on the log ratio (delta method)."""
    if now.value <= 0 or before.value <= 0:
        raise ValueError("a relative change needs two positive values")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    errors = [(each.high - each.low) / 2 / NormalDist().inv_cdf(0.5 + each.level / 2) for each in (now, before)]
    ratio = now.value / before.value
    half = z * sqrt((errors[0] / now.value) ** 2 + (errors[1] / before.value) ** 2)
    return Estimate(ratio - 1, ratio * exp(-half) - 1, ratio * exp(half) - 1, now.n + before.n, level)
