"""The rows of the list as text, ready to be written: they are most of the page, so nothing is left to work out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html

from cordiale.understand.customers.rows import Rhythm, Row
from cordiale.web import fmt
from cordiale.web.tags import marks, numbers

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
    tag: str
    more: str
    tags: str
    city: str
    owner: str
    owner_initials: str
    last: str
    orders: str
    spent: str
    rhythm: str


def of(rows: list[Row], *, address: str) -> Iterator[Cells]:
    """The cells of each row; `address` is the list they stand in, handed on to their pages."""
    origin = f"?from={quote(address)}" if address else ""
    page, peek = (reverse(name, args=[_ANY]) + origin for name in ("customers:page", "customers:preview"))
    return (_cells(row, page=page, peek=peek) for row in rows)


def _cells(row: Row, *, page: str, peek: str) -> Cells:
    party, profile, tags, key = row.party, row.profile, row.tags, str(row.party.key)
    buys = profile is not None and profile.order_count > 0
    owner = party.owner.name if party.owner else ""
    return Cells(
        key=key,
        name=party.name,
        href=page.replace(str(_ANY), key),
        peek=peek.replace(str(_ANY), key),
        shape=party.kind,
        initials=marks.initials(party.name),
        email=row.email,
        tag=tags[0] if tags else "",
        more=f"+{len(tags) - 1}" if len(tags) > 1 else "",
        tags=", ".join(tags),
        city=row.city,
        owner=owner,
        owner_initials=marks.initials(owner) if owner else "",
        last=numbers.ago(profile.last_order_at) if profile is not None and profile.last_order_at else "",
        orders=fmt.number(profile.order_count) if profile is not None and buys else "",
        spent=fmt.money(profile.spent, profile.currency) if profile is not None and buys else "",
        rhythm=_rhythm(row.rhythm),
    )


def _rhythm(rhythm: Rhythm | None) -> str:
    """A pill for who is late, quiet words for the others."""
    if rhythm is None:
        return ""
    if rhythm.status in ("act", "watch"):
        return format_html('<span title="{}">{}</span>', rhythm.why, marks.status(rhythm.status, rhythm.words))
    return format_html('<span class="muted" title="{}">{}</span>', rhythm.why, rhythm.words)
