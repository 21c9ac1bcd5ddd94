"""Charts in templates: drawings made by the view, and the small strokes made on the spot."""

from typing import Any

from django.utils.safestring import SafeString

from cordiale.web import charts, figures
from cordiale.web.figures import Figure


def chart(drawing: charts.Chart, *, table: str = "open", id: str = "") -> dict[str, Any]:
    """`{% chart sales %}`: the drawing, read by mouse and arrow keys, its data table behind "Lire les chiffres".

    `table="sr"` keeps the table for screen readers only (when the figures stand in text beside it), `table="none"`
    leaves it out (when the drawing is itself a table or a list).
    """
    return {"chart": drawing, "table": table, "id": id}


def interval(
    figure: Figure, *, least: float, most: float, reference: float | None = None, tone: str = ""
) -> SafeString:
    """`{% interval figure least=0 most=8000 reference=2950 tone="neg" %}`: the figure as a point on its interval."""
    value = figure.value if figure.value is not None else float("nan")
    return charts.interval(
        float(value),
        float(figure.low if figure.low is not None else value),
        float(figure.high if figure.high is not None else value),
        least=float(least),
        most=float(most),
        reference=None if reference is None else float(reference),
        tone=tone or "accent",
        label=figures.sentence(figure),
    )


def estimate(figure: Figure) -> str:
    """`{% estimate figure %}`: `34 % (entre 27 et 42 %)`, for a sentence."""
    return figures.sentence(figure)


def sparkline(
    values: list[float],
    *,
    low: list[float] | None = None,
    high: list[float] | None = None,
    target: float | None = None,
    tone: str = "accent",
    label: str = "",
) -> SafeString:
    """`{% sparkline values low=lows high=highs target=0.6 tone="neg" %}`."""
    return charts.spark(values, low=low, high=high, target=target, tone=tone, label=label).html


def bar(value: float, most: float, *, tone: str = "accent", label: str = "") -> SafeString:
    """`{% bar row.value biggest tone="voice" %}`."""
    return charts.bar(float(value or 0), float(most or 0), tone=tone, label=label)


def diverging(value: float, most: float, *, tone: str = "", label: str = "") -> SafeString:
    """`{% diverging driver.points biggest %}`: red to the right (more risk), green to the left; `tone` decides else."""
    return charts.diverging(float(value), float(most), tone=tone, label=label)


def stack(parts: list[tuple[float, str]], *, label: str = "") -> SafeString:
    """`{% stack parts label="…" %}`: `[(value, tone), …]`."""
    return charts.stack(parts, label=label)
