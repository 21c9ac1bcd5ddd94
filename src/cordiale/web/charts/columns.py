"""Columns over time, and the mirror of who speaks to whom."""

from collections.abc import Callable, Sequence

from cordiale.web.charts import svg
from cordiale.web.charts.chart import Chart, Row, Table

_LEFT = 9.0


def columns(
    names: Sequence[str],
    values: Sequence[object],
    *,
    say: Callable[[float], str],
    label: str,
    head: Sequence[str],
    axis: Sequence[str] | None = None,
    target: float | None = None,
    partial: bool = False,
    tone: str = "accent",
    height: float = 200,
) -> Chart:
    """One column per period, from zero. `partial`: the last period is not over, so its column is drawn lighter."""
    line = svg.clean(values)
    reach = [*svg.known(line, [target]), 0.0]
    ticks = svg.nice_ticks(min(reach), max(reach), about=3)
    y = svg.Scale(min(*reach, *ticks), max(*reach, *ticks), start=height - 26, end=20)
    wide = (100 - _LEFT) / max(1, len(line))
    drawn = [svg.opening(height, f"columns t-{tone}", label)]
    drawn += [svg.across(y(tick), "zero" if tick == 0 else "grid") for tick in ticks]
    for index, value in enumerate(line):
        if value is None:
            continue
        top, bottom = sorted((y(value), y(0)))
        soft = " soft" if partial and index == len(line) - 1 else ""
        drawn.append(
            f'<rect class="col{soft}" x="{_LEFT + (index + 0.18) * wide:.2f}%" width="{wide * 0.64:.2f}%" '
            f'y="{top:.1f}" height="{max(bottom - top, 0.5):.1f}" rx="2.5"/>'
        )
    if target is not None:
        drawn.append(svg.across(y(target), "target"))
    drawn += [svg.haloed(say(tick), 0, y(tick) - 5, "y-tick") for tick in ticks if tick]
    places = [_LEFT + (index + 0.5) * wide for index in range(len(line))]
    drawn.append(svg.x_axis(list(axis or names)[: len(line)], places, height - 6))
    drawn.append(f'<line class="cross" x1="0" x2="0" y1="8" y2="{height - 26:g}"/></svg>')
    rows = (Row(name, (say(value) if value is not None else "",)) for name, value in zip(names, line, strict=False))
    return Chart(svg.finished(drawn), Table(label, tuple(head), tuple(rows)), tuple(places))


def mirror(
    names: Sequence[str],
    theirs: Sequence[object],
    ours: Sequence[object],
    *,
    say: Callable[[float], str],
    label: str,
    head: Sequence[str],
    axis: Sequence[str] | None = None,
    height: float = 112,
) -> Chart:
    """« Qui parle ? »: what they told us above the line, what we sent below it, on one scale."""
    up, down = svg.clean(theirs), svg.clean(ours)
    most_up = max([0.0, *svg.known(up)])
    most_down = max([0.0, *svg.known(down)])
    # One scale for both sides: the taller pile may not look like the louder voice. Halves first, for huge numbers.
    pixels = (height - 32) / 2
    half = most_up / 2 + most_down / 2 or 1.0
    base = 4 + most_up / half * pixels
    wide = 100 / max(1, len(up))
    drawn = [svg.opening(height, "mirror", label)]
    for index, (said, sent) in enumerate(zip(up, down, strict=True)):
        last = " last" if index == len(up) - 1 else ""
        across = f'x="{(index + 0.22) * wide:.2f}%" width="{wide * 0.56:.2f}%"'
        above, below = (max(0.0, value or 0.0) / half * pixels for value in (said, sent))
        if above:
            drawn.append(f'<rect class="up{last}" {across} y="{base - 2 - above:.1f}" height="{above:.1f}" rx="2.5"/>')
        if below:
            drawn.append(f'<rect class="down{last}" {across} y="{base + 2:.1f}" height="{below:.1f}" rx="2.5"/>')
    places = [(index + 0.5) * wide for index in range(len(up))]
    drawn.append(svg.across(base, "zero"))
    drawn.append(svg.x_axis(list(axis or names)[: len(up)], places, height - 4))
    drawn.append(f'<line class="cross" x1="0" x2="0" y1="2" y2="{height - 18:g}"/></svg>')
    rows = (Row(name, (say(said or 0.0), say(sent or 0.0))) for name, said, sent in zip(names, up, down, strict=False))
    return Chart(svg.finished(drawn), Table(label, tuple(head), tuple(rows)), tuple(places))
