"""Figures of merged records: added up after the next refresh, apart again once separated."""

from decimal import Decimal

import pytest
from tests.understand.facts import load, moment, order

from cordiale.jobs.models import Job
from cordiale.jobs.tasks import find
from cordiale.people import parties, timeline
from cordiale.people.merging import merges
from cordiale.understand.profile import profiles, refresh
from cordiale.understand.profile.models import Profile

pytestmark = pytest.mark.slow  # each test fills a lake of its own


def work_off():
    for job in Job.objects.filter(state="waiting"):
        find(job.task)(**job.arguments)
        job.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("whole", [False, True])
def test_profiles_add_up_and_come_apart(lake, figaro, whole):
    one, two = (parties.create(name=name, by=figaro) for name in ("Emma", "Emma B."))
    load(lake, order(one, 0, "10.00"), order(two, 3, "32.50"))
    refresh.full(at=moment(5))
    made = merges.merge(one.key, others=[two.key], by=figaro)
    work_off()
    again = (lambda: refresh.full(at=moment(6))) if whole else (lambda: refresh.touched(at=moment(6)))
    assert again().whole is whole
    assert (profiles.of(one).order_count, profiles.of(one).spent) == (2, Decimal("42.50"))
    assert (profiles.of(two).order_count, profiles.of(two).spent) == (0, Decimal(0))
    assert sum(Profile.objects.values_list("order_count", flat=True)) == 2
    assert len([event for event in timeline.of(one).events if event.kind == "order.placed"]) == 2
    load(lake, order(two, 7, "7.50"))  # told late, by the old key
    refresh.touched(at=moment(8))
    assert profiles.of(one).spent == Decimal("50.00")
    merges.separate(made.key, by=figaro)
    work_off()
    refresh.touched(at=moment(9))
    assert (profiles.of(one).spent, profiles.of(two).spent) == (Decimal("10.00"), Decimal("40.00"))
