"""Small strokes inside a card: interval, bar, diverging bar, stack."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from cordiale.web.charts import svg


def _percent(value: float, least: float, most: float) -> float:
    """Where a value stands between the ends, kept inside them."""
    return min(100.0, max(0.0, svg.Scale(least, most, start=0.0, end=100.0)(value)))


def interval(
    value: float,
    low: float,
    high: float,
    *,
    least: float,
    most: float,
    reference: float | None = None,
    zero: float | None = None,
    tone: str = "accent",
    label: str = "",
    height: float = 22,
) -> SafeString:
    """A value as a point on its interval, with a tick for what it is compared with and a line for zero.

    `least` and `most` are the ends of the track. Decorative without `label`: the same figures stand in text.
    """
    ends = svg.known(svg.clean([value, low, high, least, most]))
    if len(ends) < 5:
        return svg.finished(
            [svg.opening(height, f"interval t-{tone}", label), svg.across(height / 2, "track"), "</svg>"]
        )
    y = height / 2
    start, at, end = (_percent(each, least, most) for each in (low, value, high))
    drawn = [svg.opening(height, f"interval t-{tone}", label), svg.across(y, "track")]
    if zero is not None:
        drawn.append(svg.down(_percent(zero, least, most), 0, height, "zero"))
    drawn.append(
        f'<rect class="ci" x="{start:.2f}%" width="{max(0.0, end - start):.2f}%" y="{y - 4:g}" height="8" rx="4"/>'
    )
    if reference is not None:
        drawn.append(svg.down(_percent(reference, least, most), y - 8, y + 8, "ref"))
    return svg.finished([*drawn, svg.dot(at, y, 4), "</svg>"])


def bar(
    value: float,
    most: float,
    *,
    tone: str = "accent",
    low: float | None = None,
    high: float | None = None,
    label: str = "",
    height: float = 8,
) -> SafeString:
    """A share of a whole, with the thin line of its interval."""
    wide = _percent(value, 0.0, most) if most > 0 else 0.0
    drawn = [
        svg.opening(height, f"bar t-{tone}", label),
        f'<rect class="track" width="100%" height="{height:g}" rx="{height / 2:g}"/>',
        f'<rect class="fill" width="{wide:.2f}%" height="{height:g}" rx="{height / 2:g}"/>',
    ]
    if low is not None and high is not None and most > 0:
        start, end = _percent(low, 0.0, most), _percent(high, 0.0, most)
        drawn.append(
            f'<rect class="ci" x="{start:.2f}%" width="{end - start:.2f}%" y="{height / 2 - 1:g}" height="2"/>'
        )
    return svg.finished([*drawn, "</svg>"])


def diverging(value: float, most: float, *, tone: str = "", label: str = "", height: float = 6) -> SafeString:
    """A push to the right (more) or to the left (less) of the middle."""
    wide = _percent(abs(value), 0.0, most) * 0.48 if most > 0 else 0.0
    start = 50.0 if value > 0 else 50.0 - wide
    chosen = tone or ("neg" if value > 0 else "pos")
    return svg.finished(
        [
            svg.opening(height, f"diverging t-{chosen}", label),
            f'<rect class="track" width="100%" height="{height:g}" rx="{height / 2:g}"/>',
            f'<rect class="fill" x="{start:.2f}%" width="{wide:.2f}%" height="{height:g}" rx="{height / 2:g}"/>',
            svg.down(50.0, -2, height + 2, "mid"),
            "</svg>",
        ]
    )


def stack(parts: Sequence[tuple[float, str]], *, label: str = "", height: float = 10) -> SafeString:
    """Parts of a whole, `[(value, tone), …]`, in one bar; the words stand in a legend beside it."""
    values = [max(0.0, value or 0.0) for value in svg.clean([value for value, _ in parts])]
    biggest = max(values, default=0.0)
    whole = sum(value / biggest for value in values) if biggest else 0.0
    drawn, x = [svg.opening(height, "stack", label)], 0.0
    for value, (_, tone) in zip(values, parts, strict=True):
        wide = value / biggest / whole * 100 if whole else 0.0
        if wide:
            gap = 0.4 if x else 0.0
            drawn.append(
                f'<rect class="fill t-{tone}" x="{x + gap:.2f}%" width="{max(0.2, wide - gap):.2f}%" '
                f'height="{height:g}" rx="3"/>'
            )
        x += wide
    return svg.finished([*drawn, "</svg>"])
