"""The timeline: told with the deed, copied once to the lake, read as one stream."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from cordiale.core import keys
from cordiale.core.event import Event
from cordiale.lake import LakeConfig, open_all
from cordiale.people import forwarding, lakehouse, timeline
from cordiale.people.models import TimelineEntry
from cordiale.people.refusals import NoSuchParty, UnknownChoice

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path, monkeypatch):
    made = open_all(LakeConfig.in_folder(tmp_path))
    monkeypatch.setattr(lakehouse, "lake", lambda: made)
    return made


def event(party, number: int, *, kind: str = "page.viewed", **more: object) -> Event:
    return Event(kind=kind, party=party.key, at=NOON - timedelta(hours=number), subject=f"/{number}", **more)


def subjects(page: timeline.Page) -> list[str]:
    return [event.subject for event in page.events if event.kind == "page.viewed"]


def test_an_event_is_stored_with_the_deed_or_not_at_all(emma, transactional_db):
    with transaction.atomic():
        timeline.record(event(emma, 1))
        transaction.set_rollback(True)
    assert not emma.timeline.filter(kind="page.viewed").exists()


def test_the_same_event_twice_is_one_and_a_stranger_is_refused(emma):
    one = event(emma, 1, amount=Decimal("12.30"), currency="EUR", personal={"ip": "x"})
    timeline.record(one)
    timeline.record(one)
    row = emma.timeline.get(kind="page.viewed")
    assert timeline.as_event(row, emma.key) == one
    with pytest.raises(NoSuchParty):
        timeline.record(Event(kind="page.viewed", party=keys.new()))


def test_forwarding_copies_each_event_once(emma, lake):
    timeline.record(event(emma, 1))
    forwarding.forward()
    assert not TimelineEntry.objects.filter(spooled_at=None).exists()
    spooled = lake.spool.last_position()
    TimelineEntry.objects.update(spooled_at=None)  # as after a crash between the copy and the mark
    forwarding.forward()
    assert lake.spool.last_position() == spooled


def test_recent_rows_and_the_lake_are_one_stream_in_pages(emma, lake):
    lake.spool.append([event(emma, n) for n in range(0, 20, 2)])
    for n in range(1, 6, 2):
        timeline.record(event(emma, n))
    forwarding.forward()
    lake.loader().run_once()
    first = timeline.of(emma, limit=5, kinds=["page.viewed"])
    assert subjects(first) == ["/0", "/1", "/2", "/3", "/4"]
    second = timeline.of(emma, before=first.next, limit=5, kinds=["page.viewed"])
    assert subjects(second) == ["/5", "/6", "/8", "/10", "/12"]
    last = timeline.of(emma, before=second.next, limit=5, kinds=["page.viewed"])
    assert (subjects(last), last.next) == (["/14", "/16", "/18"], None)


def test_events_of_the_same_instant_are_neither_lost_nor_doubled(emma, lake):
    same = [Event(kind="page.viewed", party=emma.key, at=NOON, subject=f"/{n}") for n in range(12)]
    lake.spool.append(same[:8])
    lake.loader().run_once()
    for one in same[6:]:
        timeline.record(one)
    seen, before = [], None
    while True:
        page = timeline.of(emma, before=before, limit=5, kinds=["page.viewed"])
        seen += subjects(page)
        before = page.next
        if before is None:
            break
    assert sorted(seen, key=lambda text: int(text[1:])) == [f"/{n}" for n in range(12)]


def test_a_page_address_that_was_tampered_with_is_refused(emma, lake):
    with pytest.raises(UnknownChoice):
        timeline.of(emma, before="yesterday")


def test_pruning_forgets_only_what_the_lake_holds(emma, lake):
    old = datetime(2026, 1, 5, tzinfo=UTC)
    held, waiting = (Event(kind="page.viewed", party=emma.key, at=old + timedelta(days=n)) for n in range(2))
    for one in (held, waiting):
        timeline.record(one)
    forwarding.forward()
    lake.loader().run_once()
    TimelineEntry.objects.filter(pk=waiting.id).update(spooled_at=None)
    lake.retract(ids=[])
    forwarding.prune()
    kept = set(emma.timeline.values_list("pk", flat=True))
    assert held.id not in kept
    assert waiting.id in kept
    assert held.id in {one.id for one in timeline.of(emma).events}


def test_the_database_side_of_a_page_is_two_queries(emma, lake, django_assert_num_queries):
    with django_assert_num_queries(2):  # who was merged into the party, and the rows
        timeline.of(emma)
