"""Records: created once, told apart, archived and restored."""

from datetime import date

import pytest

from cordiale.people import access, addresses, notes, parties, relations, search, tags
from cordiale.people.addresses import Place
from cordiale.people.identifiers import Key
from cordiale.people.models import Party, Relation, Tag, TimelineEntry
from cordiale.people.refusals import (
    AlreadyArchived,
    AlreadyRelated,
    BadCountry,
    DuplicateParty,
    EmptyNote,
    EmptyTag,
    KeyTaken,
    NameMissing,
    NoSuchParty,
    NotArchived,
    NotYourNote,
    RelatedToItself,
    TooLong,
)


def test_a_new_record_has_its_names_keys_address_and_first_event(emma, figaro):
    assert (emma.name, emma.sort_name, emma.source) == ("Emma Bovary", "bovary emma", "manual")
    keys = emma.identifiers.order_by("pk").values_list("kind", "issuer", "normal", "main")
    assert list(keys) == [
        ("email", "", "emma.bovary@yonville.example", True),
        ("phone", "", "+33612345678", True),
        ("external", "shop", "C-1857", True),
    ]
    assert emma.addresses.get().city == "Yonville"
    entry = emma.timeline.get()
    assert (entry.kind, entry.data) == ("party.created", {"actor": str(figaro.key)})


@pytest.mark.parametrize(
    ("fields", "candidate"),
    [
        ({"name": "E. B.", "identifiers": [Key("email", "EMMA.bovary@yonville.example")]}, "key"),
        ({"name": "E. B.", "identifiers": [Key("phone", "+33 6 12 34 56 78")]}, "key"),
        ({"given_name": "Emma", "family_name": "BOVARY", "born_on": date(1990, 4, 1)}, "name"),
        ({"given_name": "Émma", "family_name": "Bovary", "address": Place(postcode="76780")}, "name"),
    ],
)
def test_a_likely_duplicate_is_told_and_nothing_is_made(emma, figaro, fields, candidate):
    with pytest.raises(DuplicateParty) as refused:
        parties.create(by=figaro, **fields)
    assert [(one.party, one.reason) for one in refused.value.details["candidates"]] == [(emma, candidate)]
    assert "Emma Bovary" in str(refused.value)
    assert (Party.objects.count(), TimelineEntry.objects.count()) == (1, 1)


def test_a_namesake_and_a_shared_email_are_allowed_when_meant(emma, figaro, tartuffe):
    other = parties.create(given_name="Emma", family_name="Bovary", by=figaro)
    assert other.pk != emma.pk
    assert len({party.pk for party in tartuffe}) == 3
    with pytest.raises(KeyTaken):
        parties.create(name="X", identifiers=[Key("external", "C-1857", issuer="shop")], allow_duplicates=True)


def test_a_record_needs_a_name_or_a_key(figaro):
    with pytest.raises(NameMissing):
        parties.create(by=figaro, name="  ", identifiers=[Key("email", " ")])
    assert parties.create(by=figaro, identifiers=[Key("email", "x@y.fr")]).name == "x@y.fr"
    with pytest.raises(TooLong):
        parties.create(by=figaro, name="x" * 201)
    with pytest.raises(BadCountry):
        parties.create(by=figaro, name="x", address=Place(country="France"))
    assert Party.objects.count() == 1


def test_creating_costs_a_fixed_number_of_queries(figaro, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        parties.create(
            by=figaro,
            name="Arlequin",
            identifiers=[Key("email", "a@b.fr"), Key("phone", "0612345679"), Key("external", "1", issuer="erp")],
            address=Place(city="Bergame"),
        )


def test_an_archived_record_leaves_lists_and_search_and_comes_back(emma, figaro):
    parties.archive(emma.key, by=figaro)
    assert list(access.parties_for(figaro)) == []
    assert list(access.parties_for(figaro, archived=True)) == [emma]
    assert search.find("bovary") == []
    assert access.party_for(figaro, emma.key) == emma
    with pytest.raises(AlreadyArchived):
        parties.archive(emma.key, by=figaro)
    parties.restore(emma.key, by=figaro)
    assert search.find("bovary") == [emma]
    with pytest.raises(NotArchived):
        parties.restore(emma.key, by=figaro)


def test_nobody_and_former_users_see_nothing(emma, figaro):
    figaro.is_active = False
    assert list(access.parties_for(figaro)) == []
    with pytest.raises(NoSuchParty):
        access.party_for(figaro, emma.key)


def test_renaming_is_found_under_the_new_name_only(candide):
    parties.rename(candide.key, given_name="Candide", family_name="Westphalen")
    assert [party.sort_name for party in search.find("westphalen")] == ["westphalen candide"]
    assert search.find("thunder") == []


def test_an_address_is_written_over_by_purpose(emma):
    addresses.put(emma.key, place=Place(purpose="home", city="Rouen", country="fr"))
    work = addresses.put(emma.key, place=Place(purpose="work", city="Paris"))
    assert [(one.purpose, one.city, one.country, one.main) for one in emma.addresses.order_by("pk")] == [
        ("home", "Rouen", "FR", True),
        ("work", "Paris", "", False),
    ]
    addresses.remove(emma.key, address=work.pk)
    assert emma.addresses.count() == 1


def test_a_household_is_told_once_and_seen_from_both_sides(tartuffe):
    laurent, orgon, _ = tartuffe
    relations.relate(laurent.key, other=orgon.key, kind=Relation.Kind.HOUSEHOLD)
    with pytest.raises(AlreadyRelated):
        relations.relate(orgon.key, other=laurent.key, kind=Relation.Kind.HOUSEHOLD)
    with pytest.raises(RelatedToItself):
        relations.relate(orgon.key, other=orgon.key, kind=Relation.Kind.HOUSEHOLD)
    (seen,) = relations.around(orgon)
    relations.end(orgon.key, relation=seen.pk)
    assert list(relations.around(laurent)) == []


def test_a_tag_is_one_word_whatever_its_capitals(emma, candide):
    tags.stick(emma.key, name="Fidèle")
    tags.stick(candide.key, name=" fidèle ")
    tags.stick(candide.key, name="fidèle")
    assert Tag.objects.get().parties.count() == 2
    tags.peel(candide.key, name="FIDÈLE")
    assert [tag.name for tag in emma.tags.all()] == ["Fidèle"]
    with pytest.raises(EmptyTag):
        tags.stick(emma.key, name=" ")


def test_a_note_is_its_authors_own(emma, figaro, django_user_model):
    note = notes.write(emma.key, body="Aime les romans.", by=figaro)
    other = django_user_model.objects.create(email="s@x.fr", name="Suzanne")
    with pytest.raises(NotYourNote):
        notes.rewrite(note.key, body="…", by=other)
    with pytest.raises(EmptyNote):
        notes.write(emma.key, body="  ", by=figaro)
    told = emma.timeline.get(kind="note.written")
    assert (told.subject, told.personal) == (str(note.key), {})
    notes.remove(note.key, by=figaro)
    assert emma.notes.count() == 0
