"""Charts drawn by the server: pure functions from numbers to SVG, each with the data table it was drawn from.

Rules: x in percent of the container and y in pixels, so that text never scales and no script is needed; colours only
through classes (strict CSP, both themes); labels are escaped; a value that is missing or not finite leaves a gap.
"""

from cordiale.web.charts.chart import Chart, Row, Table
from cordiale.web.charts.columns import columns, mirror
from cordiale.web.charts.compare import forest, funnel, ranked
from cordiale.web.charts.heat import heat
from cordiale.web.charts.marks import bar, diverging, interval, stack
from cordiale.web.charts.quadrant import Corner, Point, quadrant
from cordiale.web.charts.spark import spark
from cordiale.web.charts.trend import Window, crossing, trend

__all__ = [
    "Chart",
    "Corner",
    "Point",
    "Row",
    "Table",
    "Window",
    "bar",
    "columns",
    "crossing",
    "diverging",
    "forest",
    "funnel",
    "heat",
    "interval",
    "mirror",
    "quadrant",
    "ranked",
    "spark",
    "stack",
    "trend",
]
