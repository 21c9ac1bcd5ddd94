"""A number on a screen says what it is: its interval, its n, its period, its source and the strength of its proof."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from cordiale.web import fmt

Evidence = Literal["experiment", "quasi", "observed", "declared"]
EVIDENCE: dict[str, tuple[str | Promise, str, str | Promise]] = {
    "experiment": (gettext_lazy("prouvé"), "badge-check", gettext_lazy("Prouvé par un groupe témoin tiré au sort")),
    "quasi": (gettext_lazy("estimé"), "scale", gettext_lazy("Estimé sans tirage au sort : avant et après, ou modèle")),
    "observed": (gettext_lazy("observé"), "eye", gettext_lazy("Observé : compté tel quel, sans dire pourquoi")),
    "declared": (
        gettext_lazy("déclaré"),
        "quote",
        gettext_lazy("Déclaré par des personnes, non vérifié"),
    ),
}

_PLACES = {"count": 0, "days": 0, "score": 1, "ratio": 1}


class Interval(Protocol):
    """What `core.statistics.Estimate` offers."""

    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def n(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with everything that lets a reader weigh it.

    `unit` is `count`, `share` (in [0, 1]), `points` (difference of shares), `days`, `score`, `ratio`, or a currency
    code. `low` and `high` bound the interval, `level` is its coverage; both None when there is none (a full count).
    """

    value: float | Decimal | None
    low: float | Decimal | None = None
    high: float | Decimal | None = None
    n: int | None = None
    period: str | Promise = ""
    source: str | Promise = ""
    evidence: Evidence = "observed"
    unit: str = "count"
    places: int | None = None
    level: float = 0.95

    @classmethod
    def of(cls, estimate: Interval, *, unit: str, evidence: Evidence, period: str = "", source: str = "") -> "Figure":
        """A figure from an estimate of `core.statistics`."""
        return cls(
            value=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n=estimate.n,
            unit=unit,
            evidence=evidence,
            period=period,
            source=source,
        )

    @property
    def bounded(self) -> bool:
        return self.low is not None and self.high is not None


def written(value: float | Decimal | None, *, unit: str = "count", places: int | None = None) -> str:
    """A value in its unit: `14,2 %`, `4 820 €`, `12 jours`."""
    if unit == "share":
        return fmt.share(value, _share_places(value) if places is None else places)
    if unit == "points":
        return fmt.points(value, 1 if places is None else places)
    if unit not in _PLACES:
        return fmt.money(value, unit, places)
    plain = fmt.number(value, _PLACES[unit] if places is None else places)
    words = {"days": gettext("jours"), "ratio": "×"}
    return f"{plain}{fmt.NBSP}{words[unit]}" if unit in words else plain


def _share_places(value: float | Decimal | None) -> int:
    """One decimal under 20 %, where a whole point would hide half of the story."""
    return 1 if value is not None and abs(float(value)) < 0.2 else 0


def text(figure: Figure) -> str:
    """The value alone."""
    return written(figure.value, unit=figure.unit, places=figure.places)


def between(figure: Figure) -> str:
    """`entre 13,1 % et 15,4 %`, or empty when the figure has no interval."""
    if not figure.bounded:
        return ""
    places = figure.places
    if figure.unit == "share" and places is None:
        places = _share_places(figure.value)
    low = written(figure.low, unit=figure.unit, places=places)
    high = written(figure.high, unit=figure.unit, places=places)
    if low == high:
        return ""
    ending = f"{fmt.NBSP}{high.rpartition(fmt.NBSP)[2]}"
    if not high[-1].isdigit() and low.endswith(ending):
        low = low.removesuffix(ending)  # the unit is said once, at the end
    return gettext("entre %(low)s et %(high)s") % {"low": low, "high": high}


def sentence(figure: Figure) -> str:
    """`34 % (entre 27 % et 42 %)`."""
    bounds = between(figure)
    return f"{text(figure)} ({bounds})" if bounds else text(figure)


def note(figure: Figure, *, interval: bool = True) -> str:
    """Interval, n, period and source in one line, in that order, without those that are unknown."""
    parts = [
        between(figure) if interval else "",
        f"n{fmt.NBSP}={fmt.NBSP}{fmt.number(figure.n)}" if figure.n is not None else "",
        str(figure.period),
        str(figure.source),
    ]
    return ", ".join(part for part in parts if part)
