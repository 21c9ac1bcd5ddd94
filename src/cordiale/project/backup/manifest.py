"""What a backup says about itself: enough to find damage, and to compare after a restore."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from cordiale.project.backup.refusals import Damaged, NotABackup

FORMAT = 1
NAME = "manifest.json"
CHUNK = 1024 * 1024


@dataclass(kw_only=True)
class Manifest:
    """`databases`: engine, version, file and rows of each; `lake`: version, rows, files and position of each table."""

    stamp: str
    began_at: str
    cordiale: str
    migrations: list[str] = field(default_factory=list)
    databases: dict[str, dict[str, Any]] = field(default_factory=dict)
    extensions: list[str] = field(default_factory=list)
    spool: dict[str, Any] = field(default_factory=dict)
    lake: dict[str, dict[str, int]] = field(default_factory=dict)
    lake_is_remote: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)
    secret_mark: str = ""
    seconds: float = 0.0
    bytes: int = 0
    format: int = FORMAT

    def write(self, path: Path) -> None:
        """Write it, whole or not at all."""
        draft = path.with_name(f".{path.name}.draft")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The manifest in a file."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            if told.get("format") != FORMAT:
                raise NotABackup(path=path.parent)
            told.pop("verified_at", None)
            return cls(**told)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise NotABackup(path=path.parent) from error

    def add_files(self, folder: Path) -> None:
        """Measure every file below a folder."""
        for path in walk(folder):
            size = path.stat().st_size
            self.files.append({"path": str(path.relative_to(folder)), "size": size, "sha256": digest(path)})
            self.bytes += size

    def check_files(self, folder: Path) -> None:
        """Refuse a folder that lacks a file or holds another content than was written."""
        for told in self.files:
            path = folder / told["path"]
            if not path.is_file() or path.stat().st_size != told["size"] or digest(path) != told["sha256"]:
                raise Damaged(what=told["path"])

    def rows(self, database: str) -> dict[str, int]:
        """Rows of each table of one database."""
        return dict(self.databases.get(database, {}).get("rows", {}))


def walk(folder: Path) -> Iterator[Path]:
    """Every plain file below a folder, in a stable order, except the manifest itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != NAME:
            yield path


def digest(path: Path) -> str:
    """The file's SHA-256."""
    whole = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            whole.update(chunk)
    return whole.hexdigest()
