"""Draw the icon sprite from Lucide (ISC): `python -m tools.icons LUCIDE_STATIC_TARBALL`.

The names stand in `src/cordiale/web/icons.txt`, one per line; add yours there and run this again. A test fails when a
template or a registry uses an icon that the sprite does not hold.
"""

import re
import sys
import tarfile
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "src/cordiale/web"
NAMES = WEB / "icons.txt"
SPRITE = WEB / "static/web/icons/sprite.svg"


def names() -> list[str]:
    return sorted(set(NAMES.read_text("utf-8").split()))


def symbol(name: str, svg: str) -> str:
    """One Lucide file as a `<symbol>`: its drawing only, on a 24 pixel square."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    if found is None:
        raise SystemExit(f"{name} is not an SVG")
    drawing = re.sub(r"\s*\n\s*", "", found.group(1)).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def main() -> None:
    with tarfile.open(sys.argv[1]) as archive:
        symbols = []
        for name in names():
            member = archive.extractfile(f"package/icons/{name}.svg")
            if member is None:
                raise SystemExit(f"Lucide has no icon named {name}")
            symbols.append(symbol(name, member.read().decode("utf-8")))
    sprite = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])
    SPRITE.write_text(sprite, "utf-8")
    NAMES.write_text("\n".join(names()) + "\n", "utf-8")


if __name__ == "__main__":
    main()
