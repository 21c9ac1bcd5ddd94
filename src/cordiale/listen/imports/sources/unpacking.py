"""Opens plain, gzip and zip files as one guarded stream of bytes: bombs and nested archives are refused on the way."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from cordiale.listen.imports import limits, refusals

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
ARCHIVES = (GZIP, ZIP, b"PK\x05\x06", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!")
_IGNORED = ("__MACOSX/", ".DS_Store")


def magic(path: Path) -> bytes:
    """The first bytes of the file, or a refusal when it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise refusals.FileMissing(name=path.name) from error


def is_workbook(path: Path) -> bool:
    """Whether a zip is an Excel workbook rather than an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


class Guarded(io.RawIOBase):
    """A raw stream that counts what it unpacks and stops a bomb early."""

    def __init__(self, inner: BinaryIO, *, raw: BinaryIO, packed: Callable[[], int] | None) -> None:
        self._inner = inner
        self._raw = raw
        self._packed = packed
        self.unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            block = self._inner.read(len(view))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            raise refusals.UnreadableFile from error
        view[: len(block)] = block
        self.unpacked += len(block)
        self._check_ratio()
        return len(block)

    def _check_ratio(self) -> None:
        if self._packed is not None:
            _refuse_bomb(unpacked=self.unpacked, packed=self._packed())

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._raw.close()
        super().close()


def open_bytes(path: Path) -> io.BufferedReader:
    """The file's content, unpacked while it is read."""
    magic(path)  # a refusal when it cannot be opened
    raw = path.open("rb")
    try:
        return _open_unpacked(path, raw)
    except BaseException:
        raw.close()
        raise


def _open_unpacked(path: Path, raw: BinaryIO) -> io.BufferedReader:
    start = magic(path)
    if start.startswith(GZIP):
        _refuse_announced(path)
        guarded = Guarded(cast(BinaryIO, gzip.GzipFile(fileobj=raw)), raw=raw, packed=raw.tell)
    elif start.startswith(ZIP):
        guarded = _only_member(raw)
    else:
        return io.BufferedReader(Guarded(raw, raw=raw, packed=None), limits.MIB)
    stream = io.BufferedReader(guarded, limits.MIB)
    if stream.peek(8)[:8].startswith(ARCHIVES):
        raise refusals.NestedArchive
    return cast(io.BufferedReader, stream)


def _refuse_announced(path: Path) -> None:
    """Refuse a gzip that itself tells of a bomb in its last four bytes; one that lies is stopped on the way."""
    with path.open("rb") as file:
        packed = file.seek(0, io.SEEK_END)
        file.seek(max(packed - 4, 0))
        _refuse_bomb(unpacked=int.from_bytes(file.read(4), "little"), packed=packed)


def _refuse_bomb(*, unpacked: int, packed: int) -> None:
    if unpacked <= limits.RATIO_FLOOR_BYTES:
        return
    if unpacked > limits.MAX_UNPACKED_BYTES or unpacked > limits.MAX_RATIO * max(packed, 1):
        raise refusals.Bomb(ratio=limits.MAX_RATIO, limit=limits.MAX_UNPACKED_BYTES)


def _only_member(raw: BinaryIO) -> Guarded:
    try:
        archive = zipfile.ZipFile(raw)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refusals.UnreadableFile from error
    members = [m for m in archive.infolist() if not m.is_dir() and not any(i in m.filename for i in _IGNORED)]
    if len(members) != 1:
        raise refusals.ArchiveContents(found=len(members))
    member = members[0]
    if member.flag_bits & 1:
        raise refusals.UnreadableFile
    _refuse_bomb(unpacked=member.file_size, packed=member.compress_size)
    try:
        inner = archive.open(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise refusals.UnreadableFile from error
    return Guarded(cast(BinaryIO, inner), raw=raw, packed=lambda: member.compress_size)
