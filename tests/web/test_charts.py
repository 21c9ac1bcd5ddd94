"""Charts hold whatever the numbers: no NaN, nothing outside the drawing, every label escaped, the table complete."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cordiale.web import charts

anything = st.none() | st.floats(allow_nan=True, allow_infinity=True)
series = st.lists(anything, max_size=24)
finite = st.floats(allow_nan=False, allow_infinity=False)
hostile = '<script>"&'


def plain(value: float) -> str:
    return f"{value:g}"


def names(values: list[object]) -> list[str]:
    return [f"m{index}" for index in range(len(values))]


def sound(html: str) -> None:
    """Well-formed, without a number that is none, without a style or a script."""
    ET.fromstring(f"<root>{html}</root>")
    assert not re.search(r"\b(nan|inf)\b", html, re.I)
    assert "style=" not in html
    assert "<script" not in html


def numbers(html: str, attribute: str) -> list[float]:
    return [float(found) for found in re.findall(rf' {attribute}="(-?[\d.]+)%?"', html)]


@given(series, series, series)
@example([], [], [])
@example([1e308, -1e308], [], [])
@example([5.0], [4.0], [6.0])
def test_a_trend_holds_any_numbers(values, low, high):
    chart = charts.trend(
        names(values), values, low=low, high=high, say=plain, label=hostile, head=("a", "b", "c"), now=2
    )
    sound(chart.html)
    assert len(chart.table.rows) == len(chart.xs) == len(values)
    assert all(0 <= x <= 100 for x in chart.xs)


@given(series, series, series, anything)
@example([], [], [], None)
def test_a_spark_holds_any_numbers(values, low, high, target):
    known = target if target is not None and abs(target) < 1e308 else None
    sound(charts.spark(values, low=low, high=high, target=known).html)


@given(series)
@example([])
@example([0.0, 0.0])
@example([5e-324])
def test_columns_hold_any_numbers(values):
    chart = charts.columns(names(values), values, say=plain, label=hostile, head=("a", "b"), partial=True)
    sound(chart.html)
    assert all(0 <= y <= 200 for y in numbers(chart.html, "y"))


@given(st.lists(st.tuples(anything, anything), max_size=24))
@example([])
@example([(1e308, 1e308)])
def test_the_mirror_holds_any_numbers(pairs):
    theirs, ours = [a for a, _ in pairs], [b for _, b in pairs]
    chart = charts.mirror(names(theirs), theirs, ours, say=plain, label=hostile, head=("a", "b", "c"))
    sound(chart.html)
    assert all(-1 <= y <= 112 for y in numbers(chart.html, "y"))


def test_both_sides_of_the_mirror_share_one_scale():
    chart = charts.mirror(["a"], [10], [10], say=plain, label="x", head=("a", "b", "c"))
    assert len(set(re.findall(r'height="([\d.]+)" rx', chart.html))) == 1


@given(finite, finite, finite, finite, finite)
def test_an_interval_stays_on_its_track(value, low, high, least, most):
    html = charts.interval(value, low, high, least=least, most=most, zero=0, reference=value, label=hostile)
    sound(html)
    assert all(0 <= x <= 100 for attribute in ("x", "cx", "x1", "width") for x in numbers(html, attribute))


@given(st.lists(st.tuples(anything, st.just("pos")), max_size=6))
def test_a_stack_fills_at_most_the_whole(parts):
    html = charts.stack(parts, label=hostile)
    sound(html)
    assert sum(numbers(html, "width")[1:]) <= 101.5


@given(finite, finite)
def test_bars_hold_any_numbers(value, most):
    sound(charts.bar(value, most, low=value, high=value))
    sound(charts.diverging(value, most))


@given(st.lists(st.tuples(st.just(hostile), st.text(max_size=4), series), max_size=5))
def test_a_heat_table_holds_any_numbers(rows):
    rows = [(name, "9", values) for name, _, values in rows]
    chart = charts.heat(rows, columns=["M0", "M1"], say=plain, head=("Arrivée", "Clients"), caption=hostile)
    sound(chart.html)
    assert chart.html.count("<tr>") == len(rows) + 1


@given(st.lists(st.tuples(st.just(hostile), anything), max_size=6))
def test_a_funnel_and_a_ranking_hold_any_numbers(rows):
    funnel = charts.funnel(rows, say=plain, passing=plain, label=hostile, head=("a", "b", "c"))
    ranked = charts.ranked(rows, say=plain, label=hostile, head=("a", "b"))
    sound(funnel.html)
    sound(ranked.html)
    assert len(funnel.table.rows) == len(ranked.table.rows) == len(rows)


@given(st.lists(st.tuples(finite, finite, finite), max_size=4))
def test_a_forest_holds_any_numbers(rows):
    lines = [(hostile, value, low, high) for value, low, high in rows]
    sound(charts.forest(lines, say=plain, between=lambda a, b: "…", label=hostile, head=("a", "b", "c")).html)


@given(st.lists(st.tuples(finite, finite, finite), max_size=4))
def test_a_quadrant_keeps_its_points_inside(spots):
    points = [charts.Point(name=hostile, x=x, y=y, weight=weight) for x, y, weight in spots]
    corners = tuple(charts.Corner(hostile, "1 %") for _ in range(4))
    html = charts.quadrant(points, corners=corners, x_name="x", y_name="y", label="l", head=("a",)).html
    sound(html)
    assert all(0 <= x <= 100 for x in numbers(html, "cx"))


@pytest.mark.parametrize(
    ("values", "where"),
    [([-4, -2, 2, 4], 1.5), ([-1, 0, 1], 1.0), ([1, 2], None), ([-2, -1], None), ([-1, None, 1], None), ([], None)],
)
def test_the_crossing_is_where_the_line_meets_zero(values, where):
    assert charts.crossing(values) == where


def test_the_break_even_window_lies_on_the_zero_line():
    window = charts.Window(middle=2.0, low=1.5, high=None, title="équilibre : mars", range="au plus tôt en février")
    chart = charts.trend(
        ["j", "f", "m", "a"],
        [-30, -10, 0, 20],
        low=[-30, -15, -10, 0],
        high=[-30, -5, 10, 40],
        say=plain,
        label="Gain net",
        head=("Mois", "Gain", "Intervalle"),
        now=1,
        now_said="aujourd’hui",
        window=window,
    )
    line = re.search(r'class="window-line" x1="([\d.]+)%" x2="([\d.]+)%" y1="([\d.]+)"', chart.html)
    zero = re.search(r'class="zero" x1="0" x2="100%" y1="([\d.]+)"', chart.html)
    assert line
    assert zero
    assert line.group(3) == zero.group(1)
    assert float(line.group(2)) == 100.0
    assert [row.forecast for row in chart.table.rows] == [False, False, True, True]
    assert chart.table.rows[2].cells == ("0", "-10 … 10")


def test_ticks_are_round_and_cover_the_values():
    from cordiale.web.charts import svg

    assert svg.nice_ticks(-371, 321) == [-400, -200, 0, 200, 400]
    assert svg.nice_ticks(0, 1) == [0, 0.25, 0.5, 0.75, 1.0]
    assert svg.nice_ticks(5, 5) == [5]
