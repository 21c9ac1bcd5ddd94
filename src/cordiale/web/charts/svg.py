"""The few strokes every chart is made of."""

import itertools
from collections.abc import Iterable, Sequence
from html import escape
from math import ceil, floor, isfinite, log10

from django.utils.safestring import SafeString, mark_safe

Value = float | None
Spot = tuple[float, float]

WIDTH = 1000.0


def clean(values: Iterable[object]) -> list[Value]:
    """Numbers as floats; whatever is missing or not finite becomes None."""
    return [_float(value) for value in values]


def _float(value: object) -> Value:
    if value is None:
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except OverflowError:
        return None
    return number if isfinite(number) else None


def known(*series: Iterable[Value]) -> list[float]:
    """Every value that is there, of all series together."""
    return [value for each in series for value in each if value is not None]


class Scale:
    """From values to pixels or percentages; a scale without extent maps everything to its middle."""

    def __init__(self, low: float, high: float, *, start: float, end: float) -> None:
        self.unit = max(abs(low), abs(high)) or 1.0
        self.low, self.high = low / self.unit, high / self.unit
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        extent = self.high - self.low
        part = (value / self.unit - self.low) / extent if extent else 0.5
        return self.start + min(1.5, max(-0.5, part)) * (self.end - self.start)


def place(index: float, count: int, *, start: float = 0.0, end: float = 100.0) -> float:
    """The percentage of the n-th of `count` points; a single point stands in the middle."""
    return start + (end - start) * (index / (count - 1) if count > 1 else 0.5)


def nice_ticks(low: float, high: float, *, about: int = 4) -> list[float]:
    """Round values that cover [low, high]: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not 1e-300 < high - low < 1e300:
        return sorted({low, high})
    raw = (high - low) / about
    power = 10.0 ** floor(log10(raw))
    step = power * next(nice for nice in (1, 2, 2.5, 5, 10) if nice * power >= raw * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [index * step for index in range(first, last + 1)]


def inner_ticks(low: float, high: float) -> list[float]:
    """Nice ticks without an outer one that lies far from every value, which would only be empty room."""
    ticks = nice_ticks(low, high)
    if len(ticks) > 3 and ticks[-1] - high > 0.3 * (ticks[-1] - ticks[-2]):
        ticks = ticks[:-1]
    if len(ticks) > 3 and low - ticks[0] > 0.3 * (ticks[1] - ticks[0]):
        ticks = ticks[1:]
    return ticks


def opening(height: float, classes: str, label: str = "") -> str:
    """The outer SVG: an image with its summary, or decorative when the figures stand in text beside it."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return f'<svg class="ch {classes}" width="100%" height="{height:g}" focusable="false" {said}>'


def stretched(height: float, paths: Iterable[str]) -> str:
    """Paths live in an inner SVG that is stretched in x only; strokes keep their width."""
    inside = "".join(paths)
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {height:g}" preserveAspectRatio="none" width="100%" height="{height:g}" '
        f'aria-hidden="true">{inside}</svg>'
        if inside
        else ""
    )


def smooth(spots: Sequence[Spot]) -> str:
    """A monotone cubic curve (Fritsch and Carlson 1980) through (percent, pixel) spots: it never overshoots them."""
    points = [(x * WIDTH / 100, y) for x, y in spots]
    if len(points) < 3:
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    slopes = _slopes(points)
    drawn = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for (x0, y0), (x1, y1), m0, m1 in zip(points, points[1:], slopes, slopes[1:], strict=False):
        third = (x1 - x0) / 3
        drawn.append(
            f"C{x0 + third:.1f},{y0 + m0 * third:.1f} {x1 - third:.1f},{y1 - m1 * third:.1f} {x1:.1f},{y1:.1f}"
        )
    return "".join(drawn)


