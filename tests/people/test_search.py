"""Search: any beginning of a name, an e-mail, a phone in any spacing, a reference; accents folded."""

import pytest

from cordiale.people import common, naming, search
from cordiale.people.models import Party


@pytest.mark.parametrize(
    "text",
    [
        "bov", "Emma", "emma bov", "BOVARY emma", "émma", "emma.bovary@yon", "emma.bovary@yonville.example", "yonville",
        "06 12 34", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78", "0033612345678", "33612", "C-1857", "c1857",
        "c 1857", "1857",
    ],
)  # fmt: skip
def test_emma_is_found_by(text, emma, candide):
    assert search.find(text) == [emma]


@pytest.mark.parametrize(
    "text", ["", "   ", "emma thunder", "ovary", "emma.bovary@rouen", "07 12", "-", "'", '"', "*", "a:*&|!"]
)
def test_emma_is_not_found_by(text, emma):
    assert search.find(text) == []


def test_names_that_begin_like_the_text_come_first(emma, figaro):
    from cordiale.people import parties

    beaumont = parties.create(given_name="Bob", family_name="Beaumont", by=figaro)
    zola = parties.create(given_name="Beau", family_name="Zola", by=figaro)
    assert search.find("beau") == [beaumont, zola]
    assert search.find("beau", limit=1) == [beaumont]


def test_a_single_letter_asks_for_the_names_that_begin_with_it(emma, candide):
    assert search.find("b") == [emma]
    assert list(search.narrow(Party.objects.all(), "t")) == [candide]
    assert search.find("emma b") == [emma]
    assert search.find("z") == []


def test_one_or_two_digits_are_a_whole_word(figaro, emma):
    from cordiale.people import parties
    from cordiale.people.identifiers import Key

    seven = parties.create(name="Sept", identifiers=[Key("external", "7", issuer="erp")], by=figaro)
    assert search.find("7") == [seven]
    assert search.find("06") == []
    assert search.find("061") == [emma]


def test_narrowing_a_list_keeps_its_order_and_limits(tartuffe, emma):
    found = search.narrow(Party.objects.order_by("-sort_name"), "richelieu tartuffe")
    assert list(found) == []
    found = search.narrow(Party.objects.order_by("-sort_name"), "tartuffe")
    assert [party.given_name for party in found] == ["Orgon", "Laurent", "Elmire"]
    assert len(search.narrow(Party.objects.all(), "tartuffe", most=2)) == 2
    assert search.narrow(Party.objects.all(), " ").count() == 4


@pytest.mark.parametrize(("often", "seldom"), [(0.0, 0.0), (0.5, 0.3), (2.0, 0.3), (2.0, 2.0)])
@pytest.mark.parametrize(
    "text", ["", "tartuffe", "tart", "t", "laurent tartuffe", "tartuffe laurent", "elm", "emma", "06 12", "c-1857", "z",
    "emma.bovary@yon", "yonville", "tartuffe 7"],
)  # fmt: skip
@pytest.mark.slow
def test_common_words_are_tested_in_each_row_and_find_the_same(monkeypatch, text, often, seldom, tartuffe, emma):
    looked_up = set(search.narrow(Party.objects.all(), text))
    monkeypatch.setattr(common, "AT_EACH", 1)
    monkeypatch.setattr(common, "PLACES", 2)
    monkeypatch.setattr(common, "OFTEN", often)
    monkeypatch.setattr(common, "SELDOM", seldom)
    assert len(common.sample()) == 2
    assert set(search.narrow(Party.objects.all(), text)) == looked_up
    assert set(search.narrow(Party.objects.all(), text, most=2)) <= looked_up


def test_a_deleted_party_is_forgotten_by_the_index(emma):
    emma.delete()
    assert search.find("bovary") == []


def test_finding_takes_three_queries(emma, django_assert_num_queries):
    with django_assert_num_queries(3):  # names that begin so, how common the words are, the others
        search.find("emma")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élodie  O’Brien-Łuk", "elodie o brien luk"),
        ("Œuvre Straße", "oeuvre strasse"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("_*'\"", ""),
    ],
)
def test_folding(text, folded):
    assert naming.fold(text) == folded
