"""Fields defined without code: what they hold, whom they keep, how they are made quick."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from tests.core.conditions.trees import TODAY, trees

from cordiale.core import clock
from cordiale.core.conditions import BadValue, UnknownField, evaluate, read
from cordiale.core.errors import Refusal
from cordiale.people import fields, users
from cordiale.people.fields import definitions, filling, indexing, objects, plans, values, words
from cordiale.people.fields.models import CustomField, Record
from cordiale.people.fields.refusals import FieldExists, LabelMissing, NoSuchField, OnlyOne, ValueMissing, WrongValue
from cordiale.people.fields.registry import Fields
from cordiale.people.models import Party, TimelineEntry
from cordiale.people.rights import members

pytestmark = pytest.mark.django_db
HOMES = [{"fr": "Maison", "en": "House"}, {"fr": "Appartement", "en": "Flat"}]


def define(by, kind, label, **told):
    options = told.pop("options", HOMES if kind in definitions.CHOSEN else ())
    return definitions.define(by=by, kind=kind, told={"label_fr": label, **told}, options=options)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  Vélo  bleu ", "Vélo bleu"),
        ("long_text", "un\r\ndeux", "un\ndeux"),
        ("number", "1 234,50", 1234.5),
        ("number", "−3", -3),
        ("money", "12.00", 12),
        ("day", "2026-02-28", "2026-02-28"),
        ("choice", "Appartement", "appartement"),
        ("choice", "flat", "appartement"),
        ("choices", "House; Flat", ["maison", "appartement"]),
        ("flag", "oui", True),
        ("email", "Emma@Yonville.Example", "emma@yonville.example"),
        ("phone", "06 12 34 56 78", "+33612345678"),
        ("web", "rivage.example/a", "https://rivage.example/a"),
    ],
)
def test_what_is_typed_is_stored_in_one_form(figaro, kind, typed, stored):
    assert values.read(define(figaro, kind, "Champ"), typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "beaucoup"), ("number", "NaN"), ("number", "1e9"), ("day", "2026-02-30"), ("choice", "Château"),
        ("flag", "peut-être"), ("email", "emma@"), ("phone", "12"), ("web", "javascript://rivage.example/%0aalert(1)"),
        ("web", "https://a b.example"), ("text", "x" * 501), ("reference", "x" * 36),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(figaro, kind, typed):
    with pytest.raises(WrongValue):
        values.read(define(figaro, kind, "Champ"), typed)


def test_a_field_is_defined_once_and_never_loses_a_value(figaro, emma):
    home = define(figaro, "choice", "Type de logement", label_en="Kind of home")
    assert (home.name, [one["key"] for one in home.options]) == ("type_de_logement", ["maison", "appartement"])
    with pytest.raises(FieldExists):
        define(figaro, "text", "Type de logement")
    with pytest.raises(LabelMissing):
        define(figaro, "text", "")
    filling.fill(emma.key, told={home.name: "Maison"}, by=figaro)
    definitions.revise(home.key, by=figaro, told={}, options=[{"key": "appartement", "fr": "Logement collectif"}])
    home.refresh_from_db()
    assert home.offered() == [("appartement", "Logement collectif")]
    emma.refresh_from_db()
    assert values.show(home, emma.custom[home.name]) == "Maison"


def test_filling_tells_what_changed_and_keeps_the_history(figaro, emma):
    floor = define(figaro, "number", "Étage")
    filling.fill(emma.key, told={"etage": "3,5"}, by=figaro)
    filling.fill(emma.key, told={"etage": "3,5"}, by=figaro)
    emma.refresh_from_db()
    assert (emma.custom, emma.version) == ({"etage": 3.5}, 2)
    assert TimelineEntry.objects.filter(kind="party.described").count() == 1
    assert emma.changes.filter(after__has_key=f"custom.{floor.name}").count() == 1
    filling.fill(emma.key, told={"etage": ""}, by=figaro)
    emma.refresh_from_db()
    assert emma.custom == {}


def test_a_demanded_value_may_not_be_taken_away_and_an_unknown_field_not_written(figaro, emma):
    define(figaro, "text", "Badge", required=True)
    with pytest.raises(ValueMissing):
        filling.fill(emma.key, told={"badge": " "}, by=figaro)
    with pytest.raises(NoSuchField):
        filling.fill(emma.key, told={"is_admin": "1"}, by=figaro)


def test_what_is_delicate_is_written_and_asked_only_by_those_who_may(figaro, emma):
    define(figaro, "text", "Santé", data_class="sensitive")
    seller = users.create(email="s@rivage.example", name="S", password="barbier-de-seville-1775")
    members.give(seller, "sales")
    with pytest.raises(NoSuchField):
        filling.fill(emma.key, told={"sante": "x"}, by=seller)
    with pytest.raises(Refusal):
        fields.compile(read("custom.sante:known"), actor=seller)
    assert fields.compile(read("custom.sante:known"), actor=figaro)


def test_a_retired_field_leaves_filters_and_comes_back_with_its_values(figaro, emma):
    badge = define(figaro, "text", "Badge")
    filling.fill(emma.key, told={"badge": "A-1"}, by=figaro)
    definitions.retire(badge.key, by=figaro)
    assert Fields(figaro).field("custom.badge") is None
    definitions.restore(badge.key, by=figaro)
    assert Party.objects.get(fields.compile(read("custom.badge:is:a-1"), actor=figaro)) == emma


KINDS = {
    "text": ("Vélo", "velo bleu", "100%", "a_b"),
    "number": (Decimal(3), Decimal("3.5"), Decimal(-10), Decimal(200)),
    "money": (Decimal("0.1"), Decimal(100)),
    "day": (TODAY, date(2020, 2, 29)),
    "choice": ("maison", "appartement"),
    "choices": ("maison", "appartement"),
    "flag": (True, False),
    "web": ("https://a.example", "b.example"),
}


@pytest.fixture
def base(figaro):
    """Parties with gaps, and values of the wrong form left by another program."""
    rng = random.Random(5)
    made = [define(figaro, kind, f"champ {kind}") for kind in KINDS]
    for number in range(40):
        held = {}
        for one in made:
            value = rng.choice([None, *KINDS[one.kind]])
            if value is not None:
                stored = str(value) if isinstance(value, date) else value
                stored = float(value) if isinstance(value, Decimal) else stored
                held[one.name] = [stored] if one.kind == "choices" else stored
        Party.objects.create(name=f"P{number}", sort_name=f"p{number}", custom=held)
    return figaro


class Worth:
    def __init__(self, field, worth):
        self.name, self.kind, self.operators, self.values = field.name, field.kind, field.operators, worth


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.slow
def test_every_tree_keeps_whom_the_reference_keeps(base, indexed):
    if indexed:
        for one in CustomField.objects.exclude(kind="choices"):
            connection.check_constraints()  # PostgreSQL indexes no table with checks pending
            indexing._build(one)
            CustomField.objects.filter(pk=one.pk).update(index="ready")
    known = Fields(base)
    worth = {f.name: Worth(f, KINDS[f.kind]) for f in known if f.name.startswith("custom.")}
    fetched = {name: known.field(name).fetch(list(Party.objects.values_list("pk", flat=True))) for name in worth}
    rows = {pk: {name: fetched[name].get(pk) for name in worth} for pk in Party.objects.values_list("pk", flat=True)}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tree=trees(worth))
    def check(tree):
        plan = plans.plan(tree, actor=base, today=TODAY, fields=known)
        kept = set(Party.objects.filter(plan.condition).values_list("pk", flat=True))
        checked = plans.check(tree, fields=known)
        assert kept == {pk for pk, row in rows.items() if evaluate(checked, row, today=TODAY)}

    check()


@pytest.mark.slow
def test_every_question_about_records_keeps_whom_the_reference_keeps(figaro):
    rng = random.Random(11)
    car = objects.define(by=figaro, told={"label_fr": "Voiture", "plural_fr": "Voitures"})
    made = [
        definitions.define(
            by=figaro,
            kind=kind,
            told={"label_fr": f"champ {kind}"},
            options=HOMES if kind in definitions.CHOSEN else (),
            of=car,
        )
        for kind in KINDS
    ]
    for number in range(25):
        party = Party.objects.create(name=f"P{number}", sort_name=f"p{number}")
        for _one in range(rng.choice([0, 1, 1, 2])):
            worth = {one.name: rng.choice([None, *KINDS[one.kind]]) for one in made}
            held = {one.name: typed(one, worth[one.name]) for one in made if worth[one.name] is not None}
            gone = clock.now() if rng.random() < 0.2 else None
            Record.objects.create(
                of=car, party=party, title=rng.choice(["Simca", "rapid"]), values=held, archived_at=gone
            )
    known = Fields(figaro)
    inside = known.inside("voiture")
    worth = {one.name: Worth(one, KINDS[one.kind]) for one in inside if one.name.startswith("champ")}
    worth["record.title"] = Worth(inside.field("record.title"), ("Simca", "SIM", "x"))
    pks = list(Party.objects.values_list("pk", flat=True))
    records, kinds = inside.thing.fetch(pks), known.field("kind").fetch(pks)
    asked = {"kind": Worth(known.field("kind"), ("person", "organisation"))}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tree=trees(asked, things={"voiture": worth}))
    def check(tree):
        plan = plans.plan(tree, actor=figaro, today=TODAY, fields=known)
        kept = set(Party.objects.filter(plan.condition).values_list("pk", flat=True))
        checked = plans.check(tree, fields=known)
        rows = {pk: {"kind": kinds[pk], "has.voiture": records.get(pk, ())} for pk in pks}
        assert kept == {pk for pk, row in rows.items() if evaluate(checked, row, today=TODAY)}
        for part in plan.parts:
            told = set(Party.objects.filter(part.kept.condition).values_list("pk", flat=True))
            few = {pk for rows in part.kept.few for pk in rows.values_list(*rows.query.values_select, flat=True)}
            assert not part.kept.few or told <= few

    check()


def typed(one, value):
    stored = str(value) if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value
    return [stored] if one.kind == "choices" else stored


def test_records_are_asked_only_about_what_one_may_read_and_in_words(figaro, emma):
    car = objects.define(by=figaro, told={"label_fr": "Voiture", "label_en": "Car", "plural_fr": "Voitures"})
    definitions.define(by=figaro, kind="text", told={"label_fr": "Marque"}, of=car)
    definitions.define(by=figaro, kind="text", told={"label_fr": "Défaut", "data_class": "sensitive"}, of=car)
    objects.add("voiture", party=emma.key, title="R5", told={"marque": "Renault"}, by=figaro)
    tree = read("has.voiture(marque:begins:ren)")
    assert Party.objects.get(fields.compile(tree, actor=figaro)) == emma
    assert words.sentence(tree, fields=Fields(figaro)) == (
        "a au moins une fiche «\u00a0Voiture\u00a0» avec (marque\u00a0: commence par «\u00a0ren\u00a0»)"
    )
    with translation.override("en"):
        assert words.sentence(read("has.voiture()"), fields=Fields(figaro)) == "has at least one “Car” record"
    seller = users.create(email="s@rivage.example", name="S", password="barbier-de-seville-1775")
    members.give(seller, "sales")
    for text in ("has.voiture(defaut:known)", "has.bateau()", "has.voiture(city:known)"):
        with pytest.raises(UnknownField):
            fields.compile(read(text), actor=seller)
    objects.retire("voiture", by=figaro)
    with pytest.raises(UnknownField):
        fields.compile(tree, actor=figaro)


def test_another_party_is_asked_for_by_its_key_and_only_one_that_is_seen(figaro, emma, candide):
    define(figaro, "reference", "Parrain")
    filling.fill(emma.key, told={"parrain": str(candide.key)}, by=figaro)
    tree = read(f"custom.parrain:is:{candide.key}")
    assert Party.objects.get(fields.compile(tree, actor=figaro)) == emma
    assert words.sentence(tree, fields=Fields(figaro)) == "parrain\u00a0: Candide Thunder"
    seller = users.create(email="s@rivage.example", name="S", password="barbier-de-seville-1775")
    members.give(seller, "sales")
    for actor, key in ((seller, candide.key), (figaro, figaro.key)):
        with pytest.raises(BadValue):
            fields.compile(read(f"custom.parrain:is:{key}"), actor=actor)


def test_an_index_answers_the_question_and_can_be_dropped(figaro, django_assert_num_queries):
    badge = define(figaro, "text", "Badge")
    indexing.ask(badge.key, by=figaro)
    badge.refresh_from_db()
    assert badge.index == "building"
    indexing._build(badge)
    condition = fields.compile(read("custom.badge:is:A1"), actor=figaro)
    if connection.vendor == "sqlite":
        assert badge.index_name in Party.objects.filter(condition).explain()
    indexing.give_up(badge.key, by=figaro)
    indexing._drop(badge)
    assert CustomField.objects.get().index == ""


def test_objects_have_records_with_their_own_fields(figaro, emma):
    boat = objects.define(by=figaro, told={"label_fr": "Bateau", "plural_fr": "Bateaux", "many": False})
    definitions.define(by=figaro, kind="number", told={"label_fr": "Longueur"}, of=boat)
    kept = objects.add("bateau", party=emma.key, title="L’Albatros", told={"longueur": "7,5"}, by=figaro)
    assert Record.objects.get().values == {"longueur": 7.5}
    with pytest.raises(OnlyOne):
        objects.add("bateau", party=emma.key, title="Autre", told={}, by=figaro)
    objects.correct(kept.key, title="L’Albatros II", told={"longueur": ""}, by=figaro)
    assert Record.objects.get().values == {}
    objects.archive(kept.key, by=figaro)
    objects.add("bateau", party=emma.key, title="Autre", told={}, by=figaro)
    objects.retire("bateau", by=figaro)
    assert objects.active() == []
    objects.restore("bateau", by=figaro)
    assert Record.objects.count() == 2
