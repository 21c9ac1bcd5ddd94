"""Vendored files are what they claim, joined files are up to date, and a page stays within its bytes."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from tools import bundle, icons, vendor

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/cordiale"
WEB = SOURCE / "web"
ICON = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']|icon(?:_name)?=["']([\w-]+)["']""")


@pytest.mark.parametrize("entry", vendor.entries(), ids=lambda entry: Path(entry["file"]).name)
def test_a_vendored_file_is_what_was_published(entry):
    assert vendor.sha256((ROOT / entry["file"]).read_bytes()) == entry["sha256"]
    assert entry["licence"]


def test_nothing_is_vendored_without_being_listed():
    listed = {ROOT / entry["file"] for entry in vendor.entries()}
    folders = [WEB / "static/web/vendor", WEB / "static/web/fonts", ROOT / "tests/browser/vendor"]
    assert {path for folder in folders for path in folder.iterdir()} == listed


def test_the_joined_files_are_up_to_date():
    assert bundle.STYLES.read_text("utf-8") == bundle.styles(), "run python -m tools.bundle"
    assert bundle.SCRIPTS.read_text("utf-8") == bundle.scripts(), "run python -m tools.bundle"


def test_every_icon_in_use_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', icons.SPRITE.read_text("utf-8")))
    assert drawn == set(icons.names())
    used = {}
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        for names in ICON.findall(path.read_text("utf-8")):
            used.setdefault(next(filter(None, names)), path.relative_to(ROOT))
    assert {name: path for name, path in used.items() if name not in drawn} == {}


def test_every_static_file_that_a_style_names_is_there():
    for path in SOURCE.rglob("static/**/*.css"):
        for name in re.findall(r'url\("?([^")]+)"?\)', path.read_text("utf-8")):
            assert name.startswith("data:") or (path.parent / name).resolve().is_file(), f"{path.name}: {name}"


def compressed(*names: str) -> int:
    """Bytes over the wire; fonts are compressed already."""
    total = 0
    for name in names:
        data = Path(finders.find(f"web/{name}")).read_bytes()
        total += len(data) if name.endswith("woff2") else len(brotli.compress(data, quality=11))
    return total


STYLES, SCRIPTS = ["css/cordiale.css"], ["js/cordiale.js", "vendor/htmx-4.0.1.min.js"]
FONTS = ["fonts/geist-latin.woff2", "fonts/newsreader-latin-italic.woff2"]


@pytest.mark.parametrize(
    ("names", "most"),
    [(STYLES, 20_000), (SCRIPTS, 25_000), (FONTS, 60_000), ([*STYLES, *SCRIPTS, *FONTS, "icons/sprite.svg"], 110_000)],
    ids=["styles", "scripts", "fonts", "all"],
)
def test_the_bytes_of_a_page_stay_within_the_budget(names, most):
    """The whole cold page may weigh 120 KB: these files and 10 KB of compressed HTML."""
    assert compressed(*names) <= most


@pytest.mark.django_db
def test_a_page_is_small_and_has_few_nodes(client, figaro):
    client.force_login(figaro)
    page = client.get("/preferences/").content
    assert len(brotli.compress(page, quality=5)) <= 10_000
    assert page.count(b"<") / 2 <= 1_500
