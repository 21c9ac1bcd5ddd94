"""A line over time with its band, its forecast and, for money, the window in which it pays for itself."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cordiale.web.charts import svg
from cordiale.web.charts.chart import Chart, Row, Table

_TOP, _BOTTOM = 44.0, 30.0
_LEFT, _RIGHT = 6.5, 98.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a line crosses zero: `low` and `high` bound it, in index units (2.5 is between the third and the fourth).

    An open end (None) reaches the edge of the chart: the bound lies beyond what was forecast.
    """

    middle: float
    low: float | None
    high: float | None
    title: str
    range: str = ""


def crossing(values: Sequence[object]) -> float | None:
    """Where the values first climb from below zero to zero or more, in index units; None when they do not."""
    line = svg.clean(values)
    for index, (before, after) in enumerate(itertools.pairwise(line)):
        if before is not None and after is not None and before < 0 <= after:
            return index + before / (before - after)
    return None


@dataclass(slots=True)
class _Plot:
    """The series with their scales, shared by the strokes below."""

    line: list[svg.Value]
    lows: list[svg.Value]
    highs: list[svg.Value]
    ticks: list[float]
    height: float
    now: int
    y: svg.Scale = field(init=False)

    def __post_init__(self) -> None:
        reach = svg.known(self.line, self.lows, self.highs) or [0.0]
        low = min(*reach, *self.ticks)
        high = max(*reach, *self.ticks)
        self.y = svg.Scale(low, high, start=self.height - _BOTTOM, end=_TOP)

    def x(self, index: float) -> float:
        return svg.place(index, len(self.line), start=_LEFT, end=_RIGHT)

    def spots(self, series: Sequence[svg.Value]) -> list[svg.Spot | None]:
        return [None if value is None else (self.x(index), self.y(value)) for index, value in enumerate(series)]

    @property
    def last(self) -> svg.Spot | None:
        """The present: the last known spot up to `now`."""
        return next((spot for spot in reversed(self.spots(self.line)[: self.now + 1]) if spot), None)


def trend(
    names: Sequence[str],
    values: Sequence[object],
    *,
    say: Callable[[float], str],
    label: str,
    head: Sequence[str],
    low: Sequence[object] | None = None,
    high: Sequence[object] | None = None,
    axis: Sequence[str] | None = None,
    now: int | None = None,
    now_said: str = "",
    window: Window | None = None,
    target: float | None = None,
    tone: str = "accent",
    from_zero: bool = False,
    height: float = 328,
) -> Chart:
    """Values over time. `now` is the index of the last observed one; later ones are forecasts, drawn dotted.

    `names` go to the table, `axis` (shorter) under the plot; `head` names the table's columns (time, value, interval);
    `say` writes a value; `label` is the sentence a reader who cannot see hears.
    """
    line = svg.clean(values)
    lows = svg.clean(low or ())[: len(line)]
    highs = svg.clean(high or ())[: len(line)]
    reach = svg.known(line, lows, highs, [target, 0.0 if from_zero or window else None])
    plot = _Plot(
        line=line,
        lows=lows,
        highs=highs,
        ticks=svg.inner_ticks(min(reach), max(reach)) if reach else [0.0],
        height=height,
        now=len(line) - 1 if now is None else max(0, min(now, len(line) - 1)),
    )
    drawn = [
        svg.opening(height, f"trend t-{tone}", label),
        *_ground(plot, window),
        svg.stretched(height, _lines(plot)),
        svg.across(plot.y(target), "target") if target is not None else "",
        *_labels(plot, say, axis or names),
        *_present(plot, say, now_said),
        *(_crossing(plot, window) if window else []),
        f'<line class="cross" x1="0" x2="0" y1="8" y2="{height - _BOTTOM:g}"/></svg>',
    ]
    table = Table(label, tuple(head), _rows(plot, names, say))
    return Chart(svg.finished(drawn), table, tuple(plot.x(index) for index in range(len(line))))


