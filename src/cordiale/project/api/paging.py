"""Pages by key: a cursor is where the page ended, signed and bound to the question it belongs to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from cordiale.project.api.refusals import BadCursor

SALT = "cordiale.api.cursor"
COUNTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How rows stand: a column and the row's number after it, both in the same direction."""

    name: str
    column: str
    falling: bool = False
    instant: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows, and what asks for those after them; empty at the end."""

    rows: list[Any]
    next: str


def page(rows: QuerySet[Any], *, order: Order, question: Mapping[str, Any], cursor: str, limit: int) -> Page:
    """The rows after the cursor, `limit` at most: a range of the index of the order, however deep."""
    sign = "-" if order.falling else ""
    asked = digest({**question, "sort": order.name})
    if cursor:
        rows = rows.filter(_after(order, *opened(cursor, asked=asked, length=2)))
    found = list(rows.order_by(f"{sign}{order.column}", f"{sign}pk")[: limit + 1])
    if len(found) <= limit:
        return Page(found, "")
    last = found[limit - 1]
    value = getattr(last, order.column)
    told = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
    return Page(found[:limit], sealed([told, last.pk], asked=asked))


def _after(order: Order, value: Any, pk: Any) -> Q:
    try:
        value = datetime.fromisoformat(value) if order.instant else value
    except (TypeError, ValueError):
        raise BadCursor from None
    beyond = "lt" if order.falling else "gt"
    if order.column == "pk":
        return Q(**{f"pk__{beyond}": pk})
    # The first half alone is a range of the index; the second only sorts out equals.
    return Q(**{f"{order.column}__{beyond}e": value}) & (
        Q(**{f"{order.column}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk})
    )


def digest(question: Mapping[str, Any]) -> str:
    """A short fingerprint of a question: a cursor of another one is refused."""
    told = json.dumps(question, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def sealed(place: Sequence[Any], *, asked: str = "") -> str:
    """A place as an opaque cursor."""
    return signing.dumps([asked, *place], salt=SALT)


def opened(cursor: str, *, asked: str = "", length: int) -> list[Any]:
    """The place of a cursor we gave for this very question."""
    try:
        told = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise BadCursor from None
    if not isinstance(told, list) or len(told) != length + 1 or told[0] != asked:
        raise BadCursor
    return told[1:]


def counted(rows: QuerySet[Any]) -> dict[str, Any]:
    """How many, up to ten thousand: counting a million would make everybody wait."""
    found = rows.order_by()[: COUNTED + 1].count()
    return {"count": min(found, COUNTED), "more": found > COUNTED}
