"""How the values of a column are written: numbers with a point or a comma, dates in which order, flags, plain text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from cordiale.listen.imports.reading import Format

_SIGN = r"[+\-−]?"
_GROUP = {".": r"[, \u00a0\u202f'’]", ",": r"[. \u00a0\u202f'’]"}
_MARK = re.compile(r"^(?:[€$£¥]|EUR|CHF|USD|GBP)\s*|(?<!\s)\s*(?:[€$£¥]|EUR|CHF|USD|GBP)$")
NUMBER = {
    style: re.compile(rf"{_SIGN}(?:\d+|\d{{1,3}}(?:{group}\d{{3}})+)(?:\{style}\d+)?")
    for style, group in _GROUP.items()
}
_PLAIN = re.compile(rf"{_SIGN}\d+")
_CODE = re.compile(r"0\d+")  # a leading zero: a code, not a quantity
_FLOAT_CODE = re.compile(r"\d+\.0")
_TIME = r"(?:[T ]+(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d{1,6})?)?\s*([AaPp][Mm])?)?\s*(Z|[+-]\d{2}:?\d{2})?"
_DATE = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})" + _TIME)
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
FLAGS = {
    **dict.fromkeys(("1", "true", "vrai", "oui", "o", "yes", "y", "x", "ja", "si", "on"), True),
    **dict.fromkeys(("0", "false", "faux", "non", "n", "no", "nein", "off"), False),
}
ORDERS = ("iso", "ymd", "dmy", "mdy")
MOST, HALF = 0.9, 0.5


def detect(values: Iterable[str], *, day_first: bool = True) -> Format:
    """The format that explains at least nine filled values in ten; `day_first` settles what the values leave open.

    A column where more than half look like dates or numbers, but not nine in ten, is text with their style: should
    somebody say that it holds dates, the good ones are read and only the others are refused.
    """
    filled = [value.strip() for value in values if value and value.strip()]
    if not filled:
        return Format(evidence="empty")
    if all(_FLOAT_CODE.fullmatch(v) for v in filled):
        return Format(type="number", style=".", evidence=filled[0], trim_float=True)
    found = _dates(filled, day_first=day_first, share=MOST) or _numbers(filled, share=MOST)
    if found:
        return found
    if all(value.casefold() in FLAGS for value in filled):
        return Format(type="flag", evidence=filled[0])
    leaning = _dates(filled, day_first=day_first, share=HALF) or _numbers(filled, share=HALF)
    return Format(style=leaning.style if leaning else "", sure=not leaning, evidence=filled[0][:60])


def _numbers(values: Sequence[str], *, share: float) -> Format | None:
    bare = [_MARK.sub("", value) for value in values]
    fits = {style: [v for v in bare if NUMBER[style].fullmatch(v)] for style in (".", ",")}
    best = max(fits, key=lambda style: len(fits[style]))
    if len(fits[best]) < share * len(bare) or sum(bool(_CODE.fullmatch(v)) for v in bare) > len(bare) / 10:
        return None
    other = "," if best == "." else "."
    telling = next((v for v in bare if NUMBER[best].fullmatch(v) and not NUMBER[other].fullmatch(v)), "")
    whole = all(_PLAIN.fullmatch(v) for v in fits[best])
    return Format(type="number", style=best, sure=bool(telling) or whole, evidence=telling or bare[0])


def date_orders(value: str) -> set[str]:
    """The orders under which a value is a date that exists (29 February of any leap year counts)."""
    match = _DATE.fullmatch(value)
    if not match:
        return set()
    first, separator, second, third, hour, minute, *_rest = match.groups()
    if hour and not (int(hour) < 24 and int(minute) < 60):
        return set()
    found: set[str] = set()
    if len(first) == 4 and len(third) <= 2 and _exists(int(third), int(second)):
        found.add("iso" if separator == "-" else "ymd")
    if len(first) <= 2 and len(third) in (2, 4):
        if _exists(int(first), int(second)):
            found.add("dmy")
        if _exists(int(second), int(first)):
            found.add("mdy")
    return found


def _exists(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _dates(values: Sequence[str], *, day_first: bool, share: float) -> Format | None:
    votes: Counter[str] = Counter()
    telling: dict[str, str] = {}
    for value in values:
        orders = date_orders(value)
        votes.update(orders)
        if len(orders) == 1:
            telling.setdefault(next(iter(orders)), value)
    if not votes:
        serial = all(_SERIAL.fullmatch(v) and "." in v for v in values)
        return Format(type="date", style="serial", sure=False, evidence=values[0]) if serial else None
    most = max(votes.values())
    if most < share * len(values):
        return None
    best = [order for order in ORDERS if votes[order] == most]
    if len(best) > 1:
        chosen = "dmy" if day_first else "mdy"
        return Format(type="date", style=chosen, sure=False, evidence=values[0])
    return Format(type="date", style=best[0], evidence=telling.get(best[0], values[0]))
