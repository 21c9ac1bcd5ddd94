"""What verbs change in a record is kept, save by save."""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from cordiale.people import addresses, identifiers, parties, tags, users
from cordiale.people.addresses import Place
from cordiale.people.audit.models import Entry, RecordChange
from cordiale.people.identifiers import Key
from cordiale.people.rights import members

YONVILLE = {"lines": "1 rue de l’Église", "postcode": "76780", "city": "Yonville", "country": "FR"}
EMAIL = "Emma.Bovary@Yonville.example"
CHANGES = {
    "name": (
        lambda emma, by: parties.rename(emma.key, given_name="Emma", family_name="Rouault", by=by),
        {"family_name": ("Bovary", "Rouault"), "name": ("Emma Bovary", "Emma Rouault")},
    ),
    "language": (lambda emma, by: parties.describe(emma.key, language="en", by=by), {"language": ("fr", "en")}),
    "owner": (lambda emma, by: parties.hand_over(emma.key, owner=by, by=by), {"owner": (None, "figaro")}),
    "archive": (lambda emma, by: parties.archive(emma.key, by=by), {"archived": (False, True)}),
    "tag": (lambda emma, by: tags.stick(emma.key, name="Fidèle", by=by), {"tags": ([], ["Fidèle"])}),
    "e-mail": (
        lambda emma, by: identifiers.add(emma.key, key=Key("email", "emma@rouen.example"), by=by),
        {"email": ([EMAIL], [EMAIL, "emma@rouen.example"])},
    ),
    "address": (
        lambda emma, by: addresses.put(emma.key, place=Place(city="Rouen"), by=by),
        {"address_home": (YONVILLE, {"lines": "", "postcode": "", "city": "Rouen", "country": ""})},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_verb_leaves_what_it_changed(emma, figaro, name):
    deed, wanted = CHANGES[name]
    deed(emma, figaro)
    row = RecordChange.objects.get()
    told = {field: (row.before[field], row.after[field]) for field in row.after}
    figaros = {str(figaro.key): "figaro"}
    assert {field: tuple(figaros.get(str(v), v) for v in pair) for field, pair in told.items()} == wanted
    assert (row.party, row.actor) == (emma, figaro.key)


def test_a_form_over_several_verbs_is_one_save(client, emma, figaro):
    client.force_login(figaro)
    typed = {"kind": "person", "given_name": "Emma", "family_name": "Rouault", "email": "emma@rouen.example"}
    client.post(reverse("customers:edit", args=[emma.key]), {**typed, "city": "Rouen", "language": "fr"})
    row = RecordChange.objects.get()
    assert sorted(row.after) == ["address_home", "email", "family_name", "name", "phone"]
    assert Entry.objects.get(deed="party.updated").actor == figaro.key


@pytest.mark.parametrize("name", [*CHANGES, "two e-mails"])
def test_an_earlier_value_is_given_back(client, emma, figaro, name):
    if name == "two e-mails":
        added = identifiers.add(emma.key, key=Key("email", "emma@rouen.example"), by=figaro)
        identifiers.make_main(emma.key, identifier=added.pk, by=figaro)
        fields = ["email"]
    else:
        CHANGES[name][0](emma, figaro)
        fields = list(CHANGES[name][1])
    row = RecordChange.objects.latest("pk")
    client.force_login(figaro)
    for field in fields:
        address = reverse("audit:restore", args=[emma.key, row.key])
        assert client.post(address, {"field": field}).status_code == 302
    with following_state(emma) as state:
        assert {field: state.get(field) for field in fields} == {field: row.before[field] for field in fields}


@contextmanager
def following_state(party):
    from cordiale.people.audit import changes, following

    yield {name: changes.plain(value) for name, value in following._state(party.key)[1].items()}


def test_the_page_shows_saves_to_those_who_may_and_hides_fields_from_others(client, emma, figaro):
    parties.rename(emma.key, given_name="Emma", family_name="Rouault", by=figaro)
    client.force_login(figaro)
    page = client.get(reverse("audit:history", args=[emma.key])).content.decode()
    assert "<del>Emma Bovary</del>" in page
    assert "Figaro Almaviva" in page
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne", password="barbier-de-seville-1775")
    members.give(suzanne, "marketer")
    client.force_login(suzanne)
    page = client.get(reverse("audit:history", args=[emma.key])).content.decode()
    assert "<del>•••</del>" in page
    assert "Rouault" not in page.partition("<main")[2].partition("<h1")[2]
