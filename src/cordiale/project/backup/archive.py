"""One file out of a backup's folder and back: `.tar.zst` or `.tar.gz`, through streams."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

from cordiale.project.backup.manifest import NAME, walk
from cordiale.project.backup.refusals import NotABackup
from cordiale.project.backup.sqlite import sync

CODECS = {".tar.zst": "zstd", ".tar.gz": "gzip"}


def suffix_of(path: Path) -> str:
    """The archive's ending, or nothing for a folder."""
    return next((suffix for suffix in CODECS if path.name.endswith(suffix)), "")


def pack(folder: Path, target: Path) -> None:
    """Write the folder's files into one archive; the manifest comes first, so that it can be read alone."""
    draft = target.with_name(f".{target.name}.draft")
    with _written(draft, CODECS[suffix_of(target)]) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        for path in (folder / NAME, *walk(folder)):
            tar.add(path, arcname=str(path.relative_to(folder)), recursive=False)
    draft.chmod(0o600)
    sync(draft)
    draft.replace(target)
    sync(target.parent)


def unpack(source: Path, folder: Path) -> None:
    """Lay an archive's files out in an empty folder; names that would leave it are refused by the `data` filter."""
    try:
        with _read(source) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise NotABackup(path=source) from error


@contextmanager
def _written(path: Path, codec: str) -> Iterator[IO[bytes]]:
    with pa.CompressedOutputStream(str(path), codec) as stream:
        yield stream


@contextmanager
def _read(path: Path) -> Iterator[IO[bytes]]:
    with pa.input_stream(str(path), compression=CODECS[suffix_of(path)]) as stream:
        yield stream
