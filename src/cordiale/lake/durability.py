"""A folder's Delta tables against power cuts: delta-rs does not fsync, so we do, and mend a torn tail.

Object stores acknowledge durably; nothing here applies to them.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

PARQUET_MAGIC = b"PAR1"


def sync(table: Path, *, after: int, upto: int) -> None:
    """Make the commits behind version `after`, up to `upto`, and the files they add survive a power cut."""
    log = table / "_delta_log"
    folders = {table, log}
    for version in range(after + 1, upto + 1):
        commit = _commit(log, version)
        if not commit.exists():
            continue  # cleaned up since: a checkpoint stands for it
        for path, _ in _added(commit):
            file = table / path
            if file.exists():  # else compacted and vacuumed since
                _fsync(file)
                folders.add(file.parent)
        _fsync(commit)
    for folder in folders:
        _fsync(folder)


def mend(table: Path, *, synced: int) -> list[int]:
    """Cut off commits behind the last synced one that a power cut left torn; their versions.

    What they held is still in the spool, which is only pruned up to what was synced. A commit that cannot be read
    whole, or whose files are missing or cut short, goes together with all that follow it.
    """
    log = table / "_delta_log"
    if not log.is_dir():
        return []
    versions = sorted(int(path.stem) for path in log.glob("*.json") if path.stem.isdigit())
    tail = [version for version in versions if version > synced]
    torn = next((index for index, version in enumerate(tail) if not _whole(table, _commit(log, version))), None)
    if torn is None:
        return []
    for path in log.glob("*.checkpoint*.parquet"):
        if int(path.name.split(".", maxsplit=1)[0]) >= tail[torn]:
            path.unlink()
    (log / "_last_checkpoint").unlink(missing_ok=True)
    for version in reversed(tail[torn:]):
        _commit(log, version).unlink()
    _fsync(log)
    return tail[torn:]


def _commit(log: Path, version: int) -> Path:
    return log / f"{version:020}.json"


def _added(commit: Path) -> Iterator[tuple[str, int]]:
    with commit.open("rb") as lines:
        for line in lines:
            if "add" in (action := json.loads(line)):
                yield unquote(action["add"]["path"]), action["add"]["size"]


def _whole(table: Path, commit: Path) -> bool:
    try:
        added = list(_added(commit))
    except (ValueError, KeyError, TypeError):
        return False
    if not commit.stat().st_size:
        return False
    return all(_file_is_whole(table / path, size) for path, size in added)


def _file_is_whole(path: Path, size: int) -> bool:
    if not path.exists() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        file.seek(-len(PARQUET_MAGIC), os.SEEK_END)
        return file.read() == PARQUET_MAGIC


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
