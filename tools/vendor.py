"""Copy the pinned files of `vendor.toml` out of their npm packages: `python -m tools.vendor FOLDER_OF_TARBALLS`.

Files are copied, never `node_modules`. Fetch the tarballs with `npm pack <package>@<version>`; `--write` records the
hashes of a new version, without it a file whose hash differs is refused.
"""

import argparse
import hashlib
import re
import tarfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "src/cordiale/web/vendor.toml"


def entries() -> list[dict[str, str]]:
    """Every vendored file: package, version, licence, member (inside the tarball), file (in the tree), sha256."""
    return list(tomllib.loads(LIST.read_text("utf-8"))["file"])


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def tarball(folder: Path, entry: dict[str, str]) -> Path:
    """The tarball as `npm pack` names it: `@scope/name` becomes `scope-name-version.tgz`."""
    return folder / f"{entry['package'].removeprefix('@').replace('/', '-')}-{entry['version']}.tgz"


def copy(folder: Path, entry: dict[str, str]) -> str:
    """Copy one file and return its hash."""
    with tarfile.open(tarball(folder, entry)) as archive:
        member = archive.extractfile(f"package/{entry['member']}")
        if member is None:
            raise SystemExit(f"{entry['member']} is not a file")
        data = member.read()
    target = ROOT / entry["file"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return sha256(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="record the hashes found")
    options = parser.parse_args()
    text = LIST.read_text("utf-8")
    for entry in entries():
        found = copy(options.folder, entry)
        if found == entry["sha256"]:
            continue
        if not options.write:
            raise SystemExit(f"{entry['file']}: hash {found}, expected {entry['sha256']}")
        place = re.escape(f'file = "{entry["file"]}"\nsha256 = "') + "[0-9a-f]*"
        text = re.sub(place, f'file = "{entry["file"]}"\nsha256 = "{found}', text)
    LIST.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
