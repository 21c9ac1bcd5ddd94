"""Receipts of consents: each line of the ledger as something that can be handed over."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from cordiale.people.models import Consent, Party
from cordiale.people.privacy.refusals import NoSuchReceipt


def of(party: Party) -> QuerySet[Consent]:
    """What the person said, the latest first, with the texts shown."""
    return party.consents.select_related("wording", "actor").order_by("-at", "-pk")


def one(party: Party, key: UUID) -> Consent:
    """The line of that number, if it is theirs."""
    found = of(party).filter(key=key).first()
    if found is None:
        raise NoSuchReceipt
    return found
