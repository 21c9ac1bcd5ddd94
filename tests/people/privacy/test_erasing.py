"""Erasing: shown before, agreed by two when of many, gone everywhere, again after a restore."""

import pytest

from cordiale.core.event import Event
from cordiale.people import consents, notes, parties, relations, tags, timeline, users
from cordiale.people.identifiers import Key
from cordiale.people.models import Consent, Identifier, Note, Party, TimelineEntry
from cordiale.people.privacy import erasing, journal, marks
from cordiale.people.privacy.models import Erasure, Suppression
from cordiale.people.privacy.refusals import ErasureGone, OnHold, ReasonMissing, SecondPersonNeeded
from cordiale.people.refusals import NoSuchParty


@pytest.fixture(autouse=True)
def journal_apart(settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "apart" / "erased.jsonl")
    settings.AUDIT_ANCHORS = str(tmp_path / "apart" / "anchors.jsonl")


@pytest.fixture
def known(emma, harpagon, figaro) -> Party:
    """Emma with something of everything."""
    notes.write(emma.key, body="Aime les romans.", by=figaro)
    tags.stick(emma.key, name="Fidèle", by=figaro)
    consents.grant(emma.key, purpose="marketing", channel="email")
    relations.relate(harpagon.key, other=emma.key, kind="referred_by")
    timeline.record(Event(kind="order.placed", party=emma.key, data={"order_ref": "A-1"}))
    parties.rename(emma.key, given_name="Emma", family_name="Rouault", by=figaro)
    return emma


def erase(*people: Party, by, **more) -> Erasure:
    made = erasing.plan([one.key for one in people], reason="à sa demande", by=by, **more)
    return erasing.carry_out(made.key)


def test_the_plan_counts_what_would_go_and_nothing_goes(known, figaro):
    made = erasing.plan([known.key], reason="à sa demande", by=figaro)
    assert made.plan == {
        "audit.RecordChange": 2, "people.Address": 1, "people.Consent": 1, "people.Identifier": 3, "people.Note": 1,
        "people.Party": 1, "people.Relation": 1, "people.SearchEntry": 1, "people.Tag_parties": 1,
        "people.TimelineEntry": 4,
    }  # fmt: skip
    assert Note.objects.filter(party=known).exists()


def test_an_erasure_leaves_nothing_and_nobody_else_loses_anything(known, harpagon, figaro):
    done = erase(known, by=figaro)
    assert (done.state, done.whom, done.report["people.Note"][0]) == ("done", [], 1)
    assert not Party.objects.filter(key=known.key).exists()
    left = (Note, Consent, TimelineEntry.objects.exclude(party=harpagon), Identifier.objects.exclude(party=harpagon))
    assert [rows.count() if hasattr(rows, "count") else rows.objects.count() for rows in left] == [0, 0, 0, 0]
    assert harpagon.identifiers.count() == 2


def test_the_log_says_so_by_key_alone(known, figaro):
    erase(known, by=figaro)
    from cordiale.people.audit import verifying
    from cordiale.people.audit.models import Entry

    told = Entry.objects.filter(deed__startswith="erasure").order_by("pk").values_list("deed", "actor")
    assert list(told) == [("erasure.planned", figaro.key), ("erasure.executed", figaro.key)]
    assert Entry.objects.get(deed="party.erased").party == known.key
    assert verifying.verify().faults == []


def test_the_journal_recognises_the_erased_and_names_nobody(known, figaro):
    erase(known, by=figaro)
    assert list(journal.marks()) == [journal.mark_of(known.key)]
    assert str(known.key) not in journal.path().read_text()


def test_records_merged_into_it_go_as_well(known, candide, figaro):
    Party.objects.filter(pk=candide.pk).update(merged_into=known)
    erase(known, by=figaro)
    assert not Party.objects.filter(key=candide.key).exists()
    assert set(journal.marks()) == {journal.mark_of(known.key), journal.mark_of(candide.key)}


