"""The folder of backups: which are whole, when the last was taken, which may go."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cordiale.core import clock
from cordiale.project.backup.archive import CODECS
from cordiale.project.backup.refusals import BackupRunning

STAMP = "%Y-%m-%dT%H%M%SZ"
NAMED = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")


@dataclass(frozen=True)
class Kept:
    """A finished backup: its folder or archive, when it was taken, and when it was last restored to prove it."""

    path: Path
    taken_at: datetime
    verified_at: datetime | None
    seconds: float
    bytes: int


def stamp(moment: datetime) -> str:
    """The name of a backup: its moment, sortable, allowed in file names everywhere."""
    return moment.astimezone(UTC).strftime(STAMP)


def moment_of(name: str) -> datetime:
    """The moment a name tells."""
    return datetime.strptime(name[:18], STAMP).replace(tzinfo=UTC)


def note_of(folder: Path, name: str) -> Path:
    """The small file beside a backup that repeats its manifest: it is what makes a backup count as finished."""
    return folder / f"{name}.json"


def finished(folder: Path) -> list[Kept]:
    """Every finished backup, the newest first."""
    found = (_kept(folder, note) for note in sorted(folder.glob("*.json"), reverse=True) if NAMED.fullmatch(note.stem))
    return [kept for kept in found if kept is not None]


def last(folder: Path) -> Kept | None:
    """The newest finished backup."""
    return next(iter(finished(folder)), None)


def mark_verified(folder: Path, name: str) -> None:
    """Note that a backup was restored and held what it said."""
    note = note_of(folder, name)
    told = json.loads(note.read_text(encoding="utf-8"))
    told["verified_at"] = clock.now().isoformat()
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(note)


def rotate(folder: Path, *, keep: int) -> list[str]:
    """Remove all but the newest `keep` backups, and what unfinished ones left; the names of the removed."""
    gone = [kept.path for kept in finished(folder)[keep:]]
    for path in gone:
        note_of(folder, path.name[:18]).unlink(missing_ok=True)  # first: half a backup must not count
        remove(path)
    for path in (*folder.glob("*.part"), *folder.glob(".*.draft")):
        remove(path)
    return [path.name for path in gone]


def rotate_keyrings(folder: Path, *, days: int) -> list[str]:
    """Remove keyring copies older than so many days, the newest excepted: a forgotten person's key goes with them."""
    oldest = clock.now() - timedelta(days=days)
    copies = keyrings(folder)
    gone = [path for path in copies[1:] if moment_of(path.name) < oldest]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]


def keyrings(folder: Path) -> list[Path]:
    """The copies of the keyring, the newest first."""
    found = (path for path in folder.glob("*.keyring.*") if NAMED.match(path.name))
    return sorted(found, reverse=True)


def remove(path: Path) -> None:
    """A folder or a file, gone."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupRunning(folder=folder) from None
    finally:
        os.close(handle)


def _kept(folder: Path, note: Path) -> Kept | None:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        taken_at, seconds, size = moment_of(told["stamp"]), float(told["seconds"]), int(told["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    path = next(
        (folder / f"{note.stem}{end}" for end in ("", *CODECS) if (folder / f"{note.stem}{end}").exists()), None
    )
    if path is None:
        return None
    verified = told.get("verified_at")
    return Kept(path, taken_at, datetime.fromisoformat(verified) if verified else None, seconds, size)