def _slopes(points: Sequence[Spot]) -> list[float]:
    """The tangent at each point, flattened where the curve would overshoot."""
    chords = [(y1 - y0) / ((x1 - x0) or 1) for (x0, y0), (x1, y1) in itertools.pairwise(points)]
    inner = [0.0 if a * b <= 0 else (a + b) / 2 for a, b in itertools.pairwise(chords)]
    slopes = [chords[0], *inner, chords[-1]]
    for index, chord in enumerate(chords):
        if chord == 0:
            slopes[index] = slopes[index + 1] = 0.0
            continue
        a, b = slopes[index] / chord, slopes[index + 1] / chord
        size = a * a + b * b
        if size > 9:
            slopes[index], slopes[index + 1] = 3 / size**0.5 * a * chord, 3 / size**0.5 * b * chord
    return slopes


def runs(spots: Iterable[Spot | None]) -> list[list[Spot]]:
    """The spots cut where one is missing."""
    found: list[list[Spot]] = [[]]
    for spot in spots:
        if spot is None:
            found.append([])
        else:
            found[-1].append(spot)
    return [run for run in found if run]


def curve(spots: Iterable[Spot | None], classes: str) -> str:
    """The line through the spots; a run of one spot is not a line."""
    return "".join(f'<path class="{classes}" d="{smooth(run)}"/>' for run in runs(spots) if len(run) > 1)


def area(top: Sequence[Spot | None], bottom: Sequence[Spot | None]) -> str:
    """The band between two curves, where both are known."""
    pairs = [(a, b) if a and b else None for a, b in zip(top, bottom, strict=True)]
    drawn, run = [], []
    for pair in [*pairs, None]:
        if pair:
            run.append(pair)
            continue
        if len(run) > 1:
            back = smooth([below for _, below in reversed(run)])
            drawn.append(f'<path class="band" d="{smooth([above for above, _ in run])}L{back[1:]}Z"/>')
        run = []
    return "".join(drawn)


def across(y: float, classes: str) -> str:
    return f'<line class="{classes}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'


def down(x: float, top: float, bottom: float, classes: str) -> str:
    return f'<line class="{classes}" x1="{x:.2f}%" x2="{x:.2f}%" y1="{top:.1f}" y2="{bottom:.1f}"/>'


def dot(x: float, y: float, radius: float, classes: str = "dot") -> str:
    """A point with the halo that lifts it off the line."""
    at = f'cx="{x:.2f}%" cy="{y:.1f}"'
    return f'<circle class="halo" {at} r="{radius + 3:g}"/><circle class="{classes}" {at} r="{radius:g}"/>'


def text(said: str, x: float, y: float, classes: str, *, anchor: str = "start", dx: float = 0) -> str:
    """A label; `x` in percent, `dx` in pixels."""
    shift = f' dx="{dx:g}"' if dx else ""
    return f'<text class="{classes}" x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}"{shift}>{escape(said)}</text>'


def haloed(said: str, x: float, y: float, classes: str, *, anchor: str = "start", dx: float = 0) -> str:
    """A label over lines. The halo is a text of its own: WebKit paints a stroke glyph by glyph."""
    behind = text(said, x, y, f"{classes} halo-text", anchor=anchor, dx=dx).replace(
        "<text ", '<text aria-hidden="true" '
    )
    return behind + text(said, x, y, classes, anchor=anchor, dx=dx)


def x_axis(labels: Sequence[str], places: Sequence[float], y: float, *, room: float = 400) -> str:
    """Labels under the plot, as many as fit in `room` pixels; every second one gives way on a phone."""
    count = len(labels)
    longest = max((len(label) for label in labels), default=0)
    most = max(2, int(room / (longest * 6.5 + 14)))
    half = longest * 3.25 / room * 100
    step = max(1, ceil(count / most))
    shown = [index for index in range(0, count, step) if index == 0 or count - 1 - index >= step or index == count - 1]
    if count > 1 and shown[-1] != count - 1:
        shown.append(count - 1)
    drawn = []
    for order, index in enumerate(shown):
        if not labels[index]:
            continue
        anchor = "start" if places[index] < half else "end" if places[index] > 100 - half else "middle"
        minor = " minor" if order % 2 and index != count - 1 else ""
        drawn.append(text(labels[index], places[index], y, f"x-tick{minor}", anchor=anchor))
    return "".join(drawn)


def finished(parts: Iterable[str]) -> SafeString:
    """The one place where a chart's markup is declared safe: every label in it went through `escape`."""
    return mark_safe("".join(parts))
