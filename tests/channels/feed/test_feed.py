"""The feed tells of every change, in an order in which nothing turns up late."""

from datetime import timedelta
from threading import Event as Flag
from threading import Thread

import pytest
import time_machine
from django.db import connection, transaction

from cordiale.channels.feed import reading, retention, triggers
from cordiale.channels.feed.models import Begin, Change
from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import intake, parties, tags, timeline
from cordiale.people.intake import PartyDraft
from cordiale.people.models import Party


def told(place=None):
    return [(one.what, one.party) for one in reading.after(place, limit=1000)]


@pytest.mark.django_db(transaction=True)
def test_every_deed_is_told_whatever_the_way(figaro, emma, harpagon):
    start = reading.end()
    parties.describe(emma.key, language="en")
    tags.stick(emma.key, name="fidèle")
    timeline.record(Event(kind="call.made", party=emma.key))
    parties.archive(emma.key, by=figaro)
    parties.restore(emma.key, by=figaro)
    with intake.take_in([PartyDraft(ref="1", name="Nouvelle"), PartyDraft(ref="2", name="Nouveau")], source="x"):
        pass
    Party.objects.filter(key=emma.key).update(merged_into=harpagon.pk)
    gone = harpagon.key
    Party.objects.filter(key=emma.key).update(merged_into=None)
    Party.objects.filter(key=gone).delete()
    made = Party.objects.order_by("pk")[1:]
    assert told(start) == [
        ("party.updated", emma.key), ("party.updated", emma.key), ("event.recorded", emma.key),
        ("party.archived", emma.key), ("party.restored", emma.key), *[("party.created", one.key) for one in made],
        ("party.merged", emma.key), ("party.updated", emma.key), ("party.erased", gone),
    ]  # fmt: skip
    merged = Change.objects.get(what="party.merged")
    assert merged.other == gone
    assert Change.objects.get(what="event.recorded").kind == "call.made"


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_is_not_told(emma, figaro):
    start = reading.end()

    class Stop(Exception):
        pass

    def fail():
        with transaction.atomic():
            parties.describe(emma.key, language="en")
            raise Stop

    with pytest.raises(Stop):
        fail()
    assert told(start) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_a_transaction_that_commits_late_loses_nothing(emma, harpagon):
    """The first to take a number is the last to commit: a reader in between must not pass it by."""
    written, go = Flag(), Flag()

    def slow():
        try:
            with transaction.atomic():
                Party.objects.filter(pk=emma.pk).update(updated_at=clock.now())
                written.set()
                assert go.wait(20)
        finally:
            connection.close()

    place = reading.end()
    thread = Thread(target=slow)
    thread.start()
    assert written.wait(20)
    Party.objects.filter(pk=harpagon.pk).update(updated_at=clock.now())
    early = reading.after(place, limit=10)
    go.set()
    thread.join()
    later = reading.after(reading.place_of(early[-1]) if early else place, limit=10)
    assert [one.party for one in early + later] == [emma.key, harpagon.key]


@pytest.mark.django_db(transaction=True)
def test_pages_of_any_size_read_the_same(figaro):
    for place in range(7):
        parties.create(name=f"Client {place}", by=figaro)
    whole = told()
    for size in (1, 3, 100):
        seen, place = [], None
        while rows := reading.after(place, limit=size):
            seen += [(one.what, one.party) for one in rows]
            place = reading.place_of(rows[-1])
        assert seen == whole


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_is_said_to_be(emma, figaro):
    first = reading.place_of(reading.after(None, limit=1)[0])
    with time_machine.travel(clock.now() + timedelta(days=31)):
        parties.describe(emma.key, language="en")
        Change.objects.filter(what="party.updated").update(at=clock.now())
        retention.forget()
        assert told() == [("party.updated", emma.key)]
        with pytest.raises(reading.PlaceLost):
            reading.after(reading.Place(first.turn, first.number - 1), limit=1)


@pytest.mark.django_db(transaction=True)
def test_a_place_of_the_future_is_of_another_life(emma):
    end = reading.end()
    with pytest.raises(reading.PlaceLost):
        reading.after(reading.Place(end.turn + 1000, end.number), limit=1)


@pytest.mark.django_db(transaction=True)
def test_another_server_counts_anew(emma):
    reading.after(None, limit=1)
    Begin.objects.update(server="another")
    with pytest.raises(reading.PlaceLost):
        reading.after(reading.Place(0, 0), limit=1)
    place = reading.end()
    parties.describe(emma.key, language="en")
    assert told(place) == [("party.updated", emma.key)]


@pytest.mark.django_db
def test_the_triggers_outlive_the_migrations_of_others():
    sql = (
        "select name from sqlite_master where type = 'trigger'"
        if connection.vendor == "sqlite"
        else "select tgname from pg_trigger"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert set(triggers.NAMES) <= {name for (name,) in cursor.fetchall()}
