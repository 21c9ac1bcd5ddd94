"""Profiles through the real lake: spool, loader, marts, product database."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from tests.understand.facts import START, contact, load, moment, order

from cordiale.core import clock
from cordiale.understand.profile import profiles, refresh
from cordiale.understand.profile.models import Profile, RefreshState
from cordiale.understand.profile.refresh import Moment
from cordiale.understand.profile.rows import FIELDS

pytestmark = pytest.mark.slow  # each test fills a lake of its own


def rows() -> dict[int, tuple]:
    return {row[0]: row[1:] for row in Profile.objects.values_list("pk", *FIELDS)}


def test_an_order_makes_a_profile_and_others_stay_blank(lake, people):
    load(lake, order(people[0], 0, "12.50"))
    refresh.full(at=moment(1))
    told = profiles.of(people[0])
    assert (told.order_count, told.spent, told.currency, told.cohort) == (1, Decimal("12.50"), "EUR", "2026-01")
    assert (Profile.objects.count(), profiles.of(people[1]).order_count) == (12, 0)


def test_only_the_touched_party_is_computed_again(lake, people):
    load(lake, order(people[0], 0), order(people[1], 0))
    refresh.full(at=moment(1))
    load(lake, order(people[1], 1))
    assert refresh.touched(at=moment(2)).parties == 1
    assert profiles.of(people[1]).order_count == 2


def test_nothing_new_computes_nobody(lake, people):
    load(lake, order(people[0], 0))
    refresh.full(at=moment(1))
    report = refresh.touched(at=moment(2))
    assert (report.whole, report.parties) == (False, 0)


def test_time_alone_makes_late(lake, people):
    load(lake, *(order(people[0], day) for day in (0, 7, 14)))
    refresh.full(at=moment(15))
    assert not profiles.of(people[0]).late
    report = refresh.touched(at=moment(100))
    assert (report.parties, report.turned_late, profiles.of(people[0]).late) == (0, 1, True)


def test_a_contact_leaves_the_ninety_days_by_itself(lake, people):
    load(lake, contact(people[0], 0))
    refresh.full(at=moment(1))
    assert profiles.of(people[0]).outbound_90d == 1
    assert refresh.touched(at=moment(95)).parties == 1
    assert profiles.of(people[0]).outbound_90d == 0


def test_a_retracted_import_empties_the_profile_and_undo_fills_it_again(lake, people):
    load(lake, order(people[0], 0, source="import:1"))
    refresh.full(at=moment(1))
    lake.retract(source="import:1", by="undo:1")
    report = refresh.touched(at=moment(1))
    assert (report.whole, report.emptied, profiles.of(people[0]).order_count) == (False, 1, 0)
    lake.retract(source="undo:1")
    assert not refresh.touched(at=moment(1)).whole
    assert profiles.of(people[0]).order_count == 1


def test_compaction_touches_nobody(lake, people, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: START + timedelta(days=20))
    for day in range(7):
        load(lake, order(people[day], day))
    refresh.full(at=moment(8))
    assert lake.maintain().compacted_months > 0
    report = refresh.touched(at=moment(8))
    assert (report.whole, report.parties) == (False, 0)


def test_two_refreshes_do_not_run_at_once(lake, people):
    lease = lake.spool.leases.take(refresh.TURN)
    assert refresh.full(at=moment(1)).held
    lease.release()
    assert not refresh.full(at=moment(1)).held


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_refreshing_step_by_step_equals_refreshing_in_full(lake, people, seed):
    draw = Random(seed)
    load(lake, *(order(draw.choice(people), draw.randrange(40), source="import:0") for _ in range(40)))
    refresh.full(at=moment(40))
    told = []
    for step, day in enumerate(sorted(draw.sample(range(41, 200), 6))):
        source = f"import:{step + 1}"
        fresh = [_any(draw, people, day=day, source=source) for _ in range(draw.randrange(1, 9))]
        load(lake, *fresh)
        told += fresh
        _take_back(draw, lake, told=told, step=step)
        refresh.touched(at=moment(day))
    in_steps = rows()
    refresh.full(at=Moment(RefreshState.objects.get().as_of, RefreshState.objects.get().seen_at), recalibrate=False)
    assert rows() == in_steps


def _any(draw, people, *, day, source):
    """A fact of today, of long ago (it arrives late) or of tomorrow."""
    party, when = draw.choice(people), draw.choice([day, day - draw.randrange(150), day + 3])
    if draw.random() < 0.4:
        return contact(party, when, draw.choice(["mail.sent", "ticket.opened", "mail.opened"]), source=source)
    amount = f"{draw.randrange(1, 9999) / 100:.2f}"
    if draw.random() < 0.2:
        return order(party, when, f"-{amount}", source=source, kind="return")
    return order(draw.choice([party, None]), when, amount, source=source)


def _take_back(draw, lake, *, told, step):
    if draw.random() < 0.5:
        lake.retract(ids=[draw.choice(told).id])
    if draw.random() < 0.4:
        lake.retract(source=f"import:{draw.randrange(step + 2)}", by=f"undo:{step}")
    if draw.random() < 0.3:
        lake.retract(source=f"undo:{draw.randrange(step + 1)}")
