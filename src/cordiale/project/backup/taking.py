"""Taking a backup: product, then spool, then lake, then keyring, while everybody goes on working.

The order is the proof (docs/backup.md). A fact flows from the product to the spool to the lake and is only dropped
where it came from once it is durable where it went. Copied in that same order, each fact is in at least one copy.
The loader's lease is held from the spool on, so that the lake's own position never runs ahead of the copied spool.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from cordiale.core import clock
from cordiale.lake.keyring import Keyring
from cordiale.lake.leases import Lease, LeaseLost
from cordiale.lake.loader import LEASE, LEASE_SECONDS
from cordiale.lake.spool import Spool
from cordiale.project.backup import archive, journals, keeping, lakefiles, postgres, sqlite
from cordiale.project.backup.manifest import NAME, Manifest
from cordiale.project.backup.place import KEYRING_TABLES, SECRETS, Place, is_postgres
from cordiale.project.backup.refusals import NoRoom
from cordiale.project.environment import sqlite_file

MIB = 1024 * 1024
SPARE_BYTES = 256 * MIB
WAIT_FOR_LOADER_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Where to and how."""

    folder: Path
    apart: Path
    suffix: str = ""
    database: bool = True
    keep: int = 7
    keyring_days: int = 14


@dataclass(frozen=True)
class Taken:
    """What was made."""

    path: Path
    manifest: Manifest
    keyring: Path
    secrets: Path | None
    removed: list[str]


def take(place: Place, wish: Wish, *, migrations: list[str], tell: Callable[[str], None] = lambda _: None) -> Taken:
    """Copy the house into `wish.folder`, the keys into `wish.apart`; `tell` hears each step's name."""
    place.check()
    for folder in (wish.folder, wish.apart):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with keeping.alone(wish.folder):
        _check_room(place, wish)
        now = clock.now()
        told = Manifest(stamp=keeping.stamp(now), began_at=now.isoformat(), cordiale=version("cordiale"))
        told.migrations, told.secret_mark = migrations, secret_mark(place)
        copying = Copying(place, wish, told, tell)
        keyring = copying.copy()
        secrets = _keep_secrets(place, wish.apart, now)
        for journal in place.journals:
            journals.merge(journal, into=wish.apart / journal.name)
        path = copying.finish()
        gone = keeping.rotate(wish.folder, keep=wish.keep) + keeping.rotate_keyrings(wish.apart, days=wish.keyring_days)
    return Taken(path, told, keyring, secrets, gone)


class Copying:
    """One backup in the making, in a folder that no restore would take for finished."""

    def __init__(self, place: Place, wish: Wish, told: Manifest, tell: Callable[[str], None]) -> None:  # noqa: PLR0917
        self.place, self.wish, self.told, self.tell = place, wish, told, tell
        self.began = time.monotonic()
        self.part = wish.folder / f"{told.stamp}.part"
        self.part.mkdir(mode=0o700)

    def copy(self) -> Path:
        """Everything in the order that loses nothing; where the keyring's copy lies."""
        spool = Spool.open(self.place.spool)
        if self.place.spool_in_product:
            with loading_paused(spool):
                self._product()
                self._facts(spool)
        else:
            self._product()
            with loading_paused(spool):
                self.tell("spool")
                self.told.databases["spool"] = _database(self.place.spool, self.part, "spool")
                self._facts(spool)
        spool.close()
        self.tell("files")
        lakefiles.copy_tree(self.place.files, self.part / "files")
        self.tell("keyring")
        Keyring.open(self.place.keyring, secret=self.place.keyring_secret)  # a young house may have none yet
        copied = _database(self.place.keyring, self.wish.apart, f"{self.told.stamp}.keyring", only=KEYRING_TABLES)
        self.told.databases["keyring"] = {**copied, "apart": True}
        return self.wish.apart / str(copied["file"])

    def _product(self) -> None:
        if not self.wish.database:
            return
        self.tell("product")
        apart = KEYRING_TABLES if self.place.keyring == self.place.product else ()
        self.told.databases["product"] = _database(self.place.product, self.part, "product", without=apart)
        if is_postgres(self.place.product):
            self.told.extensions = postgres.used_extensions(self.place.product)

    def _facts(self, spool: Spool) -> None:
        """The lake, behind the spool's copy and with the loader standing still."""
        self.tell("lake")
        self.told.spool = {"key": spool.key, "waiting": spool.waiting(0)}
        self.told.lake_is_remote = self.place.lake_is_remote
        if not self.place.lake_is_remote:
            kept = lakefiles.keep(Path(self.place.lake), self.part / "lake", spool_key=spool.key)
            self.told.lake = {name: pinned.as_dict() for name, pinned in kept.items()}

    def finish(self) -> Path:
        """Measure every file, give the whole its name, and last write the note that makes it count."""
        self.tell("check")
        self.told.add_files(self.part)
        self._time()
        self.told.write(self.part / NAME)
        path = self._name()
        self._time()
        self.told.write(keeping.note_of(self.wish.folder, self.told.stamp))
        sqlite.sync(self.wish.folder)
        return path

    def _name(self) -> Path:
        path = self.wish.folder / f"{self.told.stamp}{self.wish.suffix}"
        if not self.wish.suffix:
            self.part.rename(path)
            return path
        self.tell("archive")
        archive.pack(self.part, path)
        shutil.rmtree(self.part)
        self.told.bytes = path.stat().st_size
        return path

    def _time(self) -> None:
        self.told.seconds = round(time.monotonic() - self.began, 2)


