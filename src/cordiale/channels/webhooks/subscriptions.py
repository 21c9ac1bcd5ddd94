"""Deeds on subscriptions: open, pause, resume, rotate, end, test, send again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cordiale.channels import outbound
from cordiale.channels.feed import reading
from cordiale.channels.webhooks import signing
from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.channels.webhooks.refusals import NoSuchWebhook, NotGivenUp, UnknownTopic
from cordiale.core import clock, conditions, keys
from cordiale.core.event import KIND
from cordiale.people import audit, fields, naming
from cordiale.people.models import User

WHATS = (
    "party.created", "party.updated", "party.archived", "party.restored", "party.merged", "party.erased",
    "event.recorded",
)  # fmt: skip
TEST = "webhook.tested"
OVERLAP = timedelta(hours=24)
State = Delivery.State


@transaction.atomic
def open_one(
    *,
    name: str,
    url: str,
    by: User,
    whats: Sequence[str] = (),
    kinds: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
) -> tuple[Subscription, str]:
    """Begin to tell an address what happens from now on, and give the secret, which is shown this once."""
    outbound.checked(url)
    unknown = [one for one in whats if one not in WHATS] + [one for one in kinds if not KIND.fullmatch(one)]
    if unknown:
        raise UnknownTopic(value=unknown[0][:60])
    if where:
        fields.compile(conditions.parse(where), actor=by)
    key, secret, place = keys.new(), signing.fresh(), reading.end()
    row = Subscription.objects.create(
        key=key, name=naming.clean(name)[:80] or outbound.checked(url).host[:80], url=url, owner=by,
        whats=list(whats), kinds=list(kinds), where=dict(where) if where else None,
        secret=signing.sealed(secret, subscription=key), turn=place.turn, number=place.number,
    )  # fmt: skip
    audit.write(by, "webhook.opened", subject=str(row.key), detail={"whats": row.whats, "kinds": row.kinds})
    return row, secret


def one_of(key: UUID) -> Subscription:
    """The subscription of that key, held until the end of the transaction."""
    row = Subscription.objects.select_for_update().select_related("owner").filter(key=key, ended_at=None).first()
    if row is None:
        raise NoSuchWebhook
    return row


@transaction.atomic
def pause(key: UUID, *, by: User) -> Subscription:
    """Send nothing for now; what happens meanwhile waits in the feed, as long as the feed is kept."""
    row = one_of(key)
    row.paused_at = row.paused_at or clock.now()
    row.save(update_fields=["paused_at"])
    audit.write(by, "webhook.paused", subject=str(key))
    return row


@transaction.atomic
def resume(key: UUID, *, by: User) -> Subscription:
    """Send again, beginning with what waited."""
    row = one_of(key)
    row.paused_at = None
    row.save(update_fields=["paused_at"])
    audit.write(by, "webhook.resumed", subject=str(key))
    return row


@transaction.atomic
def rotate(key: UUID, *, by: User) -> tuple[Subscription, str]:
    """Give a new secret; for a day the old one signs beside it, so that the receiver may change over in peace."""
    row, secret = one_of(key), signing.fresh()
    row.old_secret, row.old_until = row.secret, clock.now() + OVERLAP
    row.secret = signing.sealed(secret, subscription=row.key)
    row.save(update_fields=["secret", "old_secret", "old_until"])
    audit.write(by, "webhook.rotated", subject=str(key))
    return row, secret


@transaction.atomic
def end(key: UUID, *, by: User) -> None:
    """Stop for good: what waits is not sent any more, the secrets are forgotten."""
    row = one_of(key)
    row.ended_at, row.secret, row.old_secret = clock.now(), b"", None
    row.save(update_fields=["ended_at", "secret", "old_secret"])
    row.deliveries.filter(state=State.WAITING).update(state=State.GIVEN_UP, next_at=None, error="ended")
    audit.write(by, "webhook.ended", subject=str(key))


@transaction.atomic
def test(key: UUID, *, by: User) -> Delivery:
    """Send a message that says it is a test."""
    from cordiale.channels.webhooks import work

    row = one_of(key)
    made = Delivery.objects.create(subscription=row, what=TEST, happened_at=clock.now())
    work.send.enqueue(subscription=str(row.key))
    audit.write(by, TEST, subject=str(key))
    return made


@transaction.atomic
def send_again(key: UUID, *, delivery: UUID | None = None, by: User) -> int:
    """Try again what was given up: one message, or all of a subscription. How many."""
    from cordiale.channels.webhooks import work

    row = one_of(key)
    lost = row.deliveries.filter(state=State.GIVEN_UP)
    if delivery is not None:
        lost = lost.filter(key=delivery)
    count = lost.update(state=State.WAITING, next_at=clock.now(), attempts=0)
    if delivery is not None and not count:
        raise NotGivenUp
    work.send.enqueue(subscription=str(row.key))
    audit.write(by, "webhook.repeated", subject=str(key), rows=count)
    return count
