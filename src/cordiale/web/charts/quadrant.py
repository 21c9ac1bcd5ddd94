"""Two questions at once: points on a square cut into four named corners."""

from collections.abc import Sequence
from dataclasses import dataclass

from cordiale.web.charts import svg
from cordiale.web.charts.chart import Chart, Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A group at (x, y), both in [0, 1]; `weight` in [0, 1] is its size; `said` its cells in the table."""

    name: str
    x: float
    y: float
    weight: float = 0.3
    tone: str = "accent"
    labelled: bool = True
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corner:
    """The name of a quarter and the figure that belongs to it."""

    name: str
    value: str = ""


def quadrant(
    points: Sequence[Point],
    *,
    corners: tuple[Corner, Corner, Corner, Corner],
    x_name: str,
    y_name: str,
    label: str,
    head: Sequence[str],
    split: tuple[float, float] = (0.5, 0.5),
    height: float = 372,
) -> Chart:
    """Corners in the order top right (good), top left, bottom left, bottom right (at risk)."""
    top, bottom = 10.0, height - 24
    y = svg.Scale(0.0, 1.0, start=bottom, end=top)
    cut_x, cut_y = split[0] * 100, y(split[1])
    right = f'x="{cut_x:g}%" width="{100 - cut_x:g}%"'
    drawn = [
        svg.opening(height, "quadrant", label),
        f'<rect class="q-good" {right} y="{top:g}" height="{cut_y - top:.1f}" rx="8"/>',
        f'<rect class="q-risk" {right} y="{cut_y:.1f}" height="{bottom - cut_y:.1f}" rx="8"/>',
        svg.across(cut_y, "grid"),
        svg.down(cut_x, top, bottom, "grid"),
        *_corners(corners, top, bottom),
        *(_point(point, y) for point in points if svg.known(svg.clean([point.x, point.y])) == [point.x, point.y]),
        svg.text(f"{x_name} →", 100, height - 6, "axis", anchor="end"),
        svg.text(f"↑ {y_name}", 0, height - 6, "axis"),
        "</svg>",
    ]
    rows = tuple(Row(point.name, point.said) for point in points)
    return Chart(svg.finished(drawn), Table(label, tuple(head), rows))


def _corners(corners: tuple[Corner, Corner, Corner, Corner], top: float, bottom: float) -> list[str]:
    places = [(98, top + 18, "end"), (2, top + 18, "start"), (2, bottom - 22, "start"), (98, bottom - 22, "end")]
    drawn = []
    for corner, (x, y, anchor) in zip(corners, places, strict=True):
        drawn.append(svg.text(corner.name, x, y, "q-name", anchor=anchor))
        drawn.append(svg.text(corner.value, x, y + 15, "q-value", anchor=anchor) if corner.value else "")
    return drawn


def _point(point: Point, y: svg.Scale) -> str:
    """The label stands on the side with more room."""
    x, down = min(1.0, max(0.0, point.x)) * 100, y(min(1.0, max(0.0, point.y)))
    radius = 5 + 13 * min(1.0, max(0.0, point.weight)) ** 0.5
    circle = f'<circle class="point t-{point.tone}" cx="{x:.2f}%" cy="{down:.1f}" r="{radius:.1f}"/>'
    if not point.labelled:
        return circle
    anchor, dx = ("end", -radius - 5) if x > 50 else ("start", radius + 5)
    return circle + svg.text(point.name, x, down + 4, "point-name", anchor=anchor, dx=round(dx, 1))
