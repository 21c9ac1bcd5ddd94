"""Pages by key: a cursor is where the page ended, sealed and bound to the question it belongs to.

It holds a name and a row's number, which no address may show: it is encrypted, and so cannot be forged either.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Q, QuerySet

from cordiale.lake import envelope
from cordiale.project.api.refusals import BadCursor

PURPOSE = b"cordiale.api.cursor"
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
    told = json.dumps([asked, *place]).encode()
    return base64.urlsafe_b64encode(envelope.seal(_cipher(), told, PURPOSE)).decode().rstrip("=")


def opened(cursor: str, *, asked: str = "", length: int) -> list[Any]:
    """The place of a cursor we gave for this very question."""
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        told = json.loads(envelope.unseal(_cipher(), sealed, PURPOSE))
    except (InvalidTag, ValueError):
        raise BadCursor from None
    if not isinstance(told, list) or len(told) != length + 1 or told[0] != asked:
        raise BadCursor
    return told[1:]


@cache
def _cipher() -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))


def counted(rows: QuerySet[Any]) -> dict[str, Any]:
    """How many, up to ten thousand: counting a million would make everybody wait."""
    found = rows.order_by()[: COUNTED + 1].count()
    return {"count": min(found, COUNTED), "more": found > COUNTED}
