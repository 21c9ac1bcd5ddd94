"""Records of the company's own objects come in with a file, are corrected by another, and go back with the import."""

import pytest
from tests.listen.imports.doing import imported, plan

from cordiale.listen.imports import inspection, mapping, refused, runs
from cordiale.listen.imports.kinds import kind_of
from cordiale.people import parties, users
from cordiale.people.fields import definitions, objects
from cordiale.people.fields.models import ObjectType, Record
from cordiale.people.identifiers import Key
from cordiale.people.models import Party

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COLUMNS = {
    "Client": "customer",
    "Plaque": "title",
    "Marque": "own_marque",
    "Année": "own_annee",
    "Garant": "own_garant",
}
HEADER = "Client,Plaque,Marque,Année,Garant"


@pytest.fixture
def chef(db):
    return users.create(email="chef@rivage.example", name="Chef", password="barbier-de-seville-1775")


@pytest.fixture
def car(chef):
    of = objects.define(by=chef, told={"label_fr": "Voiture", "plural_fr": "Voitures"})
    for kind, label in (("text", "Marque"), ("number", "Année"), ("reference", "Garant")):
        definitions.define(by=chef, kind=kind, told={"label_fr": label}, of=of)
    return of


@pytest.fixture
def argan(chef):
    return parties.create(name="Argan", identifiers=[Key("external", "A1", issuer="shop")], by=chef)


def told(**options):
    of = ObjectType.objects.get()
    columns = {name: field for name, field in COLUMNS.items() if of.fields.count() or not field.startswith("own_")}
    return plan(f"object:{of.pk}", options.pop("columns", columns), **options)


def held():
    return {record.title: (record.party.name, record.values) for record in Record.objects.select_related("party")}


def test_columns_are_recognised(car, written):
    look = inspection.inspect(written(HEADER, "A1,AB-123-CD,Renault,1978,"))
    suggested = {one.column: one.field for one in mapping.suggest(kind_of(f"object:{car.pk}"), look.columns)}
    assert suggested == {"Client": "customer", "Marque": "own_marque", "Année": "own_annee", "Garant": "own_garant"}


def test_records_come_in_once_are_corrected_and_go_back(car, argan, lake, written):
    lines = (HEADER, "A1,AB-1,Renault,1978,", "A1,CD-2,Simca,,A1", "Z9,EF-3,Rapid,1961,", "A1,XX-0,Fiat,beaucoup,")
    lines += ("A1,YY-0,Fiat,1999,personne", ",ZZ-0,Fiat,1999,")
    checked = runs.check(runs.create(path=written(*lines), plan=told()).key)
    assert (checked.counts["record"]["created"], Record.objects.count(), Party.objects.count()) == (3, 0, 1)
    first = imported(written(*lines), given=told())
    assert (first.counts["record"], first.counts["rows"]["refused"]) == (
        {"created": 3, "updated": 0, "unchanged": 0}, 3,
    )  # fmt: skip
    assert held() == {
        "AB-1": ("Argan", {"marque": "Renault", "annee": 1978}),
        "CD-2": ("Argan", {"marque": "Simca", "garant": str(argan.key)}),
        "EF-3": ("Client Z9", {"marque": "Rapid", "annee": 1961}),
    }
    reasons = {line: said for line, _cells, [said] in refused.rows_of(first)}
    assert reasons == {
        5: "Année\u00a0: «\u00a0beaucoup\u00a0» n’est pas un nombre lisible.",
        6: "Garant\u00a0: «\u00a0personne\u00a0» ne convient pas.",
        7: "«\u00a0Référence du client\u00a0» est obligatoire et manque.",
    }
    again = imported(written(*lines), given=told())
    assert again.counts["record"] == {"created": 0, "updated": 0, "unchanged": 3}
    second = imported(written(HEADER, "A1,AB-1,Renault,1979,"), given=told())
    assert second.counts["record"]["updated"] == 1
    assert held()["AB-1"] == ("Argan", {"marque": "Renault", "annee": 1979})
    runs.revert(second.key)
    assert held()["AB-1"] == ("Argan", {"marque": "Renault", "annee": 1978})
    runs.revert(first.key)
    assert "EF-3" not in held()
    assert set(Party.objects.values_list("name", flat=True)) == {"Argan"}


def test_what_somebody_changed_since_stays(car, argan, chef, lake, written):
    first = imported(written(HEADER, "A1,AB-1,Renault,1978,", "A1,CD-2,Simca,,"), given=told())
    record = Record.objects.get(title="AB-1")
    objects.correct(record.key, title="AB-1", told={"marque": "Peugeot"}, by=chef)
    assert runs.revert(first.key).report["revert"]["records_kept"] == 1
    assert held() == {"AB-1": ("Argan", {"marque": "Peugeot", "annee": 1978})}


def test_a_customer_who_may_have_one_gets_no_second(chef, argan, lake, written):
    objects.define(by=chef, told={"label_fr": "Contrat", "plural_fr": "Contrats", "many": False})
    other = parties.create(name="Béline", identifiers=[Key("external", "B2", issuer="shop")], by=chef)
    objects.add("contrat", party=other.key, title="à la main", told={}, by=chef)
    given = told(columns={"Client": "customer", "Plaque": "title"})
    run = imported(written("Client,Plaque", "A1,P-1", "A1,P-2", "B2,P-3"), given=given)
    assert (run.counts["record"]["created"], run.counts["rows"]["refused"]) == (1, 2)
    assert held() == {"P-1": ("Argan", {}), "à la main": ("Béline", {})}
    again = imported(written("Client,Plaque", "A1,P-9"), given=given)
    assert again.counts["record"]["updated"] == 1
    assert held()["P-9"] == ("Argan", {})


def test_parties_point_at_one_another_by_what_a_file_knows(chef, argan, lake, written):
    definitions.define(by=chef, kind="reference", told={"label_fr": "Parrain"})
    columns = {"Ref": "ref", "Nom": "name", "Parrain": "own_parrain"}
    lines = ("Ref,Nom,Parrain", "B2,Béline,A1", f"C3,Cléante,{argan.key}", "D4,Diafoirus,inconnu")
    run = imported(written(*lines), given=plan("parties", columns))
    assert (run.counts["parties"]["created"], run.counts["rows"]["refused"]) == (2, 1)
    pointed = Party.objects.filter(custom__parrain=str(argan.key)).values_list("name", flat=True)
    assert set(pointed) == {"Béline", "Cléante"}
