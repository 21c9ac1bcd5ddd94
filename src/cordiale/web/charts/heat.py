"""Cohorts: a real table whose cells are tinted, so that it is read as well as seen."""

from collections.abc import Callable, Sequence
from html import escape

from cordiale.web.charts import svg
from cordiale.web.charts.chart import Chart, Row, Table

# The full accent carries its own ink; the tints below it keep the text's contrast (never 57 to 99 %).
_STEPS = 9


def heat(
    rows: Sequence[tuple[str, str, Sequence[object]]],
    *,
    columns: Sequence[str],
    say: Callable[[float], str],
    head: tuple[str, str],
    caption: str,
    least: float | None = None,
    most: float | None = None,
) -> Chart:
    """One line per cohort: `(name, size, values)`; missing values (the future) stay blank.

    `head` names the first two columns. The tint runs from `least` to `most`; the first column of values, which is
    100 % by construction, gets the full accent and does not stretch the scale.
    """
    series = [svg.clean(values) for _, _, values in rows]
    later = svg.known(*[values[1:] for values in series]) or svg.known(*series)
    scale = svg.Scale(
        min(later, default=0.0) if least is None else least,
        max(later, default=1.0) if most is None else most,
        start=0.0,
        end=_STEPS,
    )
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in (*head, *columns))
    named = escape(caption)
    parts = [
        f'<div class="scroll" tabindex="0" role="region" aria-label="{named}"><table class="heat">',
        f"<caption>{named}</caption><thead><tr>{titles}</tr></thead><tbody>",
    ]
    for (name, size, _), values in zip(rows, series, strict=True):
        parts.append(f'<tr><th scope="row">{escape(name)}</th><td class="n">{escape(size)}</td>')
        for index in range(len(columns)):
            value = values[index] if index < len(values) else None
            if value is None:
                parts.append('<td class="e"></td>')
                continue
            tint = _STEPS if index == 0 else min(_STEPS - 1, max(0, int(scale(value))))
            parts.append(f'<td class="q{tint}">{escape(say(value))}</td>')
        parts.append("</tr>")
    said = tuple(
        Row(name, (size, *("" if value is None else say(value) for value in values)))
        for (name, size, _), values in zip(rows, series, strict=True)
    )
    return Chart(svg.finished([*parts, "</tbody></table></div>"]), Table(caption, (*head, *columns), said))
