"""What a file is, by its content. What the sender says of it decides nothing; the name must agree with the content."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 8192
MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A type we accept: its media type, the extensions it may bear, and the icon that stands for it."""

    media: str
    extensions: frozenset[str]
    icon: str


def _kind(media: str, extensions: str, icon: str) -> Kind:
    return Kind(media, frozenset(extensions.split()), icon)


PDF = _kind("application/pdf", "pdf", "file-text")
PNG = _kind("image/png", "png", "eye")
JPEG = _kind("image/jpeg", "jpg jpeg jpe", "eye")
GIF = _kind("image/gif", "gif", "eye")
WEBP = _kind("image/webp", "webp", "eye")
TIFF = _kind("image/tiff", "tif tiff", "eye")
HEIC = _kind("image/heic", "heic heif", "eye")
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = _kind(_OOXML + "wordprocessingml.document", "docx", "file-text")
XLSX = _kind(_OOXML + "spreadsheetml.sheet", "xlsx", "file-spreadsheet")
PPTX = _kind(_OOXML + "presentationml.presentation", "pptx", "file-text")
_ODF = "application/vnd.oasis.opendocument."
ODT = _kind(_ODF + "text", "odt", "file-text")
ODS = _kind(_ODF + "spreadsheet", "ods", "file-spreadsheet")
ODP = _kind(_ODF + "presentation", "odp", "file-text")
DOC = _kind("application/msword", "doc", "file-text")
XLS = _kind("application/vnd.ms-excel", "xls", "file-spreadsheet")
PPT = _kind("application/vnd.ms-powerpoint", "ppt", "file-text")
CSV = _kind("text/csv", "csv tsv", "file-spreadsheet")
TEXT = _kind("text/plain", "txt text md log", "file-text")

KINDS = (PDF, PNG, JPEG, GIF, WEBP, TIFF, HEIC, DOCX, XLSX, PPTX, ODT, ODS, ODP, DOC, XLS, PPT, CSV, TEXT)
EXTENSIONS = frozenset(name for kind in KINDS for name in kind.extensions)
ACCEPT = ",".join(f".{name}" for name in sorted(EXTENSIONS))
BY_MEDIA = {kind.media: kind for kind in KINDS}

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_HEIC = {b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc"}
_PARTS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
# A text that a browser, a shell or an office could take for something that acts.
_ACTIVE = re.compile(
    rb"<\s*(!doctype|html|head|body|script|svg|\?xml|\?php|iframe|object|embed|meta|link|style)|^#!", re.I
)


def of(content: BinaryIO, *, extension: str) -> Kind | None:
    """What the content is, None for what we do not take. The extension tells apart only what content cannot:
    a text from a table in text, and the three old office formats that share one container."""
    content.seek(0)
    head = content.read(HEAD)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return HEIC
    if head.startswith(_OLE):
        return next((kind for kind in (DOC, XLS, PPT) if extension in kind.extensions), None)
    if head.startswith(_ZIP):
        return _of_zip(content)
    return _of_text(content, extension=extension)


def _of_zip(content: BinaryIO) -> Kind | None:
    """An office document, by the list of its parts; nothing is unpacked. One that carries macros is not taken."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if len(names) > MOST_ENTRIES or any("vbaproject" in name.lower() for name in names):
                return None
            if names[:1] == ["mimetype"]:
                return _of_odf(archive)
            if "[Content_Types].xml" not in names:
                return None
            found = {kind for part, kind in _PARTS.items() if any(name.startswith(part) for name in names)}
            return found.pop() if len(found) == 1 else None
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return None


def _of_odf(archive: zipfile.ZipFile) -> Kind | None:
    entry = archive.getinfo("mimetype")
    if entry.file_size > 100 or entry.compress_type != zipfile.ZIP_STORED:
        return None
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
        return None
    kind = BY_MEDIA.get(archive.read(entry).decode("ascii", "replace"))
    return kind if kind in (ODT, ODS, ODP) else None


def _of_text(content: BinaryIO, *, extension: str) -> Kind | None:
    """Text without control characters that nothing could take for a page, a drawing or a program."""
    content.seek(0)
    tail = b""
    while chunk := content.read(1 << 20):
        if re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", chunk) or _ACTIVE.search(tail + chunk):
            return None
        tail = chunk[-32:]
    return CSV if extension in CSV.extensions else TEXT
