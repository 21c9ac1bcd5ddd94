"""Names as compared and sorted: without accents, case, or punctuation."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose but that people type without.
_SPELT_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
_NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\s]+")


class _Marks(dict[int, int | None]):
    """For `str.translate`: drops combining marks; what each character is, is looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_WITHOUT_MARKS = _Marks()


def clean(text: str) -> str:
    """As a person would have typed it: no control or invisible characters, single spaces, composed accents."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).strip()


def fold(text: str) -> str:
    """For comparing: lower case, no accents, words separated by single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT_OUT)).translate(_WITHOUT_MARKS)
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def shown(*, given: str, family: str) -> str:
    """A person's name as shown: given name, then family name."""
    return f"{given} {family}".strip()


def sorting(*, name: str, given: str = "", family: str = "") -> str:
    """The folded name lists are sorted by: family name first for a person who has one, else the name as shown."""
    return fold(f"{family} {given}" if family else name)[:200]


def alike(one: str, other: str) -> bool:
    """Whether two folded names are the same words, in whatever order: "bovary emma" and "emma bovary"."""
    return one == other or sorted(one.split()) == sorted(other.split())
