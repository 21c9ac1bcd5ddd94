"""Favourites, what was seen lately, and following."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import notes, parties, timeline
from cordiale.people.merging import merges
from cordiale.people.notices.models import Notice
from cordiale.people.shelf import follows, recents, stars
from cordiale.people.shelf.models import Favourite, Follow, Recent


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def test_a_star_is_put_and_taken_off(desk, emma, figaro):
    desk.post(reverse("shelf:star", args=[emma.key]))
    desk.post(reverse("shelf:star", args=[emma.key]))
    assert stars.of(figaro) == [emma]
    assert "Emma Bovary" in desk.get(reverse("shelf:shelf")).content.decode()
    desk.post(reverse("shelf:star", args=[emma.key]), {"off": "1"})
    assert stars.of(figaro) == []


@pytest.mark.slow
def test_opening_pages_is_remembered_latest_first_and_thirty_at_most(desk, emma, harpagon, figaro):
    for one in (emma, harpagon, emma):
        desk.get(reverse("customers:page", args=[one.key]))
    assert recents.of(figaro) == [emma, harpagon]
    for number in range(35):
        recents.remember(parties.create(name=f"P{number}", by=figaro), by=figaro)
    assert Recent.objects.filter(user=figaro).count() == 30
    assert recents.of(figaro)[0].name == "P34"


def _round(minutes):
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        follows.tell_followers.function()


def test_followers_are_told_once_of_what_is_worth_telling(emma, harpagon, figaro):
    follows.follow(emma, by=figaro)
    follows.tell_followers.function()
    for kind in ("complaint.received", "page.viewed", "complaint.received"):
        timeline.record(Event(kind=kind, party=emma.key))
    timeline.record(Event(kind="complaint.received", party=harpagon.key))
    _round(1)
    _round(2)
    assert [(one.user, one.party, one.words) for one in Notice.objects.all()] == [
        (figaro, emma, {"event": "complaint.received"})
    ]


def test_nobody_is_told_of_what_they_did_themselves_or_before_they_followed(emma, figaro):
    follows.tell_followers.function()
    timeline.record(Event(kind="complaint.received", party=emma.key))
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        follows.follow(emma, by=figaro)
        notes.write(emma.key, body="x", by=figaro)
    _round(2)
    assert not Notice.objects.exists()


def test_what_nobody_follows_any_more_is_not_told(desk, emma, figaro):
    desk.post(reverse("shelf:follow", args=[emma.key]))
    assert Follow.objects.filter(user=figaro, party=emma).exists()
    desk.post(reverse("shelf:follow", args=[emma.key]), {"off": "1"})
    follows.tell_followers.function()
    timeline.record(Event(kind="complaint.received", party=emma.key))
    _round(1)
    assert not Notice.objects.exists()


def test_stars_of_two_records_become_one_and_two_again(emma, harpagon, figaro):
    stars.star(emma, by=figaro)
    stars.star(harpagon, by=figaro)
    made = merges.merge(emma.key, others=[harpagon.key], by=figaro)
    assert stars.of(figaro) == [emma]
    merges.separate(made.key, by=figaro)
    assert Favourite.objects.count() == 2


def test_a_round_costs_few_queries_however_many_events(emma, figaro, django_assert_max_num_queries):
    follows.follow(emma, by=figaro)
    follows.tell_followers.function()
    with django_assert_max_num_queries(6):
        _round(1)
