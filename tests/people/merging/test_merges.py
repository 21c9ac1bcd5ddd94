"""Merging and separating: everything follows, nothing is lost, and taking back is exact."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import consents, identifiers, notes, parties, relations, search, tags, timeline
from cordiale.people.addresses import Place, put
from cordiale.people.audit.models import Entry
from cordiale.people.identifiers import Key
from cordiale.people.merging import choices, follows, merges
from cordiale.people.merging.models import Merge, RowChange
from cordiale.people.merging.refusals import (
    AlreadyMerged,
    AlreadySeparated,
    DifferentKinds,
    MergedFurther,
    SurvivorArchived,
    TooFew,
)
from cordiale.people.models import Consent, Party, Relation
from cordiale.people.refusals import PartOfAnother

TOLD = {"people.TimelineEntry", "audit.Entry", "audit.RecordChange", "feed.Change", "jobs.Job"}


def rows():
    """Every row of every table, but for what is only ever appended and the memory of merges itself."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if model._meta.managed and label not in TOLD and not label.startswith("merging."):
            found[label] = sorted(map(str, model._base_manager.values_list()))
    return found


@pytest.fixture
def double(emma, figaro):
    """Emma again, from the shop: another e-mail, the same phone, the same town."""
    made = parties.create(
        given_name="Emma", family_name="Rouault",
        identifiers=[Key("email", "emma@bertaux.example"), Key("phone", "0612345678"), Key("external", "S-9", "till")],
        address=Place(lines="1 rue de l’Église", postcode="76780", city="Yonville", country="FR"),
        allow_duplicates=True, by=figaro,
    )  # fmt: skip
    tags.stick(made.key, name="Lectrice")
    tags.stick(emma.key, name="lectrice")
    tags.stick(made.key, name="Bal")
    notes.write(made.key, body="Aime les bals.", by=figaro)
    return made


def test_everything_moves_and_nothing_stands_twice(emma, double, figaro, harpagon):
    relations.relate(double.key, other=harpagon.key, kind="household")
    relations.relate(harpagon.key, other=emma.key, kind="household")
    relations.relate(double.key, other=emma.key, kind="referred_by")
    merges.merge(emma.key, others=[double.key], by=figaro)
    emma.refresh_from_db()
    double.refresh_from_db()
    assert (double.merged_into, bool(double.archived_at)) == (emma, True)
    assert sorted(emma.identifiers.values_list("kind", "normal", "main")) == [
        ("email", "emma.bovary@yonville.example", True),
        ("email", "emma@bertaux.example", False),
        ("external", "C-1857", True),
        ("external", "S-9", False),
        ("phone", "+33612345678", True),
    ]
    assert sorted(emma.tags.values_list("name", flat=True)) == ["Bal", "Lectrice"]
    assert (emma.addresses.count(), emma.notes.count(), Relation.objects.count()) == (1, 1, 1)
    assert search.find("bertaux") == [emma]
    assert Entry.objects.filter(deed="party.merged", party=emma.key, rows=1).exists()


def test_each_field_is_chosen_apart(emma, double, figaro):
    keep = {"name": double.key, choices.EMAIL: double.key}
    merges.merge(emma.key, others=[double.key], keep=keep, by=figaro)
    emma.refresh_from_db()
    assert (emma.name, emma.sort_name, str(emma.born_on)) == ("Emma Rouault", "rouault emma", "1990-04-01")
    assert emma.identifiers.get(kind="email", main=True).normal == "emma@bertaux.example"


def test_the_survivors_own_values_are_proposed_and_the_others_fill_gaps(emma, double):
    Party.objects.filter(pk=double.pk).update(language="de", custom={"size": 38})
    both = [double, emma]
    for one in both:
        one.refresh_from_db()
    lines = {line.name: line for line in choices.lines(both, survivor=double)}
    proposed = {name: next(cell.party for cell in line.cells if cell.chosen) for name, line in lines.items()}
    assert (proposed["name"], proposed["born_on"], proposed["language"]) == (double, emma, double)
    assert (proposed["custom:size"], lines["main_phone"].differs) == (double, True)


def test_separating_restores_every_row(emma, double, figaro, harpagon):
    relations.relate(double.key, other=harpagon.key, kind="household")
    consents.grant(double.key, purpose="marketing", channel="email")
    before = rows()
    made = merges.merge(emma.key, others=[double.key, harpagon.key], by=figaro)
    assert rows() != before
    merges.separate(made.key, by=figaro)
    assert rows() == before


