"""Numbers, money, dates and times as people read them, in French and in English.

Thousands and units are set off with U+00A0 (no vendored face has U+202F) and the minus is U+2212. Every function takes
the language as `lang`; without it, the active one.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from math import isfinite

from babel import Locale, dates, numbers
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"
NOTHING = "\u2014"
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}

_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # no float is too long for it

Number = int | float | Decimal


def language(lang: str | None = None) -> str:
    """`fr` or `en`."""
    return "en" if (lang or get_language() or "fr").startswith("en") else "fr"


def _locale(lang: str | None) -> str:
    return _LOCALES[language(lang)]


def _plain(text: str) -> str:
    return text.replace("\u202f", NBSP).replace("\u2009", NBSP)


def number(value: Number | None, places: int = 0, *, signed: bool = False, lang: str | None = None) -> str:
    """`4 820`, `2,9`, `−192`; a dash when there is no value. Halves are rounded away from zero, as people do."""
    if value is None or not isfinite(value):
        return NOTHING
    whole = isinstance(value, int) and not places
    exact = value if whole else _WIDE.quantize(Decimal(str(value)), Decimal(1).scaleb(-places))
    digits = f"{abs(exact):,.{places}f}"
    if language(lang) == "fr":
        digits = digits.replace(",", NBSP).replace(".", ",")
    sign = MINUS if exact < 0 else "+" if signed and exact > 0 else ""
    return sign + digits


def share(value: Number | None, places: int = 0, *, signed: bool = False, lang: str | None = None) -> str:
    """A share in [0, 1] as a percentage: `14,2 %` / `14.2%`."""
    if value is None or not isfinite(value):
        return NOTHING
    written = number(Decimal(str(value)) * 100, places, signed=signed, lang=lang)
    return written + (f"{NBSP}%" if language(lang) == "fr" else "%")


def points(value: Number | None, places: int = 1, *, lang: str | None = None) -> str:
    """A difference of shares in percentage points: `+1,3 pt`."""
    if value is None or not isfinite(value):
        return NOTHING
    exact = Decimal(str(value)) * 100
    return f"{number(exact, places, signed=True, lang=lang)}{NBSP}{'pt' if abs(exact) < 2 else 'pts'}"


@cache
def _symbol(currency: str, locale: str) -> str:
    if currency == "GBP":
        return "£"  # French locales write £GB, which nobody in a shop does
    return str(numbers.get_currency_symbol(currency, locale=locale))


@cache
def _cents(currency: str) -> int:
    return int(numbers.get_currency_precision(currency)) if currency else 2


def _with_currency(written: str, currency: str, lang: str | None, *, thousand: str = "") -> str:
    symbol = _symbol(currency, _locale(lang)) if currency else ""
    if language(lang) == "fr":
        return f"{written}{NBSP}{thousand}{symbol}".rstrip()
    sign = written[0] if written[:1] in ("+", MINUS) else ""
    space = NBSP if len(symbol) > 2 else ""
    return f"{sign}{symbol}{space}{written[len(sign) :]}{thousand}"


def money(
    amount: Number | None,
    currency: str = "EUR",
    places: int | None = None,
    *,
    signed: bool = False,
    lang: str | None = None,
) -> str:
    """`4 820 €` / `€4,820`. Without `places`: cents only under 1 000 and only when there are some."""
    if amount is None or not isfinite(amount):
        return NOTHING
    exact = Decimal(str(amount))
    if places is None:
        places = 0 if abs(exact) >= 1000 or exact == exact.to_integral_value() else _cents(currency)
    return _with_currency(number(exact, places, signed=signed, lang=lang), currency, lang)


def money_short(amount: Number | None, currency: str = "EUR", *, signed: bool = False, lang: str | None = None) -> str:
    """Thousands and millions for axes and tiles: `601 k€`, `−1,2 M€` / `€601k`, `−€1.2m`."""
    if amount is None or not isfinite(amount):
        return NOTHING
    exact = Decimal(str(amount))
    size = abs(exact)
    if size >= 1_000_000:
        written = number(exact / 1_000_000, 0 if size >= 20_000_000 else 1, signed=signed, lang=lang)
        return _with_currency(written, currency, lang, thousand="M" if language(lang) == "fr" else "m")
    if size >= 10_000:
        return _with_currency(number(exact / 1000, signed=signed, lang=lang), currency, lang, thousand="k")
    return money(exact, currency, 0, signed=signed, lang=lang)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _date(moment: date | datetime) -> date:
    """The day in the reader's time zone."""
    return _local(moment).date() if isinstance(moment, datetime) else moment


def day(moment: date | datetime | None, *, lang: str | None = None, year: bool = True) -> str:
    """`12 nov. 2026` / `12 Nov 2026`."""
    if moment is None:
        return NOTHING
    on, months = _date(moment), _months(_locale(lang))
    return f"{on.day} {months[on.month]} {on.year}" if year else f"{on.day} {months[on.month]}"


@cache
def _months(locale: str) -> tuple[str, ...]:
    """The short names of the months, from place 1: asked of the library for each day of a list they cost more than the
    rest of the day."""
    named = dates.get_month_names("abbreviated", locale=locale)
    return ("", *(_plain(named[month]) for month in range(1, 13)))


def long_day(moment: date | datetime | None, *, lang: str | None = None) -> str:
    """`jeudi 12 novembre 2026`."""
    if moment is None:
        return NOTHING
    return _plain(dates.format_date(_date(moment), "EEEE d MMMM y", locale=_locale(lang)))


def month(moment: date | datetime | str | None, *, lang: str | None = None, short: bool = False) -> str:
    """`novembre 2026`, short `nov. 2026`; also from a cohort's name, `2026-11`."""
    if moment is None or moment == "":
        return NOTHING
    if isinstance(moment, str):
        moment = date.fromisoformat(f"{moment[:7]}-01")
    return _plain(dates.format_date(_date(moment), "MMM y" if short else "LLLL y", locale=_locale(lang)))


def weekday(moment: date | datetime, *, lang: str | None = None) -> str:
    """`mar.`"""
    return _plain(dates.format_date(_date(moment), "EEE", locale=_locale(lang)))


def clock_time(moment: datetime) -> str:
    """`18:40`."""
    return f"{_local(moment):%H:%M}"


def when(moment: datetime | None, *, lang: str | None = None) -> str:
    """`12 nov. 2026, 18:40`."""
    return NOTHING if moment is None else f"{day(moment, lang=lang)}, {clock_time(moment)}"


def ago(moment: datetime | None, *, now: datetime | None = None) -> str:
    """How long ago, in the active language; the day itself after a week."""
    if moment is None:
        return NOTHING
    present = now or timezone.now()
    past = present - moment
    if past < timedelta(days=1):
        return _hours_ago(past) if past > timedelta(minutes=-1) else day(moment)
    days = (_date(present) - _date(moment)).days
    if days <= 1:
        return gettext("hier")
    if days <= 7:
        return ngettext("il y a %(count)d jour", "il y a %(count)d jours", days) % {"count": days}
    return day(moment, year=moment.year != present.year)


def _hours_ago(past: timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    if minutes < 1:
        return gettext("à l’instant")
    if minutes < 60:
        return gettext("il y a %(count)d min") % {"count": minutes}
    return gettext("il y a %(count)d h") % {"count": minutes // 60}


def country(code: str, *, lang: str | None = None) -> str:
    """`Suisse` for `CH`; what is not an ISO 3166-1 code is shown as given."""
    return str(Locale.parse(_locale(lang)).territories.get(code, code))
