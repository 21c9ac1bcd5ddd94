"""SQLite files copied while writers go on, and put back."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from cordiale.project.backup.refusals import Damaged

VERSION = sqlite3.sqlite_version


def copy(source: Path, target: Path) -> dict[str, int]:
    """Copy one committed state through the backup API; rows of each table.

    One step under one read transaction: writers are not held up (their pages wait in the write-ahead log), and the
    copy never starts again, as it would in steps each time another process commits.
    """
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(_made(target)) as kept:
        live.backup(kept, pages=-1)
        kept.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    sync(target)
    return rows(target)


def rows(file: Path) -> dict[str, int]:
    """Rows of each table of a file that nobody writes to."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as kept:
        names = kept.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name: kept.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}


def check(file: Path) -> None:
    """Refuse a file whose pages do not hold together."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as kept:
        try:
            said = kept.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            said = str(error)
    if said != "ok":
        raise Damaged(what=f"{file.name}: {said}")


def put(source: Path, target: Path) -> None:
    """Put a copy in the place of a database nobody has open; its old write-ahead log would be replayed into it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(source, draft)
    sync(draft)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    draft.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _made(target: Path) -> sqlite3.Connection:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return sqlite3.connect(target)
