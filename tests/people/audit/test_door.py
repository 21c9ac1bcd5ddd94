"""Whoever shows a customer leaves an entry: every route is visited."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.cast import PASSWORD
from tests.project.test_routes import ROUTES

from cordiale.people.audit import door
from cordiale.people.audit.models import Entry

INVENTED = {"web:gallery", "api-v1:documentation"}  # these show examples, nobody we know
NAMES = ("Emma Bovary", "Harpagon L’Avare")  # as shown; what is asked below repeats neither


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def deeds(client_address, desk, **more):
    """What one visit adds to the log."""
    before = Entry.objects.count()
    answer = desk.get(client_address, more)
    told = list(Entry.objects.order_by("id").values_list("deed", "party", "rows", "subject")[before:])
    return answer, told


def test_reading_a_page_is_one_entry_with_its_panels(desk, emma):
    _, told = deeds(reverse("customers:page", args=[emma.key]), desk)
    assert told == [("party.read", emma.key, None, "customers:page")]
    _, again = deeds(reverse("customers:timeline", args=[emma.key]), desk)
    assert again == []


def test_a_list_says_how_many_it_showed(desk, emma, harpagon):
    _, told = deeds(reverse("customers:list"), desk)
    assert told == [("party.listed", None, 2, "customers:list")]


def test_a_search_keeps_the_fingerprint_of_its_words_and_not_the_words(desk, emma, harpagon):
    _, told = deeds(reverse("customers:list"), desk, q="Bovary")
    assert told == [("party.searched", None, 1, "customers:list")]
    detail = Entry.objects.get(deed="party.searched").detail
    assert door.fingerprint(" BOVARY ") in detail
    assert "ovary" not in detail


def test_an_export_says_how_many_rows_left(desk, emma, harpagon):
    answer = desk.get(reverse("customers:export"))
    assert b"Bovary" in b"".join(answer.streaming_content)
    told = Entry.objects.filter(subject="customers:export").order_by("id").values_list("deed", "rows")
    assert list(told) == [("export.begun", None), ("party.exported", 2)]


def test_a_refusal_by_policy_is_written(desk, emma):
    key = uuid4()
    assert desk.get(reverse("customers:page", args=[key])).status_code == 404
    entry = Entry.objects.order_by("-id").first()
    assert (entry.deed, entry.party, entry.detail) == ("access.refused", key, '{"code":"no_such_party"}')


def test_coming_and_going_is_written(client, figaro):
    client.post(reverse("signin:sign-in"), {"username": figaro.email, "password": PASSWORD})
    client.post(reverse("signin:sign-out"))
    told = Entry.objects.order_by("id").values_list("deed", "actor")
    assert list(told) == [("session.opened", figaro.key), ("session.closed", figaro.key)]


@pytest.mark.django_db
def test_a_stranger_writes_nothing(client):
    client.get(reverse("signin:sign-in"))
    client.get("/nowhere/")
    assert not Entry.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ROUTES.keys() - INVENTED))
def test_no_route_shows_a_customer_without_an_entry(desk, emma, harpagon, name, monkeypatch):
    monkeypatch.setattr(door, "ONCE_IN", timedelta(0))
    kwargs = {word: emma.key if word == "key" else value for word, value in ROUTES[name].items()}
    before = Entry.objects.count()
    answer = desk.get(reverse(name, kwargs=kwargs), {"q": "C-1857", "email": "emma.bovary@yonville.example"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if any(word.encode() in content for word in NAMES):
        written = Entry.objects.all()[before:]
        assert any(entry.party == emma.key or entry.rows for entry in written), name
