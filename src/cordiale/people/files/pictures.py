"""Whether an attached picture may be shown small on the page: its kind, its weight, and the size its head tells.

Nothing is decoded here and nothing is written anew: a browser draws it, of no origin. One that says it is enormous, or
whose head cannot be read, is only handed out as a file.
"""

from __future__ import annotations

import struct
from typing import Any, Protocol

from cordiale.people.files import kinds
from cordiale.people.files.models import Attachment

SHOWN = frozenset(kind.media for kind in (kinds.PNG, kinds.JPEG, kinds.GIF, kinds.WEBP))
HEAVIEST = 8_000_000
PIXELS = 24_000_000
HEAD = 256 * 1024  # where a photograph of a telephone tells its size, behind its own small picture


class Readable(Protocol):
    """What is asked of a file, open for reading."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, place: int, /) -> Any: ...


def shown(row: Attachment) -> bool:
    """Whether the page offers it small."""
    return row.kind in SHOWN and row.size <= HEAVIEST


def drawable(content: Readable, *, media: str) -> bool:
    """Whether its size can be read and is one a browser draws without harm."""
    content.seek(0)
    size = _READERS[media](content.read(HEAD)) if media in _READERS else None
    content.seek(0)
    return size is not None and 0 < size[0] * size[1] <= PIXELS


Size = tuple[int, int]


def _png(head: bytes) -> Size | None:
    return struct.unpack(">II", head[16:24]) if len(head) >= 24 and head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> Size | None:
    return struct.unpack("<HH", head[6:10]) if len(head) >= 10 else None


def _webp(head: bytes) -> Size | None:
    """The three forms of its first block."""
    form, block = head[12:16], head[20:30]
    if len(block) < 10:
        return None
    if form == b"VP8X":
        return int.from_bytes(block[4:7], "little") + 1, int.from_bytes(block[7:10], "little") + 1
    if form == b"VP8L" and block[0] == 0x2F:
        bits = int.from_bytes(block[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and block[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", block[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(head: bytes) -> Size | None:
    """Block by block to the frame (SOF), whose head holds the size."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        length = 0 if marker == 0xFF else int.from_bytes(head[at + 2 : at + 4], "big")
        if marker != 0xFF and length < 2:
            return None
        at += 1 if marker == 0xFF else 2 + length
    return None


_READERS = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}
