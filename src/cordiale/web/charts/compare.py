"""Lists with a stroke per line: ranked bars, forest of effects, funnel."""

import itertools
from collections.abc import Callable, Sequence
from html import escape

from cordiale.web.charts import svg
from cordiale.web.charts.chart import Chart, Row, Table
from cordiale.web.charts.marks import bar, interval


def ranked(
    rows: Sequence[tuple[str, float]],
    *,
    say: Callable[[float], str],
    label: str,
    head: Sequence[str],
    tone: str = "accent",
    notes: Sequence[str] = (),
) -> Chart:
    """Names with their bar, biggest as given first. Text stands in the list itself; `notes` (one per row) follow it."""
    values = [value or 0.0 for value in svg.clean([value for _, value in rows])]
    most = max([0.0, *values])
    lines = []
    for index, ((name, _), value) in enumerate(zip(rows, values, strict=True)):
        note = f"<i>{escape(notes[index])}</i>" if index < len(notes) else "<i></i>"
        drawn = bar(value, most, tone=tone, height=6)
        lines.append(f"<li><span>{escape(name)}</span><b>{escape(say(value))}</b>{note}{drawn}</li>")
    table = Table(label, tuple(head), tuple(Row(name, (say(v),)) for (name, _), v in zip(rows, values, strict=True)))
    return Chart(svg.finished([f'<ol class="ranked" aria-label="{escape(label)}">', *lines, "</ol>"]), table)


def forest(
    rows: Sequence[tuple[str, float, float, float]],
    *,
    say: Callable[[float], str],
    between: Callable[[float, float], str],
    label: str,
    head: Sequence[str],
) -> Chart:
    """Effects with their intervals around zero: `(name, value, low, high)`. Green or red only when zero is outside."""
    reach = svg.known(*(svg.clean(row[1:]) for row in rows)) or [0.0]
    least, most = min(0.0, *reach), max(0.0, *reach)
    room = (most / 2 - least / 2) * 0.1 or 1.0
    lines = []
    for name, value, low, high in rows:
        tone = "pos" if low > 0 else "neg" if high < 0 else "neutral"
        drawn = interval(value, low, high, least=least - room, most=most + room, zero=0.0, tone=tone, height=26)
        said = f'<b>{escape(say(value))}<span class="sr"> {escape(between(low, high))}</span></b>'
        lines.append(f"<li><span>{escape(name)}</span>{drawn}{said}</li>")
    table = Table(label, tuple(head), tuple(Row(n, (say(v), between(lo, hi))) for n, v, lo, hi in rows))
    return Chart(svg.finished([f'<ul class="forest" aria-label="{escape(label)}">', *lines, "</ul>"]), table)


def funnel(
    steps: Sequence[tuple[str, float]],
    *,
    say: Callable[[float], str],
    passing: Callable[[float], str],
    label: str,
    head: Sequence[str],
    height: float = 190,
) -> Chart:
    """Steps that fewer and fewer pass. `passing` says a share ("26 % continuent"). A list on a phone."""
    values = [max(0.0, value or 0.0) for value in svg.clean([value for _, value in steps])]
    passed = svg.clean(b / a if a else None for a, b in itertools.pairwise(values))
    shares = ["", *("" if each is None else passing(each) for each in passed)][: len(values)]
    drawn = [svg.opening(height, "funnel", label), svg.stretched(height, _tubes(values))]
    lines = []
    for index, ((name, _), value, share) in enumerate(zip(steps, values, shares, strict=True)):
        x = index * 100 / len(steps)
        drawn.append(svg.text(name, x, 12, "step-name") + svg.text(say(value), x, 30, "step-value"))
        drawn.append(svg.text(share, x, height - 8, "step-share") if share else "")
        tone = "pos" if index == len(steps) - 1 else "accent"
        after = f"<small>{escape(share)}</small>" if share else ""
        stroke = bar(value, max(values), tone=tone)
        lines.append(f"<li><span>{escape(name)}</span><b>{escape(say(value))}</b>{stroke}{after}</li>")
    drawn += ["</svg>", f'<ol class="funnel-list" aria-label="{escape(label)}">', *lines, "</ol>"]
    rows = (Row(name, (say(v), s)) for (name, _), v, s in zip(steps, values, shares, strict=True))
    return Chart(svg.finished(drawn), Table(label, tuple(head), tuple(rows)))


def _tubes(values: Sequence[float], *, middle: float = 101, half: float = 60) -> list[str]:
    """Each step narrows into the next; the last one keeps most of its width."""
    most = max(values, default=0.0) or 1.0
    wide = svg.WIDTH / max(1, len(values))
    drawn = []
    for index, value in enumerate(values):
        following = values[index + 1] if index + 1 < len(values) else value * 0.86
        a, b = max(0.6, value / most * half), max(0.6, min(value, following) / most * half)
        x0, x1 = index * wide, (index + 1) * wide - 4
        bend = x0 + (x1 - x0) * 0.55
        step = "last" if index == len(values) - 1 and index else f"s{min(index, 3)}"
        drawn.append(
            f'<path class="step {step}" d="M{x0:.0f},{middle - a:.1f} '
            f"C{bend:.0f},{middle - a:.1f} {bend:.0f},{middle - b:.1f} {x1:.0f},{middle - b:.1f} "
            f"L{x1:.0f},{middle + b:.1f} "
            f'C{bend:.0f},{middle + b:.1f} {bend:.0f},{middle + a:.1f} {x0:.0f},{middle + a:.1f} Z"/>'
        )
    return drawn
