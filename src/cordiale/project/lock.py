"""One `cordiale up` per data directory: a lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from cordiale.core.errors import Refusal


class AlreadyUp(Refusal):
    """Another supervisor holds the data directory."""

    code = "already-up"
    sentence: ClassVar[str] = (
        "Cordiale tourne déjà sur ce dossier de données (processus %(pid)s). Arrêtez-le d’abord, "
        "ou donnez un autre dossier par CORDIALE_DATA."
    )


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the data directory's lock; `up.pid` says who does."""
    path = data / "up.pid"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyUp(pid=path.read_text().strip() or "?") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def holder(data: Path) -> str | None:
    """The process that holds the data directory, None when nobody does."""
    path = data / "up.pid"
    if not path.exists():
        return None
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return path.read_text().strip() or "?"
    finally:
        os.close(handle)
    return None