def test_many_need_a_second_person(emma, harpagon, figaro, settings):
    settings.ERASURE_ALONE = 1
    made = erasing.plan([emma.key, harpagon.key], reason="trop vieux", by=figaro)
    with pytest.raises(SecondPersonNeeded):
        erasing.carry_out(made.key)
    with pytest.raises(SecondPersonNeeded):
        erasing.approve(made.key, by=figaro)
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne", password="barbier-de-seville-1775")
    erasing.approve(made.key, by=suzanne)
    assert erasing.carry_out(made.key).state == "done"
    with pytest.raises(ErasureGone):
        erasing.carry_out(made.key)


def test_a_plan_given_up_forgets_whom_it_was_about(emma, figaro):
    made = erasing.plan([emma.key], reason="erreur", by=figaro)
    erasing.drop(made.key, by=figaro)
    made.refresh_from_db()
    assert (made.state, made.whom) == ("dropped", [])


def test_what_is_on_hold_is_kept(emma, figaro):
    marks.hold(emma.key, reason="litige en cours", by=figaro)
    with pytest.raises(OnHold):
        erasing.plan([emma.key], reason="à sa demande", by=figaro)
    marks.release(emma.key, by=figaro)
    assert erasing.plan([emma.key], reason="à sa demande", by=figaro)


@pytest.mark.parametrize(("key", "reason", "refusal"), [(None, "x", NoSuchParty), ("emma", "  ", ReasonMissing)])
def test_what_cannot_be_planned_is_refused(emma, figaro, key, reason, refusal):
    from uuid import uuid4

    with pytest.raises(refusal):
        erasing.plan([emma.key if key else uuid4()], reason=reason, by=figaro)


def test_killed_in_the_middle_it_goes_on(known, figaro, monkeypatch):
    made = erasing.plan([known.key], reason="à sa demande", by=figaro)
    lake = next(one for one in erasing.map.every() if one.name == "lake")
    asked = []

    def die(whom):
        asked.append(whom)
        raise SystemExit

    monkeypatch.setattr(erasing.map, "_holdings", erasing.map._holdings | {"lake": _with(lake, die)})
    with pytest.raises(SystemExit):
        erasing.carry_out(made.key)
    assert not Party.objects.filter(key=known.key).exists()
    monkeypatch.setattr(
        erasing.map, "_holdings", erasing.map._holdings | {"lake": _with(lake, lambda w: asked.append(w) or 0)}
    )
    assert erasing.carry_out(made.key).state == "done"
    assert [[one.key for one in whom] for whom in asked] == [[known.key], [known.key]]


def _with(holding, erases):
    from dataclasses import replace

    return replace(holding, erases=erases)


def test_an_erased_address_that_comes_back_starts_with_a_withdrawal(known, figaro):
    erase(known, by=figaro)
    assert Suppression.objects.count() == 2
    assert not Suppression.objects.filter(hash__contains="emma").exists()
    again = parties.create(name="E. Rouault", identifiers=[Key("email", "emma.bovary@yonville.example")], by=figaro)
    assert not consents.may(again, purpose="marketing", channel="email").allowed
    consents.grant(again.key, purpose="marketing", channel="email")
    assert consents.may(again, purpose="marketing", channel="email").allowed


@pytest.mark.slow
def test_a_restored_backup_loses_them_again(known, harpagon, figaro):
    kept = Party(pk=known.pk, key=known.key, name="Emma Bovary", sort_name="bovary emma")
    erase(known, by=figaro)
    kept.save(force_insert=True)
    assert erasing.replay() == 1
    assert not Party.objects.filter(key=known.key).exists()
    assert Party.objects.filter(key=harpagon.key).exists()
    assert erasing.replay() == 0


def test_restricted_nothing_may_be_done(emma, figaro):
    consents.grant(emma.key, purpose="marketing", channel="email")
    marks.restrict(emma.key, reason="exactitude contestée", by=figaro)
    answer = consents.may(emma, purpose="marketing", channel="email")
    assert (answer.allowed, answer.rule) == (False, "privacy.restriction")
    marks.lift(emma.key, by=figaro)
    assert consents.may(emma, purpose="marketing", channel="email").allowed


def test_an_objection_withdraws_on_every_channel(emma, figaro):
    consents.grant(emma.key, purpose="marketing", channel="email")
    marks.object_to(emma.key, purpose="marketing", by=figaro)
    for channel in ("email", "sms", "phone", "letter"):
        assert not consents.may(emma, purpose="marketing", channel=channel).allowed
