"""Who was not heard of for long enough is proposed, never erased by the machine alone."""

from datetime import timedelta

import pytest

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import timeline
from cordiale.people.audit.models import Entry
from cordiale.people.models import Party
from cordiale.people.privacy import marks, register, retention
from cordiale.people.privacy.models import Erasure
from cordiale.understand.profile.models import Profile

YEAR = timedelta(days=365)


@pytest.fixture
def old(emma, harpagon) -> Party:
    """Both known for four years; harpagon bought."""
    Party.objects.update(created_at=clock.now() - 4 * YEAR)
    Profile.objects.create(party=harpagon, order_count=1, last_order_at=clock.now() - 4 * YEAR)
    return emma


def due() -> dict[str, list[str]]:
    return {rule.name: [one.name for one in retention.due(rule)] for rule in retention.rules()}


def test_prospects_go_after_three_years_and_customers_later(old, figaro):
    assert due() == {"prospects": ["Emma Bovary"], "customers": []}
    assert [(rule.name, number) for rule, number, _ in retention.report()] == [("prospects", None), ("customers", None)]
    retention.count()
    assert [(rule.name, number) for rule, number, _ in retention.report()] == [("prospects", 1), ("customers", 0)]
    retention.change("customers", days=1000, by=figaro)
    assert due()["customers"] == ["Harpagon L’Avare"]
    assert Entry.objects.get(deed="retention.changed").detail == '{"after":1000,"before":2920}'


@pytest.mark.parametrize(("kind", "spared"), [("mail.clicked", True), ("mail.opened", False), ("mail.sent", False)])
def test_what_the_person_did_is_a_sign_of_life(old, kind, spared):
    timeline.record(Event(kind=kind, party=old.key))
    assert (due()["prospects"] == []) is spared


def test_a_legal_hold_keeps(old, figaro):
    marks.hold(old.key, reason="litige", by=figaro)
    assert due()["prospects"] == []


def test_the_night_proposes_and_erases_nobody(old):
    retention.retain()
    retention.retain()
    made = Erasure.objects.get()
    assert (made.state, made.whom, made.reason) == ("planned", [str(old.key)], "retention:prospects")
    assert Party.objects.filter(pk=old.pk).exists()


def test_the_register_says_each_purpose_with_its_bases(db):
    told = {str(one.purpose): one for one in register.processings()}
    assert "accord de la personne" not in told["Respecter la loi"].bases
    assert len(told["Suivre la relation et répondre"].holdings) > 10
