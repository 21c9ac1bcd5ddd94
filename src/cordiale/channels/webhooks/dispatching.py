"""From the feed to deliveries: each subscription reads on from its place, and place and deliveries move together."""

from __future__ import annotations

import logging

from django.db import transaction

from cordiale.channels.feed import reading
from cordiale.channels.feed.models import Change
from cordiale.channels.feed.reading import Place, PlaceLost
from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.core import conditions
from cordiale.core.errors import Refusal
from cordiale.people import fields, rights
from cordiale.people.models import Party

AT_ONCE = 500
ERASED = "party.erased"
log = logging.getLogger("cordiale.webhooks")


@transaction.atomic
def read_on(pk: int) -> bool:
    """Write the deliveries of the next changes; whether there may be more."""
    row = Subscription.objects.select_for_update().select_related("owner").get(pk=pk)
    if row.paused_at or row.ended_at:
        return False
    try:
        found = reading.after(Place(row.turn, row.number), limit=AT_ONCE)
    except PlaceLost:
        log.warning("webhook.place_lost", extra={"subscription": str(row.key)})
        end = reading.end()
        Subscription.objects.filter(pk=pk).update(turn=end.turn, number=end.number)
        return False
    if not found:
        return False
    rows = [
        Delivery(
            subscription=row, change=one.pk, what=one.what, party=one.party, other=one.other, kind=one.kind,
            happened_at=one.at,
        )
        for one in _wanted(found, row)
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    last = reading.place_of(found[-1])
    Subscription.objects.filter(pk=pk).update(turn=last.turn, number=last.number)
    return len(found) == AT_ONCE


def _wanted(found: list[Change], row: Subscription) -> list[Change]:
    """What was asked for, of records that its owner may see; of an erased one the key alone, to whoever follows."""
    asked = [
        one
        for one in found
        if (not row.whats or one.what in row.whats)
        and (one.what != "event.recorded" or not row.kinds or one.kind in row.kinds)
    ]
    parties = Party.objects.filter(key__in={one.party for one in asked if one.what != ERASED})
    if not row.owner.is_active or not rights.allow(row.owner, "party.read"):
        return []
    parties = rights.visible(parties, row.owner)
    if row.where:
        try:
            parties = parties.filter(fields.compile(conditions.parse(row.where), actor=row.owner))
        except Refusal:  # a field of the condition is gone or shut to the owner: then nothing fits it
            return []
    seen = set(parties.values_list("key", flat=True))
    open_events = rights.level(row.owner, "timeline") in ("read", "write")
    return [
        one
        for one in asked
        if (one.what == ERASED or one.party in seen) and (open_events or one.what != "event.recorded")
    ]
