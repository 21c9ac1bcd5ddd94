"""The rows of the list as text, ready to be written: they are most of the page, so nothing is left to work out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from cordiale.understand.customers.columns import Column, Painter, joined
from cordiale.understand.customers.rows import Row
from cordiale.web.tags import marks

_ANY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row; everything is text, what has markup is already safe."""

    key: str
    name: str
    href: str
    peek: str
    shape: str
    initials: str
    email: str
    rest: SafeString


def of(rows: list[Row], *, address: str, columns: Sequence[Column]) -> Iterator[Cells]:
    """The cells of each row; `address` is the list they stand in, handed on to their pages."""
    origin = f"?from={quote(address)}" if address else ""
    page, peek = (reverse(name, args=[_ANY]) + origin for name in ("customers:page", "customers:preview"))
    painters = [Painter(column) for column in columns]
    return (_cells(row, page=page, peek=peek, painters=painters) for row in rows)


def _cells(row: Row, *, page: str, peek: str, painters: Sequence[Painter]) -> Cells:
    party, key = row.party, str(row.party.key)
    return Cells(
        key=key,
        name=party.name,
        href=page.replace(str(_ANY), key),
        peek=peek.replace(str(_ANY), key),
        shape=party.kind,
        initials=marks.initials(party.name),
        email=row.email,
        rest=joined(painters, row),
    )
