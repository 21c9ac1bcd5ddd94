"""Verbs that change a record are followed: its state before and after, compared, is one save of its history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import transaction

from cordiale.people.audit import changes
from cordiale.people.audit.chain import Actor
from cordiale.people.models import Party

PLAIN = ("name", "given_name", "family_name", "language", "born_on", "do_not_contact")
KEYED = ("owner", "team", "territory")
PLACE = ("lines", "postcode", "city", "country")
_open: ContextVar[frozenset[UUID]] = ContextVar("audit_following", default=frozenset())


@contextmanager
def following(actor: Actor, key: UUID) -> Iterator[None]:
    """Keep what the block changes in that record as one save. Inside another on the same record, that one tells."""
    if key in _open.get():
        yield
        return
    with transaction.atomic():
        token = _open.set(_open.get() | {key})
        try:
            before = _state(key)
            yield
        finally:
            _open.reset(token)
        after = _state(key)
        if before is not None and after is not None:
            changes.keep(actor, after[0], before=before[1], after=after[1])


def _state(key: UUID) -> tuple[Party, dict[str, Any]] | None:
    """The record as its history tells it, held until the end of the transaction."""
    party = Party.objects.select_for_update().filter(key=key).first()
    if party is None:
        return None
    told: dict[str, Any] = {name: getattr(party, name) for name in PLAIN}
    told |= {name: getattr(party, name) for name in KEYED}
    told["archived"] = party.archived_at is not None
    told |= {f"custom.{name}": value for name, value in party.custom.items()}
    keys = party.identifiers.order_by("-main", "pk").values_list("kind", "issuer", "value")
    for kind, issuer, value in keys:
        told.setdefault(kind, []).append(f"{issuer} {value}".strip() if issuer else value)
    for address in party.addresses.all():
        told[f"address_{address.purpose}"] = {name: getattr(address, name) for name in PLACE}
    told["tags"] = sorted(party.tags.values_list("name", flat=True))
    return party, told
