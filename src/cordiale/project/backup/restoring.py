"""Putting a backup back: verify it whole, set aside what is there, pour it in, then make it fit to go on."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

from cordiale.core import clock
from cordiale.lake import delta, envelope
from cordiale.lake.keyring import Keyring
from cordiale.lake.spool import Spool
from cordiale.lake.store import open_store
from cordiale.project.backup import archive, keeping, lakefiles, postgres, sqlite
from cordiale.project.backup.manifest import NAME, Manifest
from cordiale.project.backup.place import KEYRING_TABLES, Place, is_postgres
from cordiale.project.backup.refusals import (
    Damaged,
    NewerBackup,
    NotABackup,
    NotEmpty,
    OtherEngine,
    SecretDiffers,
)
from cordiale.project.environment import sqlite_file

ASIDE = "before_restore_"
FITTED = {"lake_spool_meta"}  # `fit` writes the marks of the lake's tables there


@dataclass(frozen=True)
class Restored:
    """What a restore did. `aside` names where the former data lies, nothing when there was none."""

    manifest: Manifest
    aside: str
    keyring: str
    seconds: float


@contextmanager
def opened(path: Path) -> Iterator[tuple[Path, Manifest]]:
    """A backup's folder with its manifest, every file compared with what was written; an archive is laid out first."""
    if archive.suffix_of(path):
        with tempfile.TemporaryDirectory(prefix="cordiale-restore-", dir=path.parent) as folder:
            archive.unpack(path, Path(folder))
            yield _checked(Path(folder), path)
        return
    yield _checked(path, path)


def _checked(folder: Path, path: Path) -> tuple[Path, Manifest]:
    if not (folder / NAME).is_file():
        raise NotABackup(path=path)
    told = Manifest.read(folder / NAME)
    told.check_files(folder)
    return folder, told


