"""Sending what is due: taken first, so that two workers never send the same message, then told how it went."""

from __future__ import annotations

import json
from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import F

from cordiale.channels import outbound
from cordiale.channels.outbound import DestinationRefused, Reply
from cordiale.channels.webhooks import signing
from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.core import clock

TIMEOUT_S = 10.0
HELD_FOR = timedelta(minutes=2)
IN_A_ROW = 3
# After each failure; then it is given up, about a day and a half after the first try.
WAITS = [timedelta(seconds=s) for s in (10, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400)]
State = Delivery.State


def due(row: Subscription, *, most: int) -> int:
    """Send what is due to one address, the oldest first, until it fails thrice in a row. How many were tried."""
    tried = failures = 0
    while tried < most and failures < IN_A_ROW:
        delivery = _take(row)
        if delivery is None:
            break
        tried += 1
        failures = 0 if send(delivery, row) else failures + 1
    return tried


@transaction.atomic
def _take(row: Subscription) -> Delivery | None:
    now = clock.now()
    waiting = Delivery.objects.filter(subscription=row, next_at__lte=now).order_by("next_at", "pk")
    first = waiting.select_for_update(skip_locked=_skips()).first()
    if first is None:
        return None
    # Should the worker die now, the message comes due again by itself.
    Delivery.objects.filter(pk=first.pk).update(next_at=now + HELD_FOR, attempts=F("attempts") + 1)
    first.attempts += 1
    return first


def _skips() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


def send(delivery: Delivery, row: Subscription) -> bool:
    """One try; whether it was taken."""
    body = message(delivery)
    now = clock.now()
    told = signing.headers(_secrets(row), message=f"msg_{delivery.key.hex}", timestamp=int(now.timestamp()), body=body)
    headers = {"Content-Type": "application/json", "User-Agent": "Cordiale", **told}
    try:
        reply = outbound.fetch(row.url, method="POST", body=body, headers=headers, timeout_s=TIMEOUT_S)
    except DestinationRefused as refused:
        reply = Reply(0, f"refused:{refused.details['why']}")
    over = not reply.ok and delivery.attempts > len(WAITS)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.TAKEN if reply.ok else State.GIVEN_UP if over else State.WAITING,
        next_at=None if reply.ok or over else now + WAITS[delivery.attempts - 1],
        status=reply.status,
        error=reply.error,
        elapsed_ms=reply.elapsed_ms,
        tried_at=now,
    )
    return reply.ok


def message(delivery: Delivery) -> bytes:
    """What is sent: what happened, to which key, when. The same bytes at every try."""
    data = {
        "party": str(delivery.party) if delivery.party else None,
        "other": str(delivery.other) if delivery.other else None,
        "kind": delivery.kind or None,
    }
    told = {
        "type": delivery.what,
        "timestamp": delivery.happened_at.astimezone(UTC).isoformat(),
        "data": {name: value for name, value in data.items() if value},
    }
    return json.dumps(told, separators=(",", ":")).encode()


def _secrets(row: Subscription) -> list[str]:
    stored = [bytes(row.secret)]
    if row.old_secret and row.old_until and row.old_until > clock.now():
        stored.append(bytes(row.old_secret))
    return [signing.opened(one, subscription=row.key) for one in stored]
