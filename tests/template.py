"""A migrated, empty product database, built once for each state of the source and copied from then on.

All migrations take seconds; a copy takes milliseconds. The template stands in pytest's cache (`.pytest_cache`), named
after the bytes of the source and of its libraries, so that nothing stale is ever copied.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".pytest_cache" / "d" / "databases"
KEPT = 3


def fingerprint() -> str:
    """What the migrated database depends on: every module of the product, Django and Python."""
    told = hashlib.sha256(f"{version('django')} {sys.version}".encode())
    for path in sorted((ROOT / "src").rglob("*.py")):
        told.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:20]


def sqlite() -> Path:
    """The file of the template; made here when there is none, while other processes wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"{fingerprint()}.sqlite3"
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made)
            _forget_all_but_the_latest()
    return made


def copy(target: Path) -> None:
    """A database of one's own at `target`."""
    shutil.copyfile(sqlite(), target)


def postgres(server: str) -> str:
    """The name of the template on this server (`postgresql://…/base?…`), for `CREATE DATABASE … TEMPLATE`."""
    import psycopg

    name = f"template_{fingerprint()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(8)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}_new")
            with tempfile.TemporaryDirectory() as data:
                _migrate(Path(data), database=at(server, f"{name}_new"))
            connection.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


def at(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _make(made: Path) -> None:
    folder = made.with_suffix(".new")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _migrate(folder)
    (folder / "cordiale.sqlite3").rename(made)
    shutil.rmtree(folder)


def _migrate(data: Path, *, database: str = "") -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CORDIALE_", "DATABASE_URL"))}
    environ = {**kept, "CORDIALE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "cordiale.project.settings"}
    environ |= {"DATABASE_URL": database} if database else {}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environ, cwd=ROOT, check=True)


def _forget_all_but_the_latest() -> None:
    found = sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[KEPT:]:
        path.unlink()