def restore(
    path: Path,
    place: Place,
    *,
    apart: Path,
    known_migrations: set[str],
    force: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Make `place` what the backup says. Nothing is touched before the backup is known to be whole and to fit."""
    began = time.monotonic()
    tell("check")
    with opened(path) as (folder, told):
        _check_fits(told, place, known_migrations)
        keyring = _keyring_copy(place, told, apart)
        there = _present(place, told)
        if there and not force:
            raise NotEmpty(what=", ".join(there))
        name = ASIDE + keeping.stamp(clock.now()).replace("-", "").lower()
        with _set_aside(place, told, name=name, server="PostgreSQL" in there):
            _pour_databases(folder, told, place, tell=tell)
            if keyring is not None:
                tell("keyring")
                _pour_keyring(keyring, place, told)
            tell("lake")
            _pour_files(folder, place)
            tell("fit")
            fit(place, told)
    return Restored(told, name if there else "", keyring.name if keyring else "", round(time.monotonic() - began, 2))


def _check_fits(told: Manifest, place: Place, known: set[str]) -> None:
    if unknown := set(told.migrations) - known:
        raise NewerBackup(version=f"{told.cordiale}: {sorted(unknown)[0]}")
    for name, url in (("product", place.product), ("spool", place.spool)):
        kept = told.databases.get(name, {}).get("engine")
        asked = "postgresql" if is_postgres(url) else "sqlite"
        if kept and kept != asked:
            raise OtherEngine(kept=kept, asked=asked)


def _present(place: Place, told: Manifest) -> list[str]:
    """The parts to be replaced that hold something already."""
    found = []
    if "product" not in told.databases:
        pass  # the database came back by its own way
    elif is_postgres(place.product):
        if set(postgres.rows(place.product)) - set(KEYRING_TABLES):
            found.append("PostgreSQL")
    elif sqlite_file(place.product).exists():
        found.append(sqlite_file(place.product).name)
    if "spool" in told.databases and not is_postgres(place.spool) and sqlite_file(place.spool).exists():
        found.append(sqlite_file(place.spool).name)
    for folder in (place.files, *(() if place.lake_is_remote else (Path(place.lake),))):
        if folder.is_dir() and any(folder.iterdir()):
            found.append(folder.name)
    return found


def _keyring_copy(place: Place, told: Manifest, apart: Path) -> Path | None:
    """The keyring to put back: none when the house still has one that its secret opens, else the newest copy.

    The newest is the right one for every backup, however old: numbers of persons are only ever added to a keyring,
    except for persons who were forgotten, and those must stay so.
    """
    if _keyring_opens(place):
        return None
    if told.secret_mark and told.secret_mark != _mark(place):
        raise SecretDiffers
    copies = keeping.keyrings(apart)
    if not copies:
        raise Damaged(what="keyring")
    return copies[0]


def _mark(place: Place) -> str:
    from cordiale.project.backup.taking import secret_mark

    return secret_mark(place)


def _keyring_opens(place: Place) -> bool:
    """Whether a keyring with somebody in it is there and answers to the house's secret."""
    if is_postgres(place.keyring):
        if not postgres.rows(place.keyring).get("lake_person"):
            return False
    elif not sqlite_file(place.keyring).exists() or not sqlite.rows(sqlite_file(place.keyring)).get("lake_person"):
        return False
    try:
        Keyring.open(place.keyring, secret=place.keyring_secret)
    except envelope.SecretUnusable:
        raise SecretDiffers from None
    return True


@contextmanager
def _set_aside(place: Place, told: Manifest, *, name: str, server: bool) -> Iterator[None]:
    """What is there waits under another name; it comes back by itself when the restore fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        if server:
            postgres.set_aside(place.product, name, keep=KEYRING_TABLES)
        for source in _movable(place, told):
            target = place.data / name / source.name
            target.parent.mkdir(exist_ok=True, mode=0o700)
            source.rename(target)
            moved.append((source, target))
        yield
    except BaseException:
        for source, target in reversed(moved):
            keeping.remove(source)
            target.rename(source)
        if (place.data / name).is_dir():
            (place.data / name).rmdir()
        if server:
            postgres.put_back(place.product, name, keep=KEYRING_TABLES)
        raise


def _movable(place: Place, told: Manifest) -> Iterator[Path]:
    stores = {"product": place.product, "spool": place.spool}
    for url in dict.fromkeys(url for name, url in stores.items() if name in told.databases):
        if not is_postgres(url):
            file = sqlite_file(url)
            yield from (path for end in ("", "-wal", "-shm") if (path := file.with_name(file.name + end)).exists())
    if place.files.is_dir():
        yield place.files
    if not place.lake_is_remote and Path(place.lake).is_dir():
        yield Path(place.lake)


def _pour_databases(folder: Path, told: Manifest, place: Place, *, tell: Callable[[str], None]) -> None:
    for name, url in (("product", place.product), ("spool", place.spool)):
        if name in told.databases:
            tell(name)
            _put(folder / str(told.databases[name]["file"]), url, told)


def _pour_keyring(source: Path, place: Place, told: Manifest) -> None:
    if is_postgres(place.keyring):
        postgres.drop(place.keyring, KEYRING_TABLES)
    _put(source, place.keyring, told)


def _pour_files(folder: Path, place: Place) -> None:
    if not place.lake_is_remote:
        Path(place.lake).mkdir(parents=True, exist_ok=True)
        for entry in (folder / "lake").iterdir() if (folder / "lake").is_dir() else ():
            lakefiles.copy_tree(entry, Path(place.lake) / entry.name)
    if (folder / "files").is_dir():
        lakefiles.copy_tree(folder / "files", place.files)


def _put(source: Path, url: str, told: Manifest) -> None:
    if is_postgres(url):
        postgres.put(url, source, extensions=told.extensions)
    else:
        sqlite.check(source)
        sqlite.put(source, sqlite_file(url))


def fit(place: Place, told: Manifest) -> None:
    """Make the copied spool fit the copied lake, so that the loader goes on where the lake stands.

    New facts must get numbers behind the lake's position, else the loader would take them for loaded; the marks of
    what is synced must be the lake's versions, else mending would cut commits off whose files were since replaced;
    nobody holds a lease any more; ids known for some days are known for as long again.
    """
    store = open_store(place.spool)
    key = Spool.open(place.spool).key
    tables = delta.Tables(place.lake)
    found = {} if place.lake_is_remote else {name: table for name in told.lake if (table := tables.find(name))}
    reached = max([delta.loaded_upto(table, key) for table in found.values()], default=0)
    with store.write() as cursor:
        if store.postgres:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('lake_spool_entry', 'position'),"
                " greatest(?, (SELECT coalesce(max(position), 0) + 1 FROM lake_spool_entry),"
                " (SELECT last_value + 1 FROM lake_spool_entry_position_seq)), false)",
                (reached + 1,),
            )
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'lake_spool_entry'", (reached,))
            if cursor.rowcount == 0:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('lake_spool_entry', ?)", (reached,))
        cursor.execute("UPDATE lake_lease SET until = 0")
        kept_for = 14 * 86_400
        cursor.execute(
            "UPDATE lake_spool_known SET until = ? WHERE until IS NOT NULL", (int(store.now(cursor)) + kept_for,)
        )
    spool = Spool.open(place.spool)
    for name, table in found.items():
        spool.set_mark(f"synced:{name}", table.version())
    spool.close()
    store.close()


def differences(place: Place, told: Manifest) -> list[str]:
    """Where a restored place does not hold what the manifest says; nothing for a good backup."""
    wrong = []
    for name, url in (("product", place.product), ("spool", place.spool)):
        if name in told.databases:
            rows = postgres.rows(url) if is_postgres(url) else sqlite.rows(sqlite_file(url))
            wrong += [
                f"{name}.{table}: {rows.get(table)} / {count}"
                for table, count in told.rows(name).items()
                if rows.get(table) != count and table not in FITTED
            ]
    for name, kept in told.lake.items():
        table = DeltaTable(str(Path(place.lake) / name))
        found = lakefiles.pinned(table, spool_key=told.spool["key"]).as_dict()
        wrong += [
            f"lake.{name}.{part}: {found[part]} / {value}" for part, value in kept.items() if found[part] != value
        ]
    return wrong