def _ground(plot: _Plot, window: Window | None) -> list[str]:
    """Future zone, break-even window, grid."""
    tall = f'y="8" height="{plot.height - _BOTTOM - 8:g}"'
    drawn = []
    if plot.now < len(plot.line) - 1:
        start = plot.x(plot.now)
        drawn.append(f'<rect class="future" x="{start:.2f}%" width="{100 - start:.2f}%" {tall}/>')
    if window:
        start, end = _ends(plot, window)
        drawn.append(f'<rect class="window" x="{start:.2f}%" width="{end - start:.2f}%" {tall}/>')
    return drawn + [svg.across(plot.y(tick), "zero" if tick == 0 else "grid") for tick in plot.ticks]


def _ends(plot: _Plot, window: Window) -> svg.Spot:
    start = plot.x(window.low) if window.low is not None else _LEFT
    end = plot.x(window.high) if window.high is not None else 100.0
    return start, max(start, end)


def _lines(plot: _Plot) -> list[str]:
    spots = plot.spots(plot.line)
    drawn = [svg.curve(spots[: plot.now + 1], "line"), svg.curve(spots[plot.now :], "line dash")]
    if plot.lows and len(plot.lows) == len(plot.highs) == len(plot.line):
        drawn.insert(0, svg.area(plot.spots(plot.highs), plot.spots(plot.lows)))
    return drawn


def _labels(plot: _Plot, say: Callable[[float], str], axis: Sequence[str]) -> list[str]:
    drawn = []
    for order, tick in enumerate(plot.ticks):
        minor = " minor" if tick and order % 2 else ""
        drawn.append(svg.haloed(say(tick), 0, plot.y(tick) - 6, f"y-tick{minor}"))
    places = [plot.x(index) for index in range(len(plot.line))]
    return [*drawn, svg.x_axis(list(axis)[: len(places)], places, plot.height - 9, room=600)]


def _present(plot: _Plot, say: Callable[[float], str], said: str) -> list[str]:
    spot, value = plot.last, next((v for v in reversed(plot.line[: plot.now + 1]) if v is not None), None)
    if spot is None or value is None:
        return []
    x, y = spot
    anchor, dx = ("end", -10.0) if x > 20 else ("start", 10.0)
    drawn = []
    if plot.now < len(plot.line) - 1:
        drawn.append(svg.down(x, 8, plot.height - _BOTTOM, "now"))
        drawn.append(svg.text(said, x, 22, "note", anchor=anchor, dx=dx * 0.8) if said else "")
    return [*drawn, svg.dot(x, y, 4.5), svg.haloed(say(value), x, y - 10, "value", anchor=anchor, dx=dx)]


def _crossing(plot: _Plot, window: Window) -> list[str]:
    """The interval lies on the zero line, because that is what is uncertain: when, not how much."""
    start, end = _ends(plot, window)
    y, middle = plot.y(0), (start + end) / 2
    anchor = "end" if middle > 86 else "start" if middle < 14 else "middle"
    x = {"end": 99.5, "start": 0.5}.get(anchor, middle)
    return [
        f'<line class="window-line" x1="{start:.2f}%" x2="{end:.2f}%" y1="{y:.1f}" y2="{y:.1f}"/>',
        svg.dot(plot.x(window.middle), y, 4.5, "dot t-voice"),
        svg.haloed(window.title, x, 22, "note strong", anchor=anchor),
        svg.haloed(window.range, x, 38, "note", anchor=anchor) if window.range else "",
    ]


def _rows(plot: _Plot, names: Sequence[str], say: Callable[[float], str]) -> tuple[Row, ...]:
    def said(series: Sequence[svg.Value], index: int) -> str:
        value = series[index] if index < len(series) else None
        return say(value) if value is not None else ""

    rows = []
    for index, name in enumerate(list(names)[: len(plot.line)]):
        ends = [each for each in (said(plot.lows, index), said(plot.highs, index)) if each]
        rows.append(Row(name, (said(plot.line, index), " … ".join(ends)), forecast=index > plot.now))
    return tuple(rows)
