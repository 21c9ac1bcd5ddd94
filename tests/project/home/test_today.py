"""Today, through HTTP."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from cordiale.core import clock
from cordiale.people import consents, notes, parties, tags
from cordiale.understand.profile.models import Profile


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def text(answer):
    return answer.content.decode()


def today():
    return reverse("home:today")


def make_late(party, *, days, spent="900.00"):
    now = clock.now()
    return Profile.objects.create(
        party=party, currency="EUR", first_order_at=now - timedelta(days=500), last_order_at=now - timedelta(days=90),
        order_count=8, spent=Decimal(spent), year_value=Decimal(spent), typical_gap_days=20.0, late=True,
        late_at=now - timedelta(days=days), money_score=5,
    )  # fmt: skip


def test_an_empty_house_is_shown_how_to_begin(desk):
    body = text(desk.get(today()))
    assert "La maison est prête." in body
    assert reverse("customers:new") in body
    assert reverse("accounts:team") in body
    assert "À faire signe" not in body


def test_who_to_greet_are_the_late_ones_who_agreed_the_biggest_first(desk, emma, candide, harpagon):
    for party, spent in ((emma, "900.00"), (candide, "1900.00"), (harpagon, "5000.00")):
        make_late(party, days=10, spent=spent)
        if party is not harpagon:
            consents.grant(party.key, purpose="marketing", channel="email")
    body = text(desk.get(today()))
    assert body.index("Candide Thunder") < body.index("Emma Bovary")
    assert "Harpagon" not in body
    assert "?f=late:is:late,consent:is:granted&amp;sort=-spent" in body


def test_mine_are_told_apart_from_all(desk, figaro, emma, candide):
    for party in (emma, candide):
        make_late(party, days=10)
        consents.grant(party.key, purpose="marketing", channel="email")
    parties.hand_over(emma.key, owner=figaro)
    assert "Candide Thunder" not in text(desk.get(today()))
    assert "Candide Thunder" in text(desk.get(today(), {"who": "all"}))


def test_the_sentence_counts_what_changed_since_yesterday(desk, emma, candide):
    make_late(emma, days=0)
    body = text(desk.get(today()))
    assert "Bonjour Figaro" in body or "Bonsoir Figaro" in body
    assert "1 bon client vient de sortir de son rythme" in body
    assert "2 nouveaux clients" in body


def test_what_was_opened_comes_back_first(desk, emma, candide):
    for party in (emma, candide, emma):
        desk.get(reverse("customers:page", args=[party.key]))
    body = text(desk.get(today()))
    lately = body[body.index("Vus récemment") :]
    assert lately.index("Emma Bovary") < lately.index("Candide Thunder")


def test_the_notes_of_the_team_are_told(desk, figaro, emma):
    notes.write(emma.key, body="Aime les bottes rouges.", by=figaro)
    assert "Aime les bottes rouges." in text(desk.get(today()))


def test_today_asks_few_questions(desk, figaro, emma, candide, django_assert_max_num_queries):
    make_late(emma, days=0)
    tags.stick(emma.key, name="Fidèle")
    notes.write(emma.key, body="Note.", by=figaro)
    desk.get(today())
    with django_assert_max_num_queries(26):
        desk.get(today())
