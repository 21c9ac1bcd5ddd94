"""How a text file is written: encoding, separator, quote, header, each told with its evidence."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from cordiale.listen.imports import limits, refusals
from cordiale.listen.imports.reading import Reading
from cordiale.listen.imports.sources import opening, unpacking

DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VALUE = re.compile(r"[-+−(]?[\d\s.,:/'’()€$£%-]+|true|false|oui|non|[\w.+-]+@[\w.-]+", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A complete reading and, for each of its values, a word for why (codes shown as sentences by the screens)."""

    reading: Reading
    evidence: dict[str, str]


def detect(path: Path, *, chosen: Reading | None = None) -> Found:
    """Complete what the person left open; what they chose stands."""
    chosen = chosen or Reading()
    evidence = {name: "chosen" for name, value in chosen.to_json().items() if value not in ("", None, '"')}
    kind = chosen.format or opening.format_of(path)
    reading = replace(chosen, format=kind)
    evidence.setdefault("format", "signature")
    if kind != "csv":
        return Found(reading=replace(reading, header=chosen.header is not False), evidence=evidence)
    with unpacking.open_bytes(path) as stream:
        sample = stream.read(limits.SAMPLE_BYTES)
    if not sample.strip():
        raise refusals.EmptyFile
    if not reading.encoding:
        encoding, why = encoding_of(sample)
        reading, evidence["encoding"] = replace(reading, encoding=encoding), why
    text = decoded(sample, encoding=reading.encoding)
    if not reading.delimiter:
        delimiter, why = delimiter_of(text, quote=reading.quote)
        reading, evidence["delimiter"] = replace(reading, delimiter=delimiter), why
    if reading.header is None:
        header, why = has_header(_rows(text, delimiter=reading.delimiter, quote=reading.quote))
        reading, evidence["header"] = replace(reading, header=header), why
    return Found(reading=reading, evidence=evidence)


def encoding_of(sample: bytes) -> tuple[str, str]:
    """Byte order mark, then zeroes at every second byte, then strict UTF-8, else the Windows alphabet."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name, "bom"
    even, odd = sample[0:4096:2].count(0), sample[1:4096:2].count(0)
    half = min(len(sample), 4096) // 2
    if half > 4 and max(even, odd) > 0.4 * half:
        return ("utf-16-le" if odd > even else "utf-16-be"), "zeroes"
    if sample.isascii():
        return "utf-8", "ascii"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError as error:
        valid_before = len(_MULTIBYTE.findall(sample[: error.start]))
        if valid_before and valid_before > _lonely_bytes(sample):
            line = sample.count(b"\n", 0, error.start) + 1
            raise refusals.MixedEncodings(line=line, encoding="UTF-8") from error
        return "cp1252", "not_utf8"
    return "utf-8", "valid_utf8"


def _lonely_bytes(sample: bytes) -> int:
    """Bytes over 127 that belong to no UTF-8 sequence."""
    rest = re.sub(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", b"", sample)
    return sum(byte > 127 for byte in rest)


def decoded(sample: bytes, *, encoding: str) -> str:
    """The sample as text; the end may cut a character in two."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError as error:
        line = sample.count(b"\n", 0, error.start) + 1
        raise refusals.MixedEncodings(line=line, encoding=encoding) from error
    except LookupError as error:
        raise refusals.BadMapping(what=encoding) from error


def delimiter_of(text: str, *, quote: str = '"') -> tuple[str, str]:
    """The separator that cuts most rows into the same number (at least two) of cells."""
    best, best_score, why = ",", 0.0, "single_column"
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in _rows(text, delimiter=delimiter, quote=quote) if any(row))
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = count / widths.total() + min(width, 20) / 100
        if width > 1 and score > best_score:
            best, best_score, why = delimiter, score, f"regular:{width}"
    return best, why


def _rows(text: str, *, delimiter: str, quote: str, limit: int = 200) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(
        io.StringIO(text[: limits.SAMPLE_BYTES // 4], newline=""), delimiter=delimiter, quotechar=quote or '"'
    )
    try:
        for row in reader:
            if len(rows) >= limit:
                return rows
            rows.append(row)
    except csv.Error:
        return rows
    return rows[:-1] or rows  # the last one may be cut


def has_header(rows: list[list[str]]) -> tuple[bool, str]:
    """A first row of distinct words, where the rows below hold values, is a header."""
    rows = [row for row in rows if any(row)]
    if not rows:
        raise refusals.EmptyFile
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    if any(_VALUE.fullmatch(cell) for cell in filled):
        return False, "values_in_first_row"
    if len(set(map(str.casefold, filled))) < len(filled):
        return False, "repeated_names"
    return True, "names_in_first_row"
