"""Journals that only grow and must outlive every restore: the erasures (privacy), kept beside the keyring."""

import os
from pathlib import Path

from cordiale.project.backup.sqlite import sync


def merge(source: Path, *, into: Path) -> int:
    """Append to `into` the lines of `source` that it lacks, durably; how many. Nothing is ever taken out."""
    if not source.is_file():
        return 0
    known = set(into.read_text(encoding="utf-8").splitlines()) if into.is_file() else set()
    fresh = [line for line in source.read_text(encoding="utf-8").splitlines() if line not in known]
    if not fresh:
        return 0
    into.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as kept:
        kept.write("".join(f"{line}\n" for line in fresh))
        kept.flush()
        os.fsync(kept.fileno())
    sync(into.parent)
    return len(fresh)
