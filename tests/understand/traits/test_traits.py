"""What is known of parties in the lake: told once, asked as a list is asked, gone with whom it was about."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.core.conditions.trees import TODAY, trees

from cordiale.core.conditions import UnknownField, UnknownOperator, evaluate, read, validate
from cordiale.lake import traits
from cordiale.people import parties, tags
from cordiale.people.fields import definitions, filling
from cordiale.people.fields.registry import Fields
from cordiale.people.models import Party
from cordiale.understand.traits import questions, telling
from cordiale.understand.traits.questions import LakeFields

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOMES = [{"fr": "Maison", "en": "House"}, {"fr": "Appartement", "en": "Flat"}]
KINDS = {
    "number": (Decimal(3), Decimal("3.5"), Decimal(-10), Decimal("0.1")),
    "money": (Decimal("0.1"), Decimal(100)),
    "day": (TODAY, date(2020, 2, 29)),
    "choice": ("maison", "appartement"),
    "choices": ("maison", "appartement"),
    "flag": (True, False),
}


def define(by, kind, label, **told):
    told = {"label_fr": label, "data_class": "commercial", **told}
    return definitions.define(by=by, kind=kind, told=told, options=HOMES if kind in definitions.CHOSEN else ())


def rows(lake, **where):
    with lake.engine() as engine:
        found = engine.sql("SELECT * FROM traits ORDER BY field, text", tables=["traits"]).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in where.items())]


def asked(lake, text, user, **more):
    return set(questions.kept(lake, read(text), actor=user, today=TODAY, **more))


@pytest.mark.django_db(transaction=True)
def test_a_value_is_told_once_and_the_last_word_stands(lake, figaro, emma):
    define(figaro, "choice", "Logement")
    define(figaro, "number", "Taille du foyer")
    filling.fill(emma.key, told={"logement": "Maison", "taille_du_foyer": "3,5"}, by=figaro)
    assert telling.changed().told == 1
    [size] = rows(lake, field="custom.taille_du_foyer")
    assert (size["number"], size["text"], size["pii"]) == (Decimal("3.5"), None, None)
    assert (telling.changed().told, telling.everybody().told) == (0, 0)
    filling.fill(emma.key, told={"logement": "Appartement", "taille_du_foyer": ""}, by=figaro)
    assert telling.changed().told == 1
    assert [row["text"] for row in rows(lake, field="custom.logement")] == ["appartement"]
    assert rows(lake, field="custom.taille_du_foyer") == []
    assert asked(lake, "custom.logement:is:appartement,city:begins:yon", figaro) == {emma.key}
    assert lake.maintain().removed_rows > 0
    assert asked(lake, "custom.logement:is:appartement,city:begins:yon", figaro) == {emma.key}


def test_what_could_name_somebody_is_sealed_and_what_is_delicate_stays_away(lake, figaro, emma):
    define(figaro, "text", "Surnom", data_class="contact")
    define(figaro, "number", "Carte", data_class="contact")
    define(figaro, "text", "Santé", data_class="sensitive")
    filling.fill(emma.key, told={"surnom": "Marquise-7", "carte": "4711", "sante": "migraine-7"}, by=figaro)
    telling.changed()
    assert {row["field"] for row in rows(lake) if row["pii"]} == {"custom.carte", "custom.surnom"}
    assert traits.opened(lake, emma.key) == {"custom.surnom": ["Marquise-7"], "custom.carte": ["4711.000000"]}
    assert asked(lake, "custom.surnom:known", figaro) == {emma.key}
    for text, refusal in (("custom.surnom:is:x", UnknownOperator), ("custom.sante:known", UnknownField)):
        with pytest.raises(refusal):
            asked(lake, text, figaro)
    held = b"".join(path.read_bytes() for path in Path(lake.tables.root).rglob("*") if path.is_file())
    assert b"Marquise" not in held
    assert b"migraine" not in held


def test_a_class_that_becomes_delicate_takes_the_values_out_of_the_lake(lake, figaro, emma):
    home = define(figaro, "choice", "Logement")
    filling.fill(emma.key, told={"logement": "Maison"}, by=figaro)
    telling.changed()
    definitions.revise(home.key, by=figaro, told={"data_class": "sensitive"}, options=HOMES)
    assert (telling.changed().whole, rows(lake, field="custom.logement")) == (True, [])
    lake.maintain()
    with lake.engine() as engine:
        assert engine.sql("SELECT count(*) AS n FROM traits", tables=["traits"])["n"][0].as_py() == len(rows(lake))
    assert "custom.logement" not in lake.tables.find("traits").to_pyarrow_table()["field"].to_pylist()


@pytest.mark.django_db(transaction=True)
def test_who_is_archived_merged_away_or_erased_is_no_longer_told_of(lake, figaro, emma, candide, harpagon, tartuffe):
    from cordiale.people.merging import merges

    telling.everybody()
    assert len({row["pid"] for row in rows(lake)}) == 6
    parties.archive(candide.key, by=figaro)
    merges.merge(tartuffe[0].key, others=[tartuffe[1].key], by=figaro)
    lake.erase_all([harpagon.key])
    Party.objects.filter(pk=harpagon.pk).delete()
    telling.changed()
    left = {emma.key, tartuffe[0].key, tartuffe[2].key}
    assert asked(lake, "kind:is:person", figaro) == left
    lake.maintain()
    assert asked(lake, "kind:is:person", figaro) == left
    parties.restore(candide.key, by=figaro)
    telling.changed()
    assert asked(lake, "kind:is:person", figaro) == {*left, candide.key}


def test_those_whom_nobody_knows_any_more_take_leave(lake, figaro, emma, candide):
    telling.everybody()
    Party.objects.filter(pk=candide.pk).delete()
    assert (telling.everybody().left, asked(lake, "kind:is:person", figaro)) == (1, {emma.key})


@pytest.fixture
def base(figaro):
    """Parties with gaps in the company's fields and in those of everybody."""
    rng = random.Random(7)
    made = [define(figaro, kind, f"champ {kind}") for kind in KINDS]
    for number in range(30):
        held = {}
        for one in made:
            value = rng.choice([None, *KINDS[one.kind]])
            if value is not None:
                stored = str(value) if isinstance(value, date) else value
                stored = float(value) if isinstance(value, Decimal) else stored
                held[one.name] = [stored] if one.kind == "choices" else stored
        party = Party.objects.create(
            name=f"P{number}", sort_name=f"p{number}", custom=held, kind=rng.choice(["person", "organisation"]),
            owner=rng.choice([None, figaro]), source=rng.choice(["", "Straße", "demo"]),
        )  # fmt: skip
        if rng.random() < 0.4:
            tags.stick(party.key, name=rng.choice(["VIP", "été"]), by=figaro)
    return figaro


