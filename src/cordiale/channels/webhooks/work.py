"""The jobs: read the feed on every few seconds, send per address, forget after a month."""

from __future__ import annotations

from datetime import time, timedelta

from cordiale import jobs
from cordiale.core import clock

AT_ONCE = 200
KEPT_FOR = timedelta(days=30)


@jobs.every(name="webhooks.dispatch", minutes=0.25)
def dispatch() -> None:
    """Write deliveries for what is new, and set to work where something is due."""
    from cordiale.channels.webhooks import dispatching
    from cordiale.channels.webhooks.models import Delivery, Subscription

    for pk in Subscription.objects.filter(paused_at=None, ended_at=None).values_list("pk", flat=True):
        while dispatching.read_on(pk):
            pass
    waiting = Delivery.objects.filter(
        next_at__lte=clock.now(), subscription__paused_at=None, subscription__ended_at=None
    ).order_by()
    for key in waiting.values_list("subscription__key", flat=True).distinct():
        send.enqueue(subscription=str(key))


@jobs.task(attempts=1, lease_s=120)
def send(*, subscription: str) -> None:
    """Send what is due to one address; what is left comes with the next round."""
    from cordiale.channels.webhooks import sending
    from cordiale.channels.webhooks.models import Subscription

    row = Subscription.objects.filter(key=subscription, paused_at=None, ended_at=None).first()
    if row is not None and sending.due(row, most=AT_ONCE) == AT_ONCE:
        send.enqueue(subscription=subscription)


@jobs.every(name="webhooks.forget", at=time(4, 15))
def forget() -> None:
    """Delete deliveries older than a month."""
    from cordiale.channels.webhooks.models import Delivery

    Delivery.objects.filter(happened_at__lt=clock.now() - KEPT_FOR, next_at=None).delete()
