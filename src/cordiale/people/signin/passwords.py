"""Passwords everybody tries first, known without asking anybody.

`passwords.bin` holds the first five bytes of the SHA-256 of folded words, sorted. It is made by `tools/passwords.py`
from Django's list of common passwords and variants of our own; it is no list of breaches. Folding gives one word to
"Marseille2024!", "m@rseille" and "MARSEILLE-13", so the variants need no place in the file. A word that is not in it
is taken for one with a chance of about one in ten million.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FILE = Path(__file__).parent / "passwords.bin"
BYTES = 5
LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "€": "e"}
)
ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def folded(password: str) -> set[str]:
    """The words a password comes down to: as it is, without digits and signs around it, letters for look-alikes."""
    plain = unicodedata.normalize("NFKD", password.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    bare = ENDS.sub("", plain)
    words = {plain, bare, plain.translate(LEET), ENDS.sub("", bare.translate(LEET))}
    joined = {re.sub(r"[\W_]+", "", word) for word in words}
    return {word for word in words | joined if len(word) >= 4}


def mark(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()[:BYTES]


@cache
def _marks() -> bytes:
    return FILE.read_bytes()


class _Sorted:
    """The file as a sorted sequence, without a Python object per word."""

    def __len__(self) -> int:
        return len(_marks()) // BYTES

    def __getitem__(self, place: int) -> bytes:
        return _marks()[place * BYTES : (place + 1) * BYTES]


def known(password: str) -> bool:
    """Whether somebody would try this password early on."""
    if len(set(password)) <= 4 or password.isdigit():
        return True
    marks = _Sorted()
    for word in folded(password):
        wanted = mark(word)
        place = bisect_left(marks, wanted)
        if place < len(marks) and marks[place] == wanted:
            return True
    return False


class KnownPasswordValidator:
    """For `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user: object = None) -> None:
        if known(password):
            raise ValidationError(self.get_help_text(), code="password_known")

    def get_help_text(self) -> str:
        return _("Ce mot de passe, ou un très proche, est parmi les premiers que l’on essaie. Choisissez une phrase.")
