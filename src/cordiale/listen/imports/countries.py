"""Names of countries to ISO 3166-1 alpha-2, in the languages our users' files are written in."""

import unicodedata
from functools import lru_cache

from babel import Locale

LANGUAGES = ("fr", "en", "de", "it", "es", "nl")
OTHER_NAMES = {
    "usa": "US", "u s a": "US", "etats unis d amerique": "US", "united states of america": "US",
    "uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "grande bretagne": "GB", "angleterre": "GB", "northern ireland": "GB",
    "eire": "IE", "republic of ireland": "IE", "rsa": "ZA", "uae": "AE", "czech republic": "CZ",
    "republique tcheque": "CZ", "hollande": "NL", "holland": "NL", "the netherlands": "NL", "hong kong": "HK",
    "south korea": "KR", "coree": "KR", "russian federation": "RU", "russia": "RU", "viet nam": "VN",
    "turkey": "TR", "suisse": "CH", "schweiz": "CH",
}  # fmt: skip


def folded(name: str) -> str:
    """Without accents, lower case, letters and digits separated by single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


@lru_cache(maxsize=1)
def known() -> dict[str, str]:
    """Folded name or code -> code."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"):
                names.setdefault(folded(name), code)
                names[code.lower()] = code
    return {**names, **OTHER_NAMES}


def code_of(name: str, *, extra: dict[str, str] | None = None) -> str | None:
    """The ISO code of a country's name, "" when the name says that it is unknown, None when we do not know it."""
    own = {folded(key): value for key, value in (extra or {}).items()}
    return own.get(folded(name), known().get(folded(name)))
