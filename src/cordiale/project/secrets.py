"""Secrets the house makes for itself: written once into the data directory, readable by its owner only."""

import base64
import os
import secrets
from pathlib import Path


def kept(path: Path) -> bytes:
    """The 32 bytes kept in a file, made on first use.

    Two processes that start together get the same: the file is written apart, then linked into place,
    and the first link wins.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return base64.urlsafe_b64decode(path.read_bytes())
