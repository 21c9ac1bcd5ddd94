"""Pictures made safe: only the parts that draw them are kept, written anew; everything else is left behind.

A PNG (W3C PNG, third edition) is unpacked within bounds and packed again. Of a JPEG (ISO/IEC 10918-1) the segments that
a decoder needs are kept, so that neither places, names, nor another file hidden inside travel along.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cordiale.core.errors import Refusal

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_DRAWING = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # samples of a pixel, by the PNG's colour type
_FRAMES = (0xC0, 0xC1, 0xC2)
_NEEDED = (*_FRAMES, 0xC4, 0xDB, 0xDD)
_BARE = (0x01, *range(0xD0, 0xD8))


class NotAPicture(Refusal):
    """Neither a PNG nor a JPEG, or a broken one."""

    code = "not-a-picture"
    status = 415
    sentence: ClassVar[str] = "Ce fichier n’est pas une image PNG ou JPEG que nous pouvons lire."


class PictureTooLarge(Refusal):
    """More bytes or pixels than a logo needs."""

    code = "picture-too-large"
    status = 413
    sentence: ClassVar[str] = "Cette image est trop grande\u00a0: un mégaoctet et quatre millions de points au plus."


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its size in pixels."""

    content: bytes
    media: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        return {"image/png": "png", "image/jpeg": "jpg"}[self.media]


def clean(content: bytes) -> Picture:
    """The same picture, and nothing but it."""
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    try:
        if content.startswith(_PNG):
            return _clean_png(content)
        if content.startswith(_JPEG):
            return _clean_jpeg(content)
    except (struct.error, zlib.error, IndexError, KeyError, ValueError) as broken:
        raise NotAPicture from broken
    raise NotAPicture


def _clean_png(content: bytes) -> Picture:
    kept: dict[bytes, bytes] = {}
    for name, body in _chunks(content):
        if name in _DRAWING:
            kept[name] = kept.get(name, b"") + body
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", kept[b"IHDR"])
    _check_size(width, height)
    line = -(-width * depth * _SAMPLES[colour] // 8) + 1
    most = line * height * (2 if interlaced else 1) + 8 * (width + height)
    unpacking = zlib.decompressobj()
    pixels = unpacking.decompress(kept[b"IDAT"], most)
    if not unpacking.eof or (not interlaced and len(pixels) != line * height):
        raise ValueError("not as many pixels as it says")
    kept[b"IDAT"] = zlib.compress(pixels, 9)
    written = b"".join(_chunk(name, kept[name]) for name in _DRAWING if name in kept)
    return Picture(_PNG + written, "image/png", width, height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + size]
        (told,) = struct.unpack_from(">I", content, place + 8 + size)
        if zlib.crc32(name + body) != told:
            raise ValueError("a torn chunk")
        yield name, body
        if name == b"IEND":
            return
        place += 12 + size
    raise ValueError("no end")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _clean_jpeg(content: bytes) -> Picture:
    kept, size, place = [b"\xff\xd8"], (0, 0), 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = content[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + length
        segment = content[place:end]
        if len(segment) != length + 2 or length < 2:
            raise ValueError("a torn segment")
        if marker in _FRAMES:
            size = struct.unpack_from(">HH", segment, 5)
            _check_size(size[1], size[0])
        if marker == 0xDA:
            end = _end_of_scan(content, end)
            segment = content[place:end]
        # Adobe's twelve bytes tell which colours are meant; no other words of programs are kept.
        if marker in (*_NEEDED, 0xDA) or (marker == 0xEE and length == 14 and segment[4:9] == b"Adobe"):
            kept.append(segment)
        place = end
    if not size[0] or not any(part[1] == 0xDA for part in kept[1:]):
        raise ValueError("nothing drawn")
    return Picture(b"".join([*kept, b"\xff\xd9"]), "image/jpeg", size[1], size[0])


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the drawn bytes end: at a marker that is neither a stuffed zero nor a restart."""
    while True:
        place = content.index(b"\xff", place)
        if content[place + 1] != 0 and content[place + 1] not in _BARE:
            return place
        place += 2


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise ValueError("no size")
    if width * height > MOST_PIXELS or max(width, height) > 8_000:
        raise PictureTooLarge
