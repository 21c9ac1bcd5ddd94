import csv
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.steer.measures.conftest import sell

from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.understand.profile.models import Snapshot


@pytest.fixture
def reader(client, db):
    director = User.objects.create_user(email="director@cordiale.example", name="Arlequin")
    members.give(director, "manager")
    client.force_login(director)
    return client


def page(reader, **query):
    return reader.get(reverse("measures:steering"), query)


def test_every_figure_says_its_n_period_and_kind_of_evidence(reader, snapshot):
    text = page(reader).content.decode()
    assert "18\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€" in text
    assert text.count('class="evidence observed"') >= 4
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}120" in text
    assert "entre" in text


def test_three_measures_say_what_is_missing_and_how_to_begin(reader, snapshot):
    text = page(reader).content.decode()
    assert text.count("Pas encore mesuré") == 3
    assert reverse("imports:start") in text


def test_an_empty_house_is_told_how_to_begin(reader):
    answer = page(reader)
    assert answer.status_code == 200
    assert reverse("imports:start") in answer.content.decode()


def test_nothing_sold_in_the_period_is_said(reader, snapshot):
    Snapshot.objects.update(as_of="2027-06-30T10:00Z")
    assert "0\N{NO-BREAK SPACE}€" in page(reader, period="30").content.decode()


def test_the_page_reads_few_rows_and_asks_few_questions(reader, snapshot, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        page(reader)


def test_the_verdict_calls_a_change_within_its_margin_stable(reader, snapshot):
    sell(snapshot, date(2025, 10, 1), net=6000, orders=1).save()
    assert "stables à la marge près" in page(reader).content.decode()


def test_the_figures_leave_as_a_file(reader, snapshot):
    answer = reader.get(reverse("measures:export"))
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [row["measure"] for row in rows] == ["sales", "loyalty", "defections", "segmentation", "brand", "staff"]
    assert Decimal(rows[0]["value"]) == 18000
    assert rows[0]["n"] == "120"
    assert rows[0]["evidence"] == "observed"


def test_in_english(reader, snapshot):
    User.objects.update(language="en")
    text = page(reader).content.decode()
    assert "Steering" in text
    assert "€18,000" in text
