"""SQL that turns the text of one staged column into a typed value; null where it cannot.

Patterns are RE2 (DuckDB's), so no value can make them slow. Column names are ours (c0, c1...), never the file's.
"""

from cordiale.listen.imports.formats import FLAGS, ORDERS
from cordiale.listen.imports.formats import NUMBER as NUMBERS
from cordiale.listen.imports.reading import Format

NUMBER = "decimal(18, 4)"
_SPACES = "[ \u00a0\u202f'’]"
_MARKS = r"^(?:[€$£¥]|EUR|CHF|USD|GBP)\s*|\s*(?:[€$£¥]|EUR|CHF|USD|GBP)$"
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S.%f")


def literal(text: str) -> str:
    """A quoted SQL string."""
    return "'" + text.replace("'", "''") + "'"


def text(column: str) -> str:
    """Trimmed text, null when nothing is left. Every expression below takes a column trimmed by this one."""
    odd = r"[\s\x{a0}\x{202f}\x{feff}]"
    trimmed = f"trim({column}, ' \t\r\n\u00a0\u202f\ufeff')"
    return f"nullif(case when regexp_matches({column}, '^{odd}|{odd}$') then {trimmed} else {column} end, '')"


def reference(bare: str, *, trim_float: bool) -> str:
    """A code or a reference; 17850.0 becomes 17850 where the whole column was written so."""
    if not trim_float:
        return bare
    return rf"case when regexp_full_match({bare}, '\d+\.0') then {bare}[:-3] else {bare} end"


def number(bare: str, *, style: str) -> str:
    """A decimal: thousands groups, currency marks, trailing or typographic minus and accounting brackets understood."""
    plain = rf"[+-]?\d+(\{style}\d+)?"
    group = "," if style == "." else "."
    grouped = rf"[+-]?(\d+|\d{{1,3}}([{group} \x{{a0}}\x{{202f}}''’]\d{{3}})+)(\{style}\d+)?"
    tidy = f"regexp_replace(replace({bare}, '−', '-'), '{_MARKS}', '', 'g')"
    tidy = rf"regexp_replace({tidy}, '^\((.+)\)$', '-\1')"
    tidy = rf"regexp_replace({tidy}, '^([^-+].*)-$', '-\1')"
    digits = f"regexp_replace({tidy}, '[^0-9+{style}-]', '', 'g')"
    slow = f"case when regexp_full_match({tidy}, '{grouped}') then {_cast(digits, style)} end"
    return f"case when regexp_full_match({bare}, '{plain}') then {_cast(bare, style)} else {slow} end"


def _cast(digits: str, style: str) -> str:
    point = f"replace({digits}, ',', '.')" if style == "," else digits
    return f"try_cast({point} as {NUMBER})"


def moment(bare: str, *, style: str, zone: str) -> str:
    """A UTC timestamp; a time without offset is local time in `zone`."""
    local = f"({_local(bare, style)}) at time zone {literal(zone)} at time zone 'UTC'"
    if style != "iso":
        return local
    offset = rf"strlen({bare}) > 16 and regexp_matches({bare}, '\d(Z|[+-]\d\d:?\d\d)$')"
    instant = f"try_cast({bare} as timestamptz) at time zone 'UTC'"
    return f"case when strlen({bare}) = 19 then {local} when {offset} then {instant} else {local} end"


def day(bare: str, *, style: str) -> str:
    """A date; the time of day is left out."""
    return f"cast({_local(bare, style)} as date)"


def _local(bare: str, style: str) -> str:
    if style == "iso":
        return f"try_cast({bare} as timestamp)"
    if style == "serial":
        days = f"try_cast({bare} as double)"
        since = f"to_seconds(cast(round({days} * 86400) as bigint))"
        return f"case when {days} between 1 and 2958465 then timestamp '1899-12-30' + {since} end"
    if style == "ymd":
        return _strptime(bare, r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", "%Y-%m-%d")
    order = "%d-%m-" if style == "dmy" else "%m-%d-"
    shape = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{%s})\b"
    long = _strptime(bare, shape % 4, order + "%Y")
    short = _strptime(bare, shape % 2, order + "%y")
    return rf"case when regexp_matches({bare}, '^\d+[-/. ]\d+[-/. ]\d{{4}}') then {long} else {short} end"


def _strptime(bare: str, shape: str, date_format: str) -> str:
    tidy = rf"regexp_replace(replace({bare}, 'T', ' '), '{shape}', '\1-\2-\3')"
    formats = ", ".join(literal(date_format + clock) for clock in _CLOCKS)
    return f"try_strptime({tidy}, [{formats}])"


def flag(bare: str) -> str:
    """true, false, or null when the word is unknown."""
    yes = ", ".join(literal(word) for word, value in FLAGS.items() if value)
    no = ", ".join(literal(word) for word, value in FLAGS.items() if not value)
    word = f"lower({bare})"
    return f"case when {word} in ({yes}) then true when {word} in ({no}) then false end"


def typed(kind: str, bare: str, *, style: Format, zone: str) -> str:
    """The expression for a field of type `kind` read from a trimmed column."""
    if kind == "number":
        return number(bare, style=style.style if style.style in NUMBERS else ".")
    if kind in ("moment", "date"):
        order = style.style if style.style in (*ORDERS, "serial") else "iso"
        return moment(bare, style=order, zone=zone) if kind == "moment" else day(bare, style=order)
    if kind == "flag":
        return flag(bare)
    return reference(bare, trim_float=kind == "reference" and style.trim_float)
