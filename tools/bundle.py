"""Join the style sheets and the scripts of the web room into one file each: `python -m tools.bundle`.

The readable sources are `src/cordiale/web/styles/*.css` and `src/cordiale/web/scripts/*.js`, joined in the order of
their names. A test compares the joined files with their sources.
"""

import re
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "src/cordiale/web"
STYLES = WEB / "static/web/css/cordiale.css"
SCRIPTS = WEB / "static/web/js/cordiale.js"


def styles() -> str:
    """Every style sheet without its comments and its indentation."""
    text = "".join(path.read_text("utf-8") for path in sorted((WEB / "styles").glob("*.css")))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{}:;,>])\s(?=[^{}]*\})", r"\1", text)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text)
    return text.replace(";}", "}").strip() + "\n"


def scripts() -> str:
    """Every script in a scope of its own, without full-line comments and indentation."""
    parts = []
    for path in sorted((WEB / "scripts").glob("*.js")):
        lines = (line.strip() for line in path.read_text("utf-8").splitlines())
        parts.append("{\n" + "\n".join(line for line in lines if line and not line.startswith("//")) + "\n}\n")
    return "".join(parts)


def main() -> None:
    STYLES.write_text(styles(), "utf-8")
    SCRIPTS.write_text(scripts(), "utf-8")


if __name__ == "__main__":
    main()
