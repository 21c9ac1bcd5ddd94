"""Showing one customer to somebody, or to a team, beyond their scope; and saying who sees a customer, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.models import Party, Team, User
from cordiale.people.rights import deciding
from cordiale.people.rights.models import Share
from cordiale.people.rights.refusals import NoSuchPerson, NoSuchShare, PastDay

MOST_READERS = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who sees a customer, and the sentence that says why."""

    user: User
    why: str


@transaction.atomic
def share(  # noqa: PLR0913 -- the fields of a share, all by name
    party: Party, *, user: User | None = None, team: Team | None = None, may_change: bool = False,
    last_day: date | None = None, reason: str = "", by: User,
) -> Share:  # fmt: skip
    """Show a customer to a person or a team, until the end of a day or for good. Again: with the new terms."""
    deciding.require(by, "party.share", party)
    if (user is None) == (team is None):
        raise NoSuchPerson
    until = _end(last_day)
    terms = {
        "may_change": may_change, "until": until, "reason": naming.clean(reason)[:200], "given_by": by,
        "given_at": clock.now(),
    }  # fmt: skip
    given, _made = Share.objects.update_or_create(party=party, user=user, team=team, defaults=terms)
    audit.write(by, "party.shared", party=party, subject=str((user or team).key), detail={"change": may_change})  # type: ignore[union-attr]
    return given


def _end(last_day: date | None) -> datetime | None:
    if last_day is None:
        return None
    until = datetime.combine(last_day, time.max, timezone.get_current_timezone())
    if until <= clock.now():
        raise PastDay
    return until


@transaction.atomic
def end(party: Party, *, key: UUID, by: User) -> None:
    """Stop showing a customer to somebody."""
    deciding.require(by, "party.share", party)
    gone, _by_table = Share.objects.filter(party=party, key=key).delete()
    if not gone:
        raise NoSuchShare
    audit.write(by, "party.unshared", party=party, subject=str(key))


def held(party: Party) -> list[Share]:
    """The shares of a customer that hold now."""
    now = Share.objects.filter(party=party).filter(Q(until=None) | Q(until__gt=clock.now()))
    return list(now.select_related("user", "team", "given_by").order_by("pk"))


def readers(party: Party) -> list[Reader]:
    """Who sees a customer, and why: the same policy that shows the page, asked for everybody."""
    people = User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("name", "pk")
    answers = [(user, deciding.allow(user, "party.read", party)) for user in people[:MOST_READERS]]
    return [Reader(user, str(answer.why)) for user, answer in answers if answer]
