"""The pairs that may be one: found in the base, reviewed one after the other, nothing merged without a word."""

import pytest
from django.urls import reverse

from cordiale.people import parties, users
from cordiale.people.addresses import Place as Address
from cordiale.people.identifiers import Key
from cordiale.people.merging import suspects, worklist
from cordiale.people.merging.models import Merge, Suspect
from cordiale.people.merging.worklist import Place
from cordiale.people.models import Party
from cordiale.people.rights import members


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def made(figaro, given, family, *keys, postcode=""):
    address = Address(postcode=postcode, city="Yonville") if postcode else None
    return parties.create(
        given_name=given, family_name=family, identifiers=[Key(*key) for key in keys], address=address,
        allow_duplicates=True, by=figaro,
    )  # fmt: skip


@pytest.fixture
def double(figaro, emma):
    """The same e-mail, phone, name and postcode as emma."""
    keys = [("email", "emma.bovary@yonville.example"), ("phone", "06 12 34 56 78")]
    return made(figaro, "Emma", "Bovary", *keys, postcode="76780")


@pytest.fixture
def namesake(figaro, emma):
    return made(figaro, "Emma", "Bovary", ("email", "autre@yonville.example"), postcode="76780")


def found(user):
    return [(pair.low, pair.high, pair.reasons) for pair in worklist.pairs(user)]


def test_pairs_are_found_by_what_they_share_the_likeliest_first(figaro, emma, candide, double, namesake):
    assert worklist.look_through() == 3
    assert found(figaro) == [
        (emma, double, "email,name,phone"), (emma, namesake, "name"), (double, namesake, "name"),
    ]  # fmt: skip
    before = set(Suspect.objects.values_list("pk", flat=True))
    worklist.look_through()
    assert set(Suspect.objects.values_list("pk", flat=True)) == before
    parties.archive(namesake.key, by=figaro)
    assert found(figaro) == [(emma, double, "email,name,phone")]
    assert worklist.look_through() == 1


def test_a_switchboard_makes_no_pairs_and_a_person_is_no_organisation(figaro, emma):
    for number in range(worklist.SHARED_BY + 1):
        made(figaro, f"P{number}", "Standard", ("phone", "01 23 45 67 89"))
    parties.create(
        name="Bovary SARL", kind=Party.Kind.ORGANISATION, identifiers=[Key("phone", "06 12 34 56 78")],
        allow_duplicates=True, by=figaro,
    )  # fmt: skip
    assert worklist.look_through() == 0


def test_only_those_one_may_merge_are_offered(figaro, emma, double):
    worklist.look_through()
    seller = users.create(email="s@rivage.example", name="S", password="barbier-de-seville-1775")
    members.give(seller, "sales")
    assert (len(found(figaro)), found(seller)) == (1, [])


def test_a_review_goes_from_pair_to_pair(desk, figaro, emma, double, namesake):
    worklist.look_through()
    doubles, review = reverse("merging:doubles"), reverse("merging:review")
    assert "même e-mail, même nom, même code postal, même téléphone" in desk.get(doubles).content.decode()
    first = desk.get(review)["Location"]
    page = desk.get(first).content.decode()
    assert f'name="revue" value="3.{Suspect.objects.get(weight=3).pk}"' in page
    assert Merge.objects.count() == 0
    place = worklist.place_of(Suspect.objects.get(weight=3))
    sent = {"party": [emma.key, double.key], "survivor": emma.key, "revue": str(place)}
    following = desk.post(reverse("merging:merge"), sent)["Location"]
    assert following == f"{review}?after={place}"
    second = desk.get(following)["Location"]
    assert (str(emma.key) in second, str(namesake.key) in second) == (True, True)
    place = worklist.place_of(Suspect.objects.get(low=emma, high=namesake))
    apart = desk.post(
        reverse("merging:apart", args=[emma.key]), {"other": namesake.key, "revue": str(place)}
    )  # fmt: skip
    ended = desk.get(apart["Location"])
    assert ended["Location"] == doubles
    assert found(figaro) == []
    assert "Aucun doublon en vue" in desk.get(doubles).content.decode()
    suspects.doubt(emma.key, other=namesake.key, by=figaro)
    assert [(low, high) for low, high, _why in found(figaro)] == [(emma, namesake)]


def test_rows_chosen_in_the_list_come_to_the_comparison(desk, emma, double, candide):
    address = reverse("merging:chosen")
    answer = desk.post(address, {"key": [emma.key, double.key, candide.key], "address": "q=emma"})
    assert answer["Location"] == (
        f"{reverse('merging:merge')}?party={emma.key}&party={double.key}&party={candide.key}"
    )  # fmt: skip
    assert 'name="keep-name"' in desk.get(answer["Location"]).content.decode()
    for sent in ({"key": [emma.key]}, {"key": [emma.key, double.key], "every": "1"}, {}):
        refused = desk.post(address, sent | {"address": "q=emma"}, follow=True)
        assert "Choisissez de 2 à 10 fiches à réunir." in refused.content.decode()
        assert refused.redirect_chain[0][0] == f"{reverse('customers:list')}?q=emma"


@pytest.mark.parametrize("text", ["", "x", "1", "1.x", "1.2.3", "٣.1", "9" * 40])
def test_a_place_that_is_none_is_the_beginning(text):
    assert Place.read(text) is None or str(Place.read(text)) == text
