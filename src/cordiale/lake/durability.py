"""A folder's Delta tables against power cuts: delta-rs does not fsync, so we do, and mend a torn tail.

Object stores acknowledge durably; nothing here applies to them.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PARQUET_MAGIC = b"PAR1"
POSITION = "cordiale.position"  # told in a loader's commit before the action that it announces
ANNOUNCED = {
    "add": ("num_added_files", "numFilesAdded", "num_target_files_added"),
    "remove": ("num_removed_files", "numFilesRemoved", "num_target_files_removed"),
}


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
    for action in _actions(commit):
        if "add" in action:
            yield unquote(action["add"]["path"]), action["add"]["size"]


def _actions(commit: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in commit.read_bytes().splitlines()]


def _whole(table: Path, commit: Path) -> bool:
    try:
        actions = _actions(commit)
        return _is_complete(actions) and all(_file_is_whole(table / path, size) for path, size in _added(commit))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _is_complete(actions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all that the commit's first line announces follows: a cut between two lines leaves readable lines."""
    if not actions or "commitInfo" not in actions[0]:
        return False
    info = actions[0]["commitInfo"]
    metrics = {**info.get("operationMetrics", {})}
    told = {kind: max([metrics.get(name) or 0 for name in names]) for kind, names in ANNOUNCED.items()}
    told["txn"] = 1 if POSITION in info else 0
    told["metaData"] = 1 if info["operation"] in {"CREATE TABLE", "ADD COLUMN", "SET TBLPROPERTIES"} else 0
    return all(sum(kind in action for action in actions) >= count for kind, count in told.items())


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
