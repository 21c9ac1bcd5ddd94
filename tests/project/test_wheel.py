"""The wheel works without the checkout: built, installed in a clean environment, brought up from an empty folder."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The `bin` of an environment with the wheel. What it depends on is this environment's own, already locked."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    site = next(home.glob("lib/python*/site-packages"))
    own = next(path for path in sys.path if path.endswith("site-packages"))
    subprocess.run([home / "bin/pip", "install", "-q", "--no-deps", "--no-index", wheel], check=True)
    # Dependencies are added behind the wheel, without this checkout's own editable finder.
    (site / "behind.pth").write_text(f"import site, sys; sys.path.append({own!r})\n")
    return home / "bin"


def test_it_carries_hashed_compressed_assets_messages_and_templates(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for pattern in (
        r"cordiale/_static/staticfiles\.json",
        r"cordiale/_static/web/css/cordiale\.[0-9a-f]{12}\.css\.br",
        r"cordiale/_static/web/css/cordiale\.[0-9a-f]{12}\.css\.gz",
        r"cordiale/web/locale/en/LC_MESSAGES/django\.mo",
        r"cordiale/project/locale/en/LC_MESSAGES/django\.mo",
        r"cordiale/web/templates/web/page\.html",
    ):
        assert any(re.fullmatch(pattern, name) for name in names), pattern
    assert not any("tests/" in name or name.endswith(".sqlite3") for name in names)


def test_building_leaves_no_collected_files_in_the_checkout(wheel):
    assert not (ROOT / "src/cordiale/_static").exists()


def test_it_comes_up_from_an_empty_folder(installed, tmp_path):
    environ = {"PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8"}
    command = [str(installed / "cordiale"), "up", "--port", "0"]
    up = subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"Cordiale answers at (http://localhost:\d+/)", up.stdout.readline()).group(1)
        page = urllib.request.urlopen(address + "connexion/", timeout=20).read().decode()
        sheets = re.findall(r'href="/(static/web/css/cordiale\.[0-9a-f]{12}\.css)"', page)
        assert len(sheets) == 1
        request = urllib.request.Request(address + sheets[0], headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.headers["Content-Encoding"] == "br"
            assert "immutable" in answer.headers["Cache-Control"]
    finally:
        up.send_signal(signal.SIGTERM)
        assert up.wait(timeout=90) == 0
        up.stdout.close()
    assert (tmp_path / "var" / "cordiale.sqlite3").is_file()
    assert os.listdir(tmp_path) == ["var"]
