"""Réglages > Champs et objets, and the cards of the customer page, through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordiale.people.fields import definitions, filling, objects
from cordiale.people.fields.models import CustomField, ObjectType, Record
from cordiale.people.rights import members


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def text(answer):
    return answer.content.decode()


FIELD = {"label_fr": "Logement", "label_en": "Home", "kind": "choice", "options": "Maison | House\nAppartement",
         "data_class": "contact"}  # fmt: skip


def test_a_field_is_previewed_defined_revised_retired_and_restored(desk, emma):
    preview = text(desk.post(reverse("fields:new"), FIELD | {"preview": "1"}))
    assert "Ce que verra l’équipe" in preview
    assert ">Appartement</option>" in preview
    assert not CustomField.objects.exists()
    assert desk.post(reverse("fields:new"), FIELD)["Location"] == reverse("fields:list")
    one = CustomField.objects.get()
    assert "Logement" in text(desk.get(reverse("fields:list")))
    changed = FIELD | {"label_fr": "Type de logement", "options": "Appartement | Flat\nMaison | House\nPéniche"}
    desk.post(reverse("fields:field", args=[one.key]), changed)
    one.refresh_from_db()
    assert [each["key"] for each in one.options] == ["appartement", "maison", "peniche"]
    told = text(desk.post(reverse("fields:retire", args=[one.key]), follow=True))
    assert reverse("fields:restore", args=[one.key]) in told
    desk.post(reverse("fields:restore", args=[one.key]))
    one.refresh_from_db()
    assert one.retired_at is None
    assert "aucune fiche" in text(desk.get(reverse("fields:usage", args=[one.key])))


def test_a_value_is_corrected_where_it_stands(desk, figaro, emma, django_assert_max_num_queries):
    definitions.define(by=figaro, kind="number", told={"label_fr": "Étage"})
    definitions.define(by=figaro, kind="text", told={"label_fr": "Badge", "required": True})
    card = reverse("fields:card", args=[emma.key])
    with django_assert_max_num_queries(12):
        assert "Étage" in text(desk.get(card, headers={"HX-Request": "true"}))
    assert 'name="custom.etage"' in text(desk.get(card, {"edit": "etage"}))
    wrong = desk.post(card, {"edit": "etage", "custom.etage": "haut"})
    assert (wrong.status_code, "«\u00a0haut\u00a0» ne convient pas" in text(wrong)) == (422, True)
    done = desk.post(card, {"edit": "etage", "custom.etage": "3"}, headers={"HX-Request": "true"})
    assert ">3</a>" in text(done)
    emma.refresh_from_db()
    assert emma.custom == {"etage": 3}


def test_a_column_of_other_parties_is_one_question_more(desk, figaro, emma, candide, harpagon):
    definitions.define(by=figaro, kind="reference", told={"label_fr": "Parrain"})
    address = f"{reverse('customers:list')}?cols=name&cols=custom.parrain"
    desk.get(address)
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for party, other in ((emma, candide), (candide, harpagon), (harpagon, emma)):
        filling.fill(party.key, told={"parrain": str(other.key)}, by=figaro)
    with CaptureQueriesContext(connection) as many:
        shown = text(desk.get(address))
    assert (shown.count("Candide Thunder"), "Parrain" in shown) >= (2, True)
    assert len(many) <= len(one) + 1


def test_two_people_on_the_card_lose_nothing(desk, figaro, emma):
    for kind, label in (("choice", "Logement"), ("number", "Étage"), ("text", "Badge")):
        options = [{"fr": "Maison", "en": "House"}, {"fr": "Appartement", "en": "Flat"}] if kind == "choice" else ()
        definitions.define(by=figaro, kind=kind, told={"label_fr": label}, options=options)
    card = reverse("fields:card", args=[emma.key])
    was = text(desk.get(card, {"edit": "all"})).partition('name="was" value="')[2].partition('"')[0]
    filling.fill(emma.key, told={"logement": "Maison", "etage": "3"}, by=figaro)
    mine = {"edit": "all", "was": was, "custom.logement": "appartement", "custom.etage": "", "custom.badge": "A-1"}
    stopped = desk.post(card, mine, headers={"HX-Request": "true"})
    assert stopped.status_code == 409
    assert "Logement\u00a0: «\u00a0Maison\u00a0» maintenant, «\u00a0Appartement\u00a0» dans votre" in text(stopped)
    emma.refresh_from_db()
    assert emma.custom == {"logement": "maison", "etage": 3}
    was = text(stopped).partition('name="was" value="')[2].partition('"')[0]
    sent = {**mine, "was": was, "custom.etage": "3"}
    assert desk.post(card, sent, headers={"HX-Request": "true"}).status_code == 200
    emma.refresh_from_db()
    assert emma.custom == {"logement": "appartement", "etage": 3, "badge": "A-1"}


def test_a_default_is_read_like_a_value_and_begins_a_new_record(desk):
    wrong = desk.post(reverse("fields:new"), FIELD | {"default": "Château"})
    assert (wrong.status_code, "«\u00a0Château\u00a0» ne convient pas" in text(wrong)) == (422, True)
    desk.post(reverse("fields:new"), FIELD | {"default": "House"})
    one = CustomField.objects.get()
    assert one.default == "maison"
    assert 'value="Maison"' in text(desk.get(reverse("fields:field", args=[one.key])))
    assert '<option value="maison" selected>' in text(desk.get(reverse("customers:new")))
    desk.post(reverse("fields:field", args=[one.key]), FIELD)
    one.refresh_from_db()
    assert one.default is None


def test_the_builder_asks_about_records_and_about_another_party(desk, figaro, emma, candide):
    car = objects.define(by=figaro, told={"label_fr": "Voiture", "plural_fr": "Voitures"})
    definitions.define(by=figaro, kind="text", told={"label_fr": "Marque"}, of=car)
    definitions.define(by=figaro, kind="reference", told={"label_fr": "Parrain"})
    objects.add("voiture", party=emma.key, title="R5", told={"marque": "Renault"}, by=figaro)
    filters, shown = reverse("customers:filters"), reverse("customers:list")
    assert 'value="has.voiture"' in text(desk.get(filters))
    group = text(desk.get(filters, {"draft": "", "field": "has.voiture"}))
    assert "Voiture\u00a0: au moins une fiche" in group
    assert 'name="draft" value="has.voiture()"' in group
    picking = text(desk.get(filters, {"draft": "has.voiture()", "into": "0"}))
    assert 'value="marque"' in picking
    assert 'value="custom.parrain"' not in picking
    row = text(desk.get(filters, {"draft": "has.voiture()", "into": "0", "field": "marque"}))
    assert 'name="v.0.0"' in row
    done = desk.get(filters, {"draft": "has.voiture(marque:is)", "op.0.0": "is", "v.0.0": "renault", "apply": "1"})
    assert done["Location"] == f"{shown}?f=has.voiture(marque:is:renault)"
    listed = text(desk.get(done["Location"]))
    assert "Emma Bovary" in listed
    assert "Candide" not in listed
    asked = {"draft": "custom.parrain:is", "op.0": "is", "v.0": "candide", "apply": "1"}
    found = text(desk.get(filters, asked))
    assert f'<option value="{candide.key}">Candide Thunder</option>' in found
    chosen = desk.get(filters, asked | {"v.0": str(candide.key)})
    assert chosen["Location"] == f"{shown}?f=custom.parrain:is:{candide.key}"


def test_the_list_filters_by_a_defined_field(desk, figaro, emma, candide):
    definitions.define(by=figaro, kind="number", told={"label_fr": "Étage"})
    desk.post(reverse("fields:card", args=[emma.key]), {"edit": "etage", "custom.etage": "3"})
    body = text(desk.get(reverse("customers:list"), {"f": "custom.etage:at_least:2"}))
    assert ("Emma" in body, "Candide" in body, "Étage" in body) == (True, False, True)
    assert 'value="custom.etage"' in text(desk.get(reverse("customers:filters")))


def test_an_object_is_defined_and_kept_about_a_customer(desk, emma):
    told = {"label_fr": "Véhicule", "plural_fr": "Véhicules", "icon": "car", "many": "on"}
    assert desk.post(reverse("fields:new-object"), told)["Location"] == "/reglages/objets/vehicule/"
    desk.post(
        reverse("fields:new") + "?objet=vehicule", {"label_fr": "Plaque", "kind": "text", "data_class": "contact"}
    )
    assert CustomField.objects.get().of == ObjectType.objects.get()
    new = reverse("fields:new-record", args=[emma.key, "vehicule"])
    assert desk.post(new, {"title": "", "custom.plaque": "AB"}).status_code == 422
    desk.post(new, {"title": "Clio", "custom.plaque": "AB-123"})
    row = Record.objects.get()
    assert (row.title, row.values) == ("Clio", {"plaque": "AB-123"})
    assert "Clio" in text(desk.get(reverse("fields:records-card", args=[emma.key])))
    assert "AB-123" in text(desk.get(reverse("fields:records", args=["vehicule"])))
    told = text(desk.post(reverse("fields:archive-record", args=[row.key]), follow=True))
    assert reverse("fields:archive-record", args=[row.key]) in told
    desk.post(reverse("fields:retire-object", args=["vehicule"]))
    assert desk.get(reverse("fields:records", args=["vehicule"])).status_code == 404


@pytest.mark.parametrize("name", ["list", "new", "objects", "new-object"])
def test_settings_are_shut_to_those_who_do_not_define(client, name, db):
    from cordiale.people import users

    seller = users.create(email="s@rivage.example", name="S", password="barbier-de-seville-1775")
    members.give(seller, "sales")
    client.force_login(seller)
    assert client.get(reverse(f"fields:{name}")).status_code == 403


def test_own_fields_leave_with_the_file_for_those_who_read_them(desk, client, figaro, emma):
    definitions.define(by=figaro, kind="text", told={"label_fr": "=Badge"})
    definitions.define(by=figaro, kind="text", told={"label_fr": "Santé", "data_class": "sensitive"})
    told = {"custom.badge": "=1+1", "custom.sante": "secret"}
    desk.post(reverse("fields:card", args=[emma.key]), {"edit": "all", **told})
    whole = b"".join(desk.get(reverse("customers:export")).streaming_content).decode()
    assert "'=Badge;Santé" in whole
    assert "'=1+1;secret" in whole
    members.give(figaro, "sales")
    members.take(figaro, "manager")
    client.force_login(type(figaro).objects.get(pk=figaro.pk))
    part = b"".join(client.get(reverse("customers:export")).streaming_content).decode()
    assert ("'=Badge" in part, "secret" in part) == (True, False)
