"""Deeds on many parties at once do what the single deed does, and repeat without harm."""

from datetime import UTC, datetime

import pytest

from cordiale.core import keys
from cordiale.core.event import Event
from cordiale.people import notes, parties, relations, timeline
from cordiale.people.models import Relation, TimelineEntry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_many_are_entrusted_to_one_adviser(emma, candide, harpagon, figaro):
    assert parties.entrust([emma.key, candide.key, keys.new()], owner=figaro) == 2
    for party in (emma, candide, harpagon):
        party.refresh_from_db()
    assert (emma.owner, candide.owner, harpagon.owner) == (figaro, figaro, None)


def test_relations_told_together_are_told_once(emma, candide):
    told = [(emma.key, candide.key, "household"), (emma.key, keys.new(), "household")]
    assert relations.relate_many(told) == 1
    assert relations.relate_many(told) == 0
    assert Relation.objects.get().other == candide


def test_events_the_lake_holds_are_kept_without_being_copied_again(emma):
    events = [
        Event(kind="visit.ended", party=emma.key, at=NOON, data={"page_count": 3}),
        Event(kind="visit.ended", party=keys.new(), at=NOON),
    ]
    before = TimelineEntry.objects.filter(spooled_at=None).count()
    timeline.keep(events, spooled_at=NOON)
    timeline.keep(events, spooled_at=NOON)
    entry = TimelineEntry.objects.get(kind="visit.ended")
    assert (entry.party, entry.data, entry.spooled_at) == (emma, {"page_count": 3}, NOON)
    assert TimelineEntry.objects.filter(spooled_at=None).count() == before


def test_a_note_carried_over_keeps_its_day(emma, figaro):
    assert notes.write(emma.key, body="Rappeler après les vacances.", by=figaro, at=NOON).created_at == NOON
