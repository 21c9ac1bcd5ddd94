"""The kinds of filter of the customer list: each reads its part of the address and says what it keeps, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cordiale.people.models import User

Condition = Q | Combinable
Text = str | Promise


class Unusable(ValueError):
    """A value of the address that the filter cannot understand; the list tells it and goes on without it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a filter keeps: conditions on the party, on its profile, or a set of ids when it may be small.

    `few` are queries of party ids served by an index (their union is what the filter keeps): the result starts from
    them when they are short, which keeps a rare filter fast under any order. They say the same as the conditions.
    """

    party: tuple[Condition, ...] = ()
    profile: tuple[Q, ...] = ()
    few: tuple[QuerySet, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter in use: its words on the chip and the part of the address that removes it."""

    name: str
    label: Text
    words: str
    kept: Kept
    params: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter of the list; `name` is its parameter in the address."""

    name: str
    label: Text
    icon: str
    shape: ClassVar[str] = ""

    def read(self, params: QueryDict, *, user: User) -> list[Applied]:
        raise NotImplementedError

    def names(self) -> tuple[str, ...]:
        """The parameters of the address this filter owns."""
        return (self.name,)

    def _applied(self, words: object, kept: Kept, *params: tuple[str, str]) -> list[Applied]:
        return [Applied(self.name, self.label, str(words), kept, params)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Filter):
    """One value among a few known ones, each with its own condition."""

    shape: ClassVar[str] = "choice"
    options: Mapping[str, tuple[Text, Callable[[], Kept]]]

    def read(self, params: QueryDict, *, user: User) -> list[Applied]:
        value = params.get(self.name, "")
        if not value:
            return []
        if value not in self.options:
            raise Unusable(value)
        words, keep = self.options[value]
        return self._applied(words, keep(), (self.name, value))

    def listed(self, *, user: User) -> list[tuple[str, Text]]:
        """The values to choose from, with their words."""
        return [(value, words) for value, (words, _keep) in self.options.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Filter):
    """One row of another table (an owner, a team), chosen by its public key, with a few words of its own."""

    shape: ClassVar[str] = "choice"
    rows: Callable[[User], Iterable[tuple[str, Text]]]
    keep: Callable[[str, User], Kept]

    def read(self, params: QueryDict, *, user: User) -> list[Applied]:
        value = params.get(self.name, "")
        if not value:
            return []
        words = dict(self.rows(user)).get(value)
        if words is None:
            raise Unusable(value)
        return self._applied(words, self.keep(value, user), (self.name, value))

    def listed(self, *, user: User) -> list[tuple[str, Text]]:
        return list(self.rows(user))


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Filter):
    """A word typed by the user (a city, a tag); `many` lets several stand together, all of them required."""

    shape: ClassVar[str] = "word"
    keep: Callable[[str], Kept]
    many: bool = False
    suggest: Callable[[], Iterable[str]] | None = None
    upper: bool = False
    longest: int = 120

    def read(self, params: QueryDict, *, user: User) -> list[Applied]:
        applied = []
        for given in params.getlist(self.name)[: 20 if self.many else 1]:
            value = given.strip()
            if not value:
                continue
            if len(value) > self.longest or "\x00" in value:
                raise Unusable(value[:40])
            value = value.upper() if self.upper else value
            applied += self._applied(value, self.keep(value), (self.name, given))
        return applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Filter):
    """From a value to another, either side open; the values are numbers, money or days."""

    shape: ClassVar[str] = "range"
    parse: Callable[[str], object]
    keep: Callable[[object | None, object | None], Kept]
    show: Callable[[Any], str] = str
    input_type: str = "number"
    step: str = "1"
    most: str = ""
    least: str = "0"

    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_min", f"{self.name}_max")

    def read(self, params: QueryDict, *, user: User) -> list[Applied]:
        given = [(name, params.get(name, "").strip()) for name in self.names()]
        low, high = (self.parse(value) if value else None for _name, value in given)
        if low is None and high is None:
            return []
        kept = [(name, value) for name, value in given if value]
        return self._applied(self._words(low, high), self.keep(low, high), *kept)

    def _words(self, low: object | None, high: object | None) -> str:
        if low is None:
            return _("au plus %(high)s") % {"high": self.show(high)}
        if high is None:
            return _("au moins %(low)s") % {"low": self.show(low)}
        if low == high:
            return self.show(low)
        return _("de %(low)s à %(high)s") % {"low": self.show(low), "high": self.show(high)}


def whole(text: str) -> int:
    """A whole number that every database column holds."""
    try:
        number = int(text)
    except ValueError:
        raise Unusable(text[:40]) from None
    if not 0 <= number <= 2_000_000_000:
        raise Unusable(text[:40])
    return number


def decimal(text: str) -> Decimal:
    """An amount, with a comma or a point, as people type it."""
    plain = text.replace("\xa0", "").replace(" ", "").replace(",", ".").replace("\u2212", "-")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Unusable(text[:40]) from None
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        raise Unusable(text[:40])
    return number.quantize(Decimal("0.01"))


def day(text: str) -> date:
    """A calendar day, as a date input sends it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(text[:40]) from None
