"""The pictures of the README, taken from the demo company: `python -m tools.screenshots [FOLDER]`.

A demo is made in a temporary data directory, brought up on a free port, and driven by Chromium as its adviser.
The viewport is enlarged rather than the page stitched: fixed bars would land in the middle.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
ADVISER = "ines.morel@rivage.example"
PASSWORD = "photographie-du-lac-7"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--font-render-hinting=none"]


@dataclass(frozen=True)
class Shot:
    """A picture: its file, the page, the size, the look."""

    name: str
    path: str
    theme: str = "light"
    language: str = "fr"
    width: int = 1440
    height: int = 900


# `{hero}` is the page of the customer the demo tells to look at first.
SHOTS = (
    Shot("today", "/"),
    Shot("customer", "{hero}", height=1000),
    Shot("customer-dark", "{hero}", theme="dark", language="en", height=1000),
    Shot("customer-phone", "{hero}", width=390, height=844),
    Shot("customers", "/clients/"),
    Shot("import", "/imports/"),
    Shot("steering", "/pilotage/", height=1200),
    Shot("steering-dark", "/pilotage/", theme="dark", language="en", height=1200),
)


@contextmanager
def demo(*, customers: int) -> Iterator[tuple[str, str]]:
    """The address of a running demo and the name of its heroine."""
    with tempfile.TemporaryDirectory(prefix="cordiale-shots-") as data:
        environ = {**os.environ, "CORDIALE_DATA": data, "LANG": "fr_FR.UTF-8", "CORDIALE_LOG_LEVEL": "error"}
        words = ["demo", "--port", "0", "--customers", str(customers), "--password", PASSWORD]
        command = [sys.executable, "-m", "cordiale", *words]
        up = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
        try:
            told = ""
            for line in up.stdout or ():
                told += line
                address = re.search(r"http://localhost:\d+", told)
                heroine = re.search(r"À regarder d’abord\s*: ([^,]+),", told)
                if address and heroine:
                    break
            else:
                raise SystemExit(f"The demo did not come up: {told}")
            yield address.group(0), heroine.group(1)
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(timeout=90)


def speak(page: Page, language: str, *, address: str) -> None:
    """Change the adviser's language, as they would."""
    page.goto(f"{address}/preferences/")
    page.locator("select[name$=language]").select_option(language)
    page.locator("button[name=what][value=manners]").click()
    page.wait_for_load_state("networkidle")


def take(page: Page, shot: Shot, *, address: str, hero: str, folder: Path) -> None:
    """One picture, once everything that loads later has come."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.emulate_media(color_scheme="dark" if shot.theme == "dark" else "light", reduced_motion="reduce")
    page.goto(address + shot.path.format(hero=hero), wait_until="networkidle")
    page.screenshot(path=str(folder / f"{shot.name}.png"))
    sys.stdout.write(f"{folder / shot.name}.png\n")


def main(folder: Path = FOLDER, *, customers: int = 20_000) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    browser_path = os.environ.get("CORDIALE_CHROMIUM") or shutil.which("chromium")
    with demo(customers=customers) as (address, heroine), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(device_scale_factor=1)
        page.goto(f"{address}/connexion/")
        page.locator("input[type=email], input[name=username]").first.fill(ADVISER)
        page.locator("input[type=password]").first.fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/clients/?q={heroine.replace(' ', '+')}", wait_until="networkidle")
        link = page.locator("main a[href*='/clients/']").filter(has_text=heroine.split()[-1]).first
        hero = str(link.get_attribute("href")).partition("?")[0]
        spoken = "fr"
        for shot in SHOTS:
            if shot.language != spoken:
                spoken = shot.language
                speak(page, spoken, address=address)
            take(page, shot, address=address, hero=hero, folder=folder)
        browser.close()


if __name__ == "__main__":
    main(*(Path(word) for word in sys.argv[1:2]), customers=int(sys.argv[2]) if len(sys.argv) > 2 else 20_000)
