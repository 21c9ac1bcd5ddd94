"""A backup is one only once it was restored: into a folder, and a database, of its own, which are then thrown away."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cordiale.project.backup import restoring
from cordiale.project.backup.place import Place, is_postgres
from cordiale.project.backup.refusals import Damaged

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "PGPASSFILE", "PGSSLROOTCERT")


@dataclass(frozen=True)
class Verified:
    """How long a restore takes here, and that what came out is what went in and answers."""

    seconds: float
    status: int


def verify(path: Path, place: Place, *, apart: Path, known_migrations: set[str]) -> Verified:
    """Restore beside the house, compare every count, start the restored house; refuse a backup that fails."""
    with tempfile.TemporaryDirectory(prefix="cordiale-verify-") as folder, _database(place) as product:
        beside = place.in_folder(Path(folder), product=product)
        done = restoring.restore(path, beside, apart=apart, known_migrations=known_migrations)
        if wrong := restoring.differences(beside, done.manifest):
            raise Damaged(what="; ".join(wrong[:5]))
        return Verified(done.seconds, _start(beside) if "product" in done.manifest.databases else 0)


@contextmanager
def _database(place: Place) -> Iterator[str]:
    """A new database on the house's own server; nothing for a house on SQLite."""
    if not is_postgres(place.product):
        yield ""
        return
    name = f"cordiale_verify_{token_hex(6)}"
    with psycopg.connect(place.product, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield _address(place.product, name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(url: str, name: str) -> str:
    """The same server's other database, as an address."""
    told = conninfo_to_dict(make_conninfo(url, dbname=name))
    words = "&".join(f"{key}={value}" for key, value in told.items() if key not in ("dbname", "user", "password"))
    user, password = told.get("user", ""), told.get("password", "")
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgresql://{who}/{name}?{words}"


def _start(beside: Place) -> int:
    """Settle the restored house in a process of its own and ask whether it is ready."""
    environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        "CORDIALE_DATA": str(beside.data),
        "DATABASE_URL": beside.product,
        "CORDIALE_SPOOL_URL": beside.spool,
        "CORDIALE_KEYRING_URL": beside.keyring,
        "CORDIALE_KEYRING_SECRET": base64.urlsafe_b64encode(beside.keyring_secret).decode(),
        "CORDIALE_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "cordiale.project.backup.settling"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Damaged(what=done.stderr.strip().rpartition("\n")[2])
    status = int(json.loads(done.stdout.strip().rpartition("\n")[2])["status"])
    if status != 200:
        raise Damaged(what=f"/readyz: {status}")
    return status
