"""What the list shows, as its address says it: the text searched, the filters, the order."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.models import User
from cordiale.people.rights.lens import Lens
from cordiale.understand.customers.filters import Applied, Unusable
from cordiale.understand.customers.sorting import Column, Sort
from cordiale.understand.customers.vocabulary import FILTERS

PLACE = ("after", "before")
TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Ignored:
    """A filter whose value could not be understood, or that is `closed` to the reader: told, without effect."""

    label: str | Promise
    value: str
    names: tuple[str, ...]
    closed: bool = False


def searchable(user: User) -> bool:
    """Whether words may be looked for: they are those of names, e-mails, phones and references."""
    lens = Lens(user)
    return all(lens.reads(field) for field in ("name", "email", "phone", "reference"))


@dataclass(frozen=True, slots=True)
class Query:
    """One state of the list; every link of the page is this state with one thing changed."""

    text: str
    applied: tuple[Applied, ...]
    ignored: tuple[Ignored, ...]
    sort: Sort

    @classmethod
    def read(cls, params: QueryDict, *, user: User) -> Query:
        """Read an address; what it does not understand is kept apart, never a failure."""
        applied: list[Applied] = []
        ignored: list[Ignored] = []
        lens = Lens(user)
        for entry in FILTERS:
            if not lens.reads(entry.name):
                closed = any(params.get(name) for name in entry.names())
                ignored += [Ignored(entry.label, "", entry.names(), closed=True)] if closed else []
                continue
            try:
                applied += entry.read(params, user=user)
            except Unusable as refused:
                ignored.append(Ignored(entry.label, str(refused), entry.names()))
        text = " ".join(params.get("q", "").replace("\x00", "").split())[:TEXT_LIMIT]
        if text and not searchable(user):
            ignored.append(Ignored(_("Recherche"), "", ("q",), closed=True))
            text = ""
        return cls(text, tuple(applied), tuple(ignored), Sort.read(params.get("sort", ""), open_to=lens.reads))

    @classmethod
    def within(cls, encoded: str, *, user: User) -> Query:
        """Read the list a customer page was opened from (`?from=`)."""
        return cls.read(QueryDict(encoded[:2000]), user=user)

    @property
    def narrowed(self) -> bool:
        """Whether anything is searched or filtered."""
        return bool(self.text or self.applied)

    def params(self, *, text: str | None = None, without: Applied | None = None) -> list[tuple[str, str]]:
        """The pairs of the address, in the order of the menu."""
        kept = self.text if text is None else text
        pairs = [("q", kept)] if kept else []
        pairs += [pair for one in self.applied if one is not without for pair in one.params]
        return pairs if self.sort.is_default else [*pairs, ("sort", self.sort.param)]

    def address(self, **changes: object) -> str:
        """The query string of this state, or of one close to it (see `params`)."""
        return urlencode(self.params(**changes))  # type: ignore[arg-type]

    def without(self, applied: Applied) -> str:
        return self.address(without=applied)

    def with_value(self, names: tuple[str, ...], *pairs: tuple[str, str]) -> str:
        """The state where the parameters `names` hold `pairs` instead of what they held."""
        return urlencode([pair for pair in self.params() if pair[0] not in names] + list(pairs))

    def sorted_by(self, column: Column) -> str:
        return self.with_value(("sort",), ("sort", self.sort.toggled(column).param))
