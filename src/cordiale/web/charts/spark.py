"""The small line of a tile: where it comes from, how sure it is, where it should be."""

from collections.abc import Sequence

from cordiale.web.charts import svg
from cordiale.web.charts.chart import Chart, Row, Table

_PAD = 7.0


def spark(
    values: Sequence[object],
    *,
    low: Sequence[object] | None = None,
    high: Sequence[object] | None = None,
    target: float | None = None,
    names: Sequence[str] = (),
    said: Sequence[str] = (),
    tone: str = "accent",
    height: float = 52,
    label: str = "",
) -> Chart:
    """A line of the latest values with its band and its target.

    Without `label` the drawing is decorative: the figure must stand in text beside it. `names` and `said` (one per
    value) make the data table.
    """
    line, lows, highs = svg.clean(values), svg.clean(low or ()), svg.clean(high or ())
    reach = svg.known(line, lows, highs, [target])
    scale = svg.Scale(min(reach, default=0), max(reach, default=0), start=height - _PAD, end=_PAD)
    xs = [svg.place(index, len(line), start=0.5, end=96.5) for index in range(len(line))]

    def spots(series: Sequence[svg.Value]) -> list[svg.Spot | None]:
        return [None if value is None else (x, scale(value)) for x, value in zip(xs, series, strict=False)]

    band = svg.area(spots(highs), spots(lows)) if lows and len(lows) == len(highs) == len(line) else ""
    drawn = [
        svg.opening(height, f"spark t-{tone}", label),
        svg.stretched(height, [band, svg.curve(spots(line), "line")]),
    ]
    if target is not None:
        drawn.append(svg.across(scale(target), "target"))
    last = next((spot for spot in reversed(spots(line)) if spot), None)
    drawn += [svg.dot(*last, 3)] if last else []
    rows = tuple(Row(name, (value,)) for name, value in zip(names, said, strict=False))
    return Chart(svg.finished([*drawn, "</svg>"]), Table(label, ("", ""), rows))
