"""The log as a list: filtered by who, what, whom, when and words; fifty entries a page, by number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from cordiale.people import access
from cordiale.people.audit import door, words
from cordiale.people.audit.models import Entry
from cordiale.people.models import Party, User

PAGE = 50
AT_ONCE = 1_000
FIELDS = ("who", "what", "whom", "since", "until", "words")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for; what cannot be understood is left out."""

    who: str = ""
    what: str = ""
    whom: str = ""
    since: str = ""
    until: str = ""
    words: str = ""

    @classmethod
    def read(cls, params: QueryDict) -> Asked:
        return cls(**{name: params.get(name, "").strip()[:200] for name in FIELDS})

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in FIELDS)

    def entries(self) -> QuerySet[Entry]:
        """The entries asked for, the latest first."""
        found = Entry.objects.order_by("-id")
        if self.what:
            found = found.filter(deed=self.what)
        for column, text in (("actor", self.who), ("party", self.whom)):
            if text:
                found = found.filter(**{column: _key(text)})
        if self.words:
            found = found.filter(deed="party.searched", detail__contains=door.fingerprint(self.words))
        since, until = _day(self.since), _day(self.until)
        if since:
            found = found.filter(at__gte=since)
        return found.filter(at__lt=until + timedelta(days=1)) if until else found


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    entry: Entry
    who: str
    deed: str
    whom: str
    open: bool
    detail: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty lines at most; the numbers that ask for the pages around."""

    lines: list[Line]
    older: int | None
    newer: int | None


def page(asked: Asked, *, reader: User, before: int | None, after: int | None) -> Page:
    """The latest entries, those before a number, or those after one."""
    found = asked.entries()
    if after is not None:
        rows = list(found.filter(id__gt=after).order_by("id")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return Page(told(rows, reader=reader), rows[-1].pk if rows else None, rows[0].pk if more else None)
    rows = list((found.filter(id__lt=before) if before is not None else found)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    newer = rows[0].pk if before is not None and rows else None
    return Page(told(rows, reader=reader), rows[-1].pk if more else None, newer)


def told(rows: list[Entry], *, reader: User) -> list[Line]:
    """The entries with names: those of the team, and of customers the reader may see; others stay keys."""
    users = dict(User.objects.filter(key__in={row.actor for row in rows if row.actor}).values_list("key", "name"))
    keys = {row.party for row in rows if row.party}
    seen: dict[UUID, str] = {}
    for archived in (False, True):
        visible: QuerySet[Party] = access.parties_for(reader, archived=archived)
        seen |= dict(visible.filter(key__in=keys).values_list("key", "name"))
    return [
        Line(
            entry=row,
            who=users.get(row.actor, short(row.actor)) if row.actor else "",
            deed=words.deed(row.deed),
            whom=seen.get(row.party, short(row.party)) if row.party else "",
            open=row.party in seen,
            detail=_detail(row),
        )
        for row in rows
    ]


def short(key: UUID | None) -> str:
    """A key that leads nowhere, as its end: enough to tell two apart."""
    return f"…{key.hex[-8:]}" if key else ""


def _detail(row: Entry) -> list[tuple[str, str]]:
    told: dict[str, Any] = json.loads(row.detail) if row.detail else {}
    hidden = ("seal", "change", "hash", "seals", "span", "sealed_at")
    shown = {name: value for name, value in told.items() if name not in hidden}
    if row.deed == "party.updated":
        shown["fields"] = [words.field(name) for name in told.get("fields", [])]
    return [words.detail(name, value) for name, value in shown.items()]


def walk(asked: Asked) -> Iterator[list[Entry]]:
    """Everything asked for, a thousand at a time, for a file."""
    before: int | None = None
    while True:
        found = asked.entries()
        rows = list((found.filter(id__lt=before) if before is not None else found)[:AT_ONCE])
        if not rows:
            return
        yield rows
        before = rows[-1].pk


def _key(text: str) -> UUID:
    """The key written, or in an address that was pasted; one that is none finds nothing."""
    for part in reversed(text.rstrip("/").split("/")):
        try:
            return UUID(part.partition("?")[0])
        except ValueError:
            continue
    return UUID(int=0)


def _day(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return timezone.make_aware(datetime(day.year, day.month, day.day)) if day else None
