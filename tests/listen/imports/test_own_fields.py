"""The company's own fields come in with a file, are completed by another, and go back with the import."""

import pytest
from tests.listen.imports.doing import imported, plan

from cordiale.listen.imports import inspection, mapping, runs
from cordiale.listen.imports.kinds import kind_of
from cordiale.people import users
from cordiale.people.fields import definitions
from cordiale.people.models import Party

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COLUMNS = {"Ref": "ref", "Nom": "name", "Type de logement": "own_type_de_logement", "Étage": "own_etage",
           "Depuis": "own_depuis"}  # fmt: skip
HEADER = "Ref,Nom,Type de logement,Étage,Depuis"


@pytest.fixture
def own(db):
    by = users.create(email="chef@rivage.example", name="Chef", password="barbier-de-seville-1775")
    for kind, label in (("choice", "Type de logement"), ("number", "Étage"), ("day", "Depuis")):
        options = [{"fr": "Maison", "en": "House"}, {"fr": "Appartement", "en": "Flat"}] if kind == "choice" else ()
        definitions.define(by=by, kind=kind, told={"label_fr": label}, options=options)


def values():
    return {party.name: party.custom for party in Party.objects.order_by("name")}


def test_columns_are_recognised_by_the_names_of_the_fields(own, written):
    look = inspection.inspect(written(HEADER, "1,Géronte,Maison,3,2020-05-01"))
    suggested = {one.column: one.field for one in mapping.suggest(kind_of("parties"), look.columns)}
    assert suggested["Type de logement"] == "own_type_de_logement"
    assert suggested["Étage"] == "own_etage"


def test_values_come_in_are_completed_and_go_back(own, lake, written):
    told = plan("parties", COLUMNS)
    first = imported(
        written(HEADER, '1,Argan,flat,"3,5",2020-05-01', "2,Béline,Maison,,", "3,Cléante,Château,1,"), given=told
    )
    assert first.counts["parties"]["created"] == 2
    assert first.counts["rows"]["refused"] == 1
    assert values() == {
        "Argan": {"type_de_logement": "appartement", "etage": 3.5, "depuis": "2020-05-01"},
        "Béline": {"type_de_logement": "maison"},
    }
    second = imported(written(HEADER, "1,Argan,,4,", "2,Béline,Maison,,"), given=told)
    assert second.counts["parties"] == {"created": 0, "updated": 1, "unchanged": 1}
    assert values()["Argan"] == {"type_de_logement": "appartement", "etage": 4, "depuis": "2020-05-01"}
    runs.revert(second.key)
    assert values()["Argan"]["etage"] == 3.5
