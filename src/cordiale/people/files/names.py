"""File names people can read, that no system misunderstands."""

from __future__ import annotations

import re
import unicodedata

MOST = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def clean(given: str) -> str:
    """Normalised (NFKC), without folders, controls, bidirectional marks or leading dots, at most 120 characters.

    Normalised before anything is checked: `ﬁle．ｐｄｆ` is `file.pdf`, and a full-width slash is a slash.
    """
    text = unicodedata.normalize("NFKC", given)
    text = text.replace("\\", "/").rpartition("/")[2]
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")
    text = " ".join(_FORBIDDEN.sub(" ", text).split()).strip(". ")
    stem, dot, extension = text.rpartition(".")
    if not dot:
        return text[:MOST] or "fichier"
    extension = extension[:16].strip()
    return f"{stem[: MOST - 1 - len(extension)].strip(' .') or 'fichier'}.{extension}"


def extension(name: str) -> str:
    """The last extension, lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""