def _database(
    url: str, folder: Path, name: str, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> dict[str, object]:
    if is_postgres(url):
        rows = postgres.dump(url, folder / f"{name}.dump", only=only, without=without)
        told = {"engine": "postgresql", "version": postgres.server_version(url), "file": f"{name}.dump"}
    else:
        rows = sqlite.copy(sqlite_file(url), folder / f"{name}.sqlite3")
        told = {"engine": "sqlite", "version": sqlite.VERSION, "file": f"{name}.sqlite3"}
    return {**told, "rows": rows}


@contextmanager
def loading_paused(spool: Spool) -> Iterator[bool]:
    """Hold the loader's lease; facts go on being accepted and wait in the spool.

    A loader that never lets go is not waited for longer: the restore then moves the spool's numbers past the lake's.
    """
    deadline = time.monotonic() + WAIT_FOR_LOADER_S
    lease = spool.leases.take(LEASE, seconds=LEASE_SECONDS)
    while lease is None and time.monotonic() < deadline:
        time.sleep(0.2)
        lease = spool.leases.take(LEASE, seconds=LEASE_SECONDS)
    if lease is None:
        yield False
        return
    done = Flag()
    renewing = Thread(target=_renew, args=(lease, done), name="backup-lease", daemon=True)
    renewing.start()
    try:
        yield True
    finally:
        done.set()
        renewing.join()
        lease.release()


def _renew(lease: Lease, done: Flag) -> None:
    while not done.wait(LEASE_SECONDS / 4):
        try:
            lease.renew()
        except LeaseLost:
            return


def _check_room(place: Place, wish: Wish) -> None:
    """Databases are copied, the lake is mostly linked; an archive takes about as much again."""
    stores = [sqlite_file(url) for url in {place.product, place.spool, place.keyring} if not is_postgres(url)]
    needed = sum(path.stat().st_size for path in stores if path.exists())
    lake = Path(place.lake)
    same_disk = place.lake_is_remote or not lake.exists() or os.stat(lake).st_dev == os.stat(wish.folder).st_dev
    if not same_disk or wish.suffix:
        needed += sum(path.stat().st_size for path in lake.rglob("*") if path.is_file())
    free = shutil.disk_usage(wish.folder).free
    if free < needed + SPARE_BYTES:
        raise NoRoom(folder=wish.folder, needed=(needed + SPARE_BYTES) // MIB, free=free // MIB)


def secret_mark(place: Place) -> str:
    """Tells whether two keyring secrets are the same, and nothing else about them."""
    return hashlib.sha256(b"cordiale keyring secret\0" + place.keyring_secret).hexdigest()[:16]


def _keep_secrets(place: Place, apart: Path, now: datetime) -> Path | None:
    """The secrets of the data directory in one file; an earlier, different one is kept under its date."""
    found = {name: (place.data / name).read_text(encoding="utf-8") for name in SECRETS if (place.data / name).is_file()}
    if not found:
        return None
    path = apart / "secrets.json"
    text = json.dumps(found, indent=1)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        path.rename(apart / f"secrets-before-{keeping.stamp(now)}.json")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return path