class Worth:
    def __init__(self, asked, worth):
        self.name, self.kind, self.operators, self.values = asked.name, asked.kind, asked.operators, worth


def check_against_reference(lake, user, *, engine, examples):
    telling.everybody()
    known, lake_fields = Fields(user), LakeFields(user)
    worth = {f"custom.champ_{kind}": worth for kind, worth in KINDS.items()}
    worth |= {"kind": ("person", "organisation"), "owner": (str(user.key),), "tag": ("VIP", "ÉTÉ", "perdu")}
    worth |= {"source": ("strasse", "Demo", "x"), "created": (TODAY, date(2020, 2, 29))}
    fields = {name: Worth(lake_fields.field(name), told) for name, told in worth.items()}
    everybody = dict(Party.objects.values_list("pk", "key"))
    fetched = {name: known.field(name).fetch(list(everybody)) for name in worth}
    table = {key: {name: fetched[name].get(pk) for name in worth} for pk, key in everybody.items()}
    with lake.engine(engine) as opened:

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(tree=trees(fields))
        def check(tree):
            found = opened.arrow(questions.keeping(opened.table("traits"), tree, actor=user, today=TODAY))
            kept = set(lake.keyring.parties(found["pid"].to_pylist()).values())
            checked = validate(tree, lake_fields)
            assert kept == {key for key, row in table.items() if evaluate(checked, row, today=TODAY)}

        check()


def test_every_tree_keeps_in_the_lake_whom_the_reference_keeps(lake, base):
    check_against_reference(lake, base, engine="duckdb", examples=60)
    assert asked(lake, "", base) == set(Party.objects.values_list("key", flat=True))


@pytest.mark.spark
def test_spark_answers_the_same(lake, base):
    check_against_reference(lake, base, engine="spark", examples=12)


def test_mine_is_told_by_who_asks(lake, base, figaro):
    telling.everybody()
    mine = set(Party.objects.filter(owner=figaro).values_list("key", flat=True))
    assert asked(lake, "owner:is:me", figaro) == mine
