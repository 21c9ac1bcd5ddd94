"""How many records one person may read in an hour and in a day, counted in the log itself: beyond, nothing is shown.

Somebody who steals a session reads all they can. People at work read some hundreds of records a day.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.rights.models import Alert
from cordiale.people.rights.refusals import OverBudget

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READING = ("party.read", "party.listed", "party.searched")  # files have their own limit: a second person


def spent(user: User) -> tuple[int, int]:
    """Records read in the last hour and in the last day; a page of one record counts as one."""
    from cordiale.people.audit.models import Entry

    now = clock.now()
    first = Entry.objects.filter(at__gte=now - DAY).order_by("at").values("pk")[:1]
    mine = Entry.objects.filter(actor=user.key, pk__gte=Subquery(first), deed__in=READING, at__gte=now - DAY)
    shown = Coalesce(F("rows"), Value(1))
    late = Case(When(at__gte=now - HOUR, then=shown), default=Value(0))
    found = mine.aggregate(hour=Sum(late), day=Sum(shown))
    return found["hour"] or 0, found["day"] or 0


def check(user: User) -> None:
    """Refuse to show more to somebody over their budget, and tell those who watch over it, once an hour."""
    hour, day = spent(user)
    for rows, most in ((hour, settings.ROWS_PER_HOUR), (day, settings.ROWS_PER_DAY)):
        if most and rows >= most:
            _tell(user, rows=rows)
            raise OverBudget(rows=rows, most=most)


def exported(user: User) -> int:
    """Records that have left in files in the last day."""
    from cordiale.people.audit.models import Entry

    mine = Entry.objects.filter(actor=user.key, deed="party.exported", at__gte=clock.now() - DAY)
    return mine.aggregate(rows=Sum("rows"))["rows"] or 0


@transaction.atomic
def _tell(user: User, *, rows: int) -> None:
    told = Alert.objects.filter(kind=Alert.Kind.BUDGET, user=user.pk, at__gte=clock.now() - HOUR)
    if not told.exists():
        Alert.objects.create(kind=Alert.Kind.BUDGET, user_id=user.pk, rows=rows)