def test_later_additions_stay_with_the_survivor_and_later_words_stand(emma, double, figaro):
    made = merges.merge(emma.key, others=[double.key], keep={"name": double.key}, by=figaro)
    added = notes.write(emma.key, body="Écrite après.", by=figaro)
    identifiers.add(emma.key, key=Key("email", "emma@rouen.example"))
    moved = emma.notes.exclude(pk=added.pk).get()
    notes.rewrite(moved.key, body="Aimait les bals.", by=figaro)
    parties.describe(emma.key, language="en")
    merges.separate(made.key, by=figaro)
    emma.refresh_from_db()
    double.refresh_from_db()
    assert (emma.name, emma.language, double.name) == ("Emma Bovary", "en", "Emma Rouault")
    assert list(emma.notes.all()) == [added]
    assert double.notes.get().body == "Aimait les bals."
    assert set(emma.identifiers.filter(kind="email").values_list("normal", flat=True)) == {
        "emma.bovary@yonville.example", "emma@rouen.example",
    }  # fmt: skip
    assert (double.archived_at, double.merged_into) == (None, None)


def test_two_merges_into_one_are_taken_back_in_any_order(emma, double, harpagon, figaro):
    Party.objects.filter(pk=emma.pk).update(language="")
    Party.objects.filter(pk__in=[double.pk, harpagon.pk]).update(language="de")
    before = rows()
    first = merges.merge(emma.key, others=[double.key], keep={"name": double.key}, by=figaro)
    second = merges.merge(emma.key, others=[harpagon.key], keep={"name": harpagon.key}, by=figaro)
    merges.separate(first.key, by=figaro)
    merges.separate(second.key, by=figaro)
    now = rows()
    stamped = {"people.Party"}  # version and time of change were left by the other merge
    assert {name: told for name, told in now.items() if name not in stamped} == {
        name: told for name, told in before.items() if name not in stamped
    }
    emma.refresh_from_db()
    assert (emma.name, emma.language) == ("Emma Bovary", "")


def test_a_chain_stays_flat_and_is_taken_back_from_its_end(emma, double, harpagon, figaro):
    first = merges.merge(emma.key, others=[double.key], by=figaro)
    second = merges.merge(harpagon.key, others=[emma.key], by=figaro)
    double.refresh_from_db()
    assert double.merged_into == harpagon
    with pytest.raises(MergedFurther):
        merges.separate(first.key, by=figaro)
    merges.separate(second.key, by=figaro)
    double.refresh_from_db()
    assert double.merged_into == emma
    merges.separate(first.key, by=figaro)
    with pytest.raises(AlreadySeparated):
        merges.separate(first.key, by=figaro)


def test_what_does_not_go_together_is_refused_and_nothing_changes(emma, double, figaro):
    firm = parties.create(kind="organisation", name="Lheureux", by=figaro)
    before = rows()
    with pytest.raises(TooFew):
        merges.merge(emma.key, others=[emma.key], by=figaro)
    with pytest.raises(DifferentKinds):
        merges.merge(emma.key, others=[firm.key], by=figaro)
    assert rows() == before
    merges.merge(emma.key, others=[double.key], by=figaro)
    with pytest.raises(AlreadyMerged):
        merges.merge(double.key, others=[emma.key], by=figaro)
    with pytest.raises(PartOfAnother):
        parties.restore(double.key, by=figaro)


def test_an_archived_record_cannot_survive(emma, double, figaro):
    parties.archive(emma.key, by=figaro)
    with pytest.raises(SurvivorArchived):
        merges.merge(emma.key, others=[double.key], by=figaro)


def test_a_no_of_either_stands_even_when_the_yes_came_later(emma, double, figaro):
    now = clock.now()
    consents.refuse(double.key, purpose="marketing", channel="all", at=now - timedelta(days=300))
    consents.grant(emma.key, purpose="marketing", channel="email", at=now - timedelta(days=5))
    assert consents.may(emma, purpose="marketing", channel="email").allowed
    before = rows()
    made = merges.merge(emma.key, others=[double.key], by=figaro)
    assert not consents.may(emma, purpose="marketing", channel="email").allowed
    line = Consent.objects.get(source=f"merge:{made.key}")
    assert (line.state, line.channel, line.identifier) == ("refused", "email", None)
    merges.separate(made.key, by=figaro)
    assert consents.may(emma, purpose="marketing", channel="email").allowed
    assert rows() == before


