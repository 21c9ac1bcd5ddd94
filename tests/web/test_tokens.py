"""Contrast of the tokens, computed from their OKLCH sources: text 4.5, marks and field borders 3 (WCAG 2.2)."""

import math
import re
from pathlib import Path

import pytest

SOURCE = (Path(__file__).parents[2] / "src/cordiale/web/styles/1-tokens.css").read_text("utf-8")
COLOUR = re.compile(
    r"--([\w-]+): light-dark\(oklch\(([\d.]+) ([\d.]+) ([\d.]+)\), oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)\);"
)
TOKENS = {name: [tuple(map(float, rest[:3])), tuple(map(float, rest[3:]))] for name, *rest in COLOUR.findall(SOURCE)}
THEMES = pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])


def linear(colour: tuple[float, float, float]) -> list[float]:
    """OKLCH to linear sRGB (Ottosson 2020), clipped to what a screen shows."""
    light, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return [min(1.0, max(0.0, part)) for part in (red, green, blue)]


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    bright, dim = sorted((luminance(TOKENS[one][theme]), luminance(TOKENS[other][theme])), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_white_on_the_accent_is_what_the_design_says():
    assert contrast("on-accent", "accent", 0) == pytest.approx(6.2, abs=0.1)


GROUNDS = ["canvas", "surface", "card", "raised", "sunken", "hover"]
INKS = [("ink", ground) for ground in GROUNDS] + [("ink-2", ground) for ground in GROUNDS]
INKS += [("ink-3", ground) for ground in ["canvas", "surface", "card", "raised", "sunken"]]
INKS += [(f"{tone}-ink", f"{tone}-soft") for tone in ("accent", "voice", "pos", "warn", "neg")]
INKS += [(f"{tone}-ink", "surface") for tone in ("accent", "voice", "pos", "warn", "neg")]
INKS += [("on-accent", "accent"), ("on-accent", "accent-hover"), ("surface", "ink")]


@THEMES
@pytest.mark.parametrize(("ink", "ground"), INKS)
def test_text_can_be_read(ink, ground, theme):
    assert contrast(ink, ground, theme) >= 4.5


MARKS = ["accent", "accent-2", "voice", "pos", "neg", "teal", "plum", "neutral", "field"]


@THEMES
@pytest.mark.parametrize("ground", ["surface", "card"])
@pytest.mark.parametrize("mark", MARKS)
def test_marks_can_be_seen(mark, ground, theme):
    assert contrast(mark, ground, theme) >= 3


def test_no_style_writes_a_colour_of_its_own():
    """Tokens are the one place of colours; a shadow or a veil may be black or white with a transparency."""
    root = Path(__file__).parents[2] / "src/cordiale"
    found = {}
    for path in [*root.glob("web/styles/[2-9]*.css"), *root.glob("*/**/static/*/*.css")]:
        if path.name == "cordiale.css":
            continue
        written = re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\([^)]*\)|\bhsl\([^)]*\)", path.read_text("utf-8"))
        if written:
            found[path.name] = written
    assert found == {}
