"""Retention: after how long without a sign of life a record goes, by class; a dry run first (safety 6.1).

A sign of life comes from the person: an order, a message, a click. An e-mail opened is none. Rooms above add theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale import jobs
from cordiale.core import clock

AT_ONCE = 20_000
PLAN_MOST = 20_000  # of a class in one night: what somebody can approve; the next night goes on
LEAST, MOST = 30, 10_958
BY_THEM = (
    "call.received", "chat.started", "claim.declared", "complaint.received", "form.submitted", "letter.received",
    "mail.clicked", "mail.received", "message.received", "order.placed", "page.viewed", "sms.received",
    "survey.answered", "ticket.opened", "agency.visited", "app.opened", "review.written",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A class of records and its days; `customers` tells those with a contract or an order from the others."""

    name: str
    label: str | Promise
    days: int
    customers: bool


DEFAULTS = (
    Rule("prospects", _("Prospects"), 3 * 365, customers=False),
    Rule("customers", _("Clients"), 3 * 365 + 5 * 365, customers=True),
)
Sign = Callable[[datetime], "Q"]
_signs: list[Sign] = []
_customers: list[Callable[[], Q]] = []


def sign_of_life(sign: Sign) -> None:
    """Register, from an upper room's `ready()`: the condition (on Party) that somebody was heard of since a moment."""
    if sign not in _signs:
        _signs.append(sign)


def customer_if(condition: Callable[[], Q]) -> None:
    """Register the condition (on Party) that tells a customer from a prospect."""
    if condition not in _customers:
        _customers.append(condition)


def rules() -> list[Rule]:
    """The classes with their days: the house's own where it changed them."""
    from cordiale.people.privacy.models import RetentionRule

    own = dict(RetentionRule.objects.values_list("name", "days"))
    return [Rule(one.name, one.label, own.get(one.name, one.days), one.customers) for one in DEFAULTS]


def due(rule: Rule) -> QuerySet:
    """The records whose time has come: nothing heard of them since, no legal hold, none merged into them living."""
    from cordiale.people.models import Party, TimelineEntry
    from cordiale.people.privacy.models import Hold

    since = clock.now() - timedelta(days=rule.days)
    heard = TimelineEntry.objects.filter(party=OuterRef("pk"), at__gte=since, kind__in=BY_THEM)
    held = Hold.objects.filter(party=OuterRef("pk"), lifted_at=None)
    customers = Q(pk__in=[])
    for condition in _customers:
        customers |= condition()
    quiet = Party.objects.filter(created_at__lt=since, merged_into=None)
    quiet = quiet.filter(customers) if rule.customers else quiet.exclude(customers)
    for sign in _signs:
        quiet = quiet.exclude(sign(since))
    return quiet.exclude(Exists(heard)).exclude(Exists(held))


@jobs.task()
def count() -> None:
    """The dry run: how many records of each class are due, the lake's years asked as well. A job: it takes a while."""
    from cordiale.people.privacy.models import RetentionRule

    for rule in rules():
        found = {"due": sum(len(keys) for keys in some_due(rule)), "counted_at": clock.now()}
        RetentionRule.objects.update_or_create(
            name=rule.name, defaults=found, create_defaults={**found, "days": rule.days}
        )


def report() -> list[tuple[Rule, int | None, datetime | None]]:
    """The last dry run, class by class."""
    from cordiale.people.privacy.models import RetentionRule

    known = {row.name: row for row in RetentionRule.objects.all()}
    rows = [(rule, known.get(rule.name)) for rule in rules()]
    return [(rule, row.due if row else None, row.counted_at if row else None) for rule, row in rows]


def some_due(rule: Rule, *, after: int = 0) -> Iterator[list]:
    """The keys of the due records, many at a time, by their number; the lake's years are asked as well."""
    from cordiale.lake import history
    from cordiale.people import lakehouse

    while True:
        rows = list(due(rule).filter(pk__gt=after).order_by("pk").values_list("pk", "key")[:AT_ONCE])
        if not rows:
            return
        after = rows[-1][0]
        keys = [key for _, key in rows]
        since = clock.now() - timedelta(days=rule.days)
        heard = history.heard(lakehouse.lake(), keys, kinds=BY_THEM, since=since)
        yield [key for key in keys if key not in heard]


@transaction.atomic
def change(name: str, *, days: int | str, by: object) -> None:
    """Keep a class for another time: between thirty days and thirty years."""
    from cordiale.people import audit
    from cordiale.people.privacy.models import RetentionRule
    from cordiale.people.privacy.refusals import UnknownTime

    before = next((rule.days for rule in rules() if rule.name == name), None)
    days = int(days) if str(days).isdecimal() and len(str(days)) < 6 else 0
    if before is None or not LEAST <= days <= MOST:
        raise UnknownTime
    RetentionRule.objects.update_or_create(
        name=name, defaults={"days": days, "changed_at": clock.now(), "changed_by": by, "due": None}
    )
    count.enqueue()
    audit.write(by, "retention.changed", subject=name, detail={"before": before, "after": days})  # type: ignore[arg-type]


@jobs.every(name="privacy.retain", at=time(4, 10))
def retain() -> None:
    """Each night: one plan for each class, of what is due. Somebody approves it; the machine alone erases nobody."""
    from cordiale.people.privacy import erasing
    from cordiale.people.privacy.models import Erasure

    count()
    if Erasure.objects.filter(state=Erasure.State.PLANNED, reason__startswith="retention:").exists():
        return  # yesterday's plan still waits
    for rule in rules():
        keys: list = []
        for some in some_due(rule):
            keys += some
            if len(keys) >= PLAN_MOST:
                break
        if keys:
            erasing.plan(keys[:PLAN_MOST], reason=f"retention:{rule.name}", by=None, alone=False)
