"""A throw-away PostgreSQL: `with server() as url`, or `python -m tests.postgres command ...` with its address set.

It listens on a Unix socket in a temporary folder only, as another user when we are root (PostgreSQL refuses root).
Durability is switched off except when `durable` asks for it.
"""

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`: the newest Debian package, or what stands on the path."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = packaged[-1:] or [Path(path) for path in [shutil.which("initdb")] if path]
    return found[0].parent if found else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a server, yield the address of its empty database `cordiale`, stop it and leave nothing behind."""
    where = binaries()
    if where is None:
        raise FileNotFoundError("PostgreSQL is not installed (tools/bootstrap test)")
    folder = Path(tempfile.mkdtemp(prefix="cordiale-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "max_connections=200"]
    options += [] if durable else FAST
    try:
        _run(where / "initdb", "-D", f"{folder}/data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        _run(where / "pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", " ".join(options), "start")
        _run(where / "createdb", "-h", str(folder), "cordiale")
        user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        yield f"postgresql://{user}@/cordiale?host={folder}"
    finally:
        _run(where / "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path, check: bool = True) -> None:
    as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    subprocess.run([*as_other, *map(str, command)], check=check, stdout=subprocess.DEVNULL, cwd="/", timeout=120)


if __name__ == "__main__":
    with server() as url:
        status = subprocess.run(sys.argv[1:], env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode
    sys.exit(status)
