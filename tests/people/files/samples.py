"""Contents of many kinds, honest and not."""

import io
import zipfile


def _zip(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


ODF = b"application/vnd.oasis.opendocument."
MAGIC = {
    "pdf": b"%PDF-1.7\n1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 16,
    "jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 16,
    "gif": b"GIF89a" + b"\x01" * 16,
    "webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "tif": b"II*\x00" + b"\x00" * 16,
    "heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 8,
    "docx": _zip("[Content_Types].xml", "word/document.xml"),
    "xlsx": _zip("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": _zip("[Content_Types].xml", "ppt/presentation.xml"),
    "odt": _zip(first=("mimetype", ODF + b"text")),
    "ods": _zip(first=("mimetype", ODF + b"spreadsheet")),
    "odp": _zip(first=("mimetype", ODF + b"presentation")),
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16,
    "txt": "Une note d’été.\nDeuxième ligne.".encode(),
}
HOSTILE = {
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "late-html": b"Bonjour,\n" * 2000 + b"<ScRiPt>alert(1)</script>",
    "split-html": b"a" * ((1 << 20) - 3) + b"<script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml": b'<?xml version="1.0"?><x/>',
    "php": b"<?php system($_GET[0]);",
    "shell": b"#!/bin/sh\nrm -rf /",
    "exe": b"MZ\x90\x00\x03\x00\x00\x00",
    "elf": b"\x7fELF\x02\x01\x01\x00",
    "zip": _zip("a.txt"),
    "jar": _zip("META-INF/MANIFEST.MF", "a.class"),
    "docm": _zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "odt-macro": _zip("Basic/Standard/x.xml", first=("mimetype", ODF + b"text")),
    "two-offices": _zip("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
    "broken-zip": b"PK\x03\x04" + b"\x00" * 30,
    "zeros": b"\x00" * 64,
    "utf16": "<script>".encode("utf-16"),
    "rtf-binary": b"{\\rtf1 \x01\x02}",
}
