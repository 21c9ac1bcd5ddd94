"""The lake's files at one version of each table: linked, where the disk allows it, else copied."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from deltalake import DeltaTable

from cordiale.lake import delta

LOG = "_delta_log"
RACES = 3


@dataclass(frozen=True)
class Pinned:
    """One table as it was kept."""

    version: int
    rows: int
    files: int
    position: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def keep(root: Path, target: Path, *, spool_key: str) -> dict[str, Pinned]:
    """Every Delta table under `root` at its present version; whatever else lies there is kept whole."""
    kept: dict[str, Pinned] = {}
    for entry in sorted(root.iterdir()) if root.is_dir() else ():
        if entry.is_dir() and DeltaTable.is_deltatable(str(entry)):
            kept[entry.name] = _keep_table(entry, target / entry.name, spool_key=spool_key)
        else:
            copy_tree(entry, target / entry.name)
    return kept


def _keep_table(source: Path, target: Path, *, spool_key: str) -> Pinned:
    """Again from the beginning when a file vanishes under us: maintenance has replaced it meanwhile."""
    for attempt in range(RACES):
        table = DeltaTable(str(source))
        try:
            for path in (*_live(table, source), *_log(source, table.version())):
                link(path, target / path.relative_to(source))
        except FileNotFoundError:
            shutil.rmtree(target, ignore_errors=True)
            if attempt == RACES - 1:
                raise
            continue
        break
    return pinned(table, spool_key=spool_key)


def pinned(table: DeltaTable, *, spool_key: str) -> Pinned:
    """What a table holds now."""
    return Pinned(table.version(), table.count(), len(table.file_uris()), delta.loaded_upto(table, spool_key))


def _live(table: DeltaTable, source: Path) -> Iterator[Path]:
    for uri in table.file_uris():
        path = Path(uri.removeprefix("file://"))
        yield path if path.is_absolute() else source / path


def _log(source: Path, version: int) -> Iterator[Path]:
    """Commits and checkpoints up to a version; later ones would name files that were not kept."""
    for path in sorted((source / LOG).iterdir()):
        number = path.name.partition(".")[0]
        if number.isdigit() and int(number) <= version:
            yield path
    last = source / LOG / "_last_checkpoint"
    if last.exists() and json.loads(last.read_bytes())["version"] <= version:
        yield last


def copy_tree(source: Path, target: Path) -> None:
    """A file, or all files below a folder. Symbolic links are left out: nothing of ours makes any."""
    if source.is_symlink():
        return
    if source.is_dir():
        for entry in source.iterdir():
            copy_tree(entry, target / entry.name)
    elif source.is_file():
        link(source, target)


def link(source: Path, target: Path) -> None:
    """A second name for a file that is never written again, or its copy on another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.name == "_last_checkpoint":  # the one file that Delta writes over
        shutil.copyfile(source, target)
        return
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copyfile(source, target)
