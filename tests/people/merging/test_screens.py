"""Merging through the doors people use."""

import pytest
from django.db import connection
from django.urls import reverse

from cordiale.people import parties
from cordiale.people.identifiers import Key
from cordiale.people.merging import merges
from cordiale.people.merging.models import Merge


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


@pytest.fixture
def double(emma, figaro):
    return parties.create(
        given_name="Emma",
        family_name="Rouault",
        identifiers=[Key("phone", "0612345678")],
        allow_duplicates=True,
        by=figaro,
    )


def panel(desk, party):
    return said(desk.get(reverse("merging:panel", args=[party.key]), headers={"hx-request": "true"}))


def said(answer):
    return answer.content.decode()


def test_the_panel_offers_who_shares_a_phone(desk, emma, double, harpagon):
    page = panel(desk, emma)
    assert ("Emma Rouault" in page, "Harpagon" in page) == (True, False)


def test_two_told_apart_are_no_longer_offered_until_that_is_taken_back(desk, emma, double):
    desk.post(reverse("merging:apart", args=[emma.key]), {"other": double.key})
    assert "Emma Rouault" not in panel(desk, emma)
    assert "Emma Bovary" not in panel(desk, double)
    desk.post(reverse("merging:doubt", args=[emma.key]) + f"?other={double.key}")
    assert "Emma Rouault" in panel(desk, emma)


def test_comparing_choosing_merging_and_separating(desk, emma, double):
    address = reverse("merging:merge")
    page = said(desk.get(address, {"party": [emma.key, double.key]}))
    assert 'name="keep-name"' in page
    assert 'name="keep-main_phone"' in page  # written differently
    sent = {"party": [emma.key, double.key], "survivor": emma.key, "keep-name": double.key}
    answer = desk.post(address, sent)
    assert answer["Location"] == reverse("customers:page", args=[emma.key])
    assert "Emma Rouault" in said(desk.get(answer["Location"]))
    old = desk.get(reverse("customers:page", args=[double.key]))
    assert old["Location"] == reverse("customers:page", args=[emma.key])
    desk.post(reverse("merging:separate", args=[Merge.objects.get().key]))
    assert "Emma Bovary" in said(desk.get(reverse("customers:page", args=[emma.key])))
    assert desk.get(reverse("customers:page", args=[double.key])).status_code == 200


def test_one_record_alone_asks_for_the_other(desk, emma, double):
    answer = desk.get(reverse("merging:merge"), {"party": [emma.key]})
    assert answer["Location"] == reverse("merging:find", args=[emma.key])
    assert "Emma Rouault" in said(desk.get(answer["Location"]))
    assert "Emma Rouault" in said(desk.get(answer["Location"], {"q": "rouault"}))


def test_addresses_that_were_tampered_with_are_refused(desk, emma, double):
    address = reverse("merging:merge")
    assert desk.get(address, {"party": ["x"]}).status_code == 404
    assert desk.post(address, {"party": [emma.key, double.key], "survivor": "x"}).status_code == 404
    assert not Merge.objects.exists()


def test_the_merged_do_not_stand_in_the_archive_nor_among_look_alikes(desk, emma, double, figaro):
    merges.merge(emma.key, others=[double.key], by=figaro)
    assert "Rouault" not in said(desk.get(reverse("customers:list"), {"archived": "1"}))


def test_the_panel_costs_few_queries(desk, emma, double, django_assert_max_num_queries):
    desk.get(reverse("merging:panel", args=[emma.key]))
    with django_assert_max_num_queries(19 if connection.vendor == "postgresql" else 18):
        desk.get(reverse("merging:panel", args=[emma.key]))