def test_a_no_to_one_address_stands_for_that_address(emma, double, figaro):
    now = clock.now()
    phone = double.identifiers.get(kind="phone").pk
    own = emma.identifiers.get(kind="phone").pk
    consents.withdraw(double.key, purpose="marketing", channel="sms", identifier=phone, at=now - timedelta(days=9))
    consents.grant(emma.key, purpose="marketing", channel="sms", identifier=own, at=now - timedelta(days=2))
    merges.merge(emma.key, others=[double.key], by=figaro)
    assert not consents.may(emma, purpose="marketing", channel="sms", identifier=own).allowed


def test_who_is_not_to_be_contacted_stays_so(emma, double, figaro):
    consents.grant(emma.key, purpose="marketing", channel="email")
    Party.objects.filter(pk=double.pk).update(do_not_contact=True)
    merges.merge(emma.key, others=[double.key], by=figaro)
    emma.refresh_from_db()
    assert consents.may(emma, purpose="marketing", channel="email").rule == "party.do_not_contact"


def test_the_timeline_tells_both_until_they_are_separated(emma, double, figaro):
    timeline.record(Event(kind="page.viewed", party=double.key, subject="/bal"))
    made = merges.merge(emma.key, others=[double.key], by=figaro)
    assert "/bal" in [event.subject for event in timeline.of(emma).events]
    assert timeline.of(emma).events[0].kind == "party.merged"
    merges.separate(made.key, by=figaro)
    assert "/bal" not in [event.subject for event in timeline.of(emma).events]


def test_every_table_that_points_to_parties_says_how_it_follows():
    """A table that stays says why; every other moves by the common rule or one of its own."""
    staying = {model._meta.label for model, _column in follows.tables() if follows.stays(model)}
    assert staying >= {"people.TimelineEntry", "people.SearchEntry", "people.IntakeTrace", "profile.Profile"}
    assert staying <= {*follows._staying, "profile.Profile", "shelf.Recent"}


def _populate(draw: Random, people: list[Party], figaro) -> None:
    for one in people:
        for _ in range(draw.randrange(4)):
            kind, value = draw.choice(
                [("email", f"a{draw.randrange(4)}@x.example"), ("phone", f"061234560{draw.randrange(3)}")]
            )
            identifiers.add(one.key, key=Key(kind, value, main=draw.random() < 0.3))
        for _ in range(draw.randrange(3)):
            tags.stick(one.key, name=f"T{draw.randrange(3)}")
        if draw.random() < 0.5:
            put(one.key, place=Place(purpose=draw.choice(["home", "work"]), city=f"C{draw.randrange(2)}"))
        for _ in range(draw.randrange(3)):
            say = draw.choice([consents.grant, consents.refuse, consents.withdraw])
            at = clock.now() - timedelta(days=draw.randrange(1, 400))
            say(one.key, purpose="marketing", channel=draw.choice(["email", "sms", "all"]), at=at)
        if draw.random() < 0.5:
            notes.write(one.key, body="x", by=figaro)
        Party.objects.filter(pk=one.pk).update(
            language=draw.choice(["", "fr", "de"]), custom=draw.choice([{}, {"a": 1}, {"a": 2, "b": [1]}])
        )
    pairs = [
        (one.key, other.key, draw.choice(Relation.Kind.values)) for one in people for other in people if one != other
    ]
    relations.relate_many(draw.sample(pairs, 4))


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_merge_then_separate_is_as_if_nothing_had_been(figaro, seed):
    draw = Random(seed)
    with transaction.atomic():
        people = [parties.create(name=f"P{n}", by=figaro) for n in range(5)]
        _populate(draw, people, figaro)
        before = rows()
        chosen = draw.sample(people, draw.randrange(2, 5))
        keep = {name: draw.choice(chosen).key for name in ("name", "language", "main_email", "main_phone", "custom:a")}
        made = merges.merge(chosen[0].key, others=[one.key for one in chosen[1:]], keep=keep, by=figaro)
        for one in chosen[1:]:
            assert not one.identifiers.exists()
        merges.separate(made.key, by=figaro)
        assert rows() == before
        transaction.set_rollback(True)


def test_a_merge_costs_a_bounded_number_of_queries(emma, double, figaro, django_assert_max_num_queries):
    with django_assert_max_num_queries(150):
        made = merges.merge(emma.key, others=[double.key], by=figaro)
    assert RowChange.objects.filter(merge=made).count() < 20
    assert Merge.objects.get() in merges.of(emma)
    assert isinstance(made.key, UUID)
