"""Rivage comes in through the doors everybody uses, and a second time changes nothing."""

import pytest
from tests.project.demo.conftest import AS_OF

from cordiale.people import search
from cordiale.people.agenda.models import Task
from cordiale.people.files import attachments
from cordiale.people.models import Address, Consent, Identifier, Note, Party, Relation, Tag, TimelineEntry, User
from cordiale.people.shelf import stars
from cordiale.project.demo import load, staff
from cordiale.project.demo.hero import EMAIL
from cordiale.project.demo.simulate import simulate

pytestmark = pytest.mark.django_db
TABLES = (Party, Identifier, Address, Relation, Consent, Tag, Note, TimelineEntry, User)
PASSWORD = "lac-voile-phare-brume-417"


def settle(company):
    people = staff.engage(password=PASSWORD)
    with load.take_in(company, on_progress=lambda done, total: None) as report:
        load.settle(company, people=people)
        return report.created, report.updated, report.refused_count


@pytest.fixture(scope="module")
def village():
    return simulate(customers=120, seed=7, as_of=AS_OF)


@pytest.mark.slow
def test_everybody_is_taken_in_once(village):
    assert settle(village) == (120, 0, 0)
    counts = {table: table.objects.count() for table in TABLES}
    assert settle(village) == (0, 0, 0)
    assert {table: table.objects.count() for table in TABLES} == counts


@pytest.mark.slow
def test_records_keep_the_simulated_keys_and_the_day_they_came(village):
    settle(village)
    told = {one.key: one.joined_at for one in village.entrants()}
    assert dict(Party.objects.values_list("key", "created_at")) == told


@pytest.mark.slow
def test_nadia_is_found_with_her_people_her_notes_and_her_recent_weeks(village):
    settle(village)
    nadia = search.find("nadia berth")[0]
    assert nadia.identifiers.get(kind="email").normal == EMAIL
    assert (nadia.owner.name, nadia.team.name) == ("Inès Morel", "Lausanne Flon")
    assert nadia.relations.filter(kind="household").count() == 3
    assert set(nadia.tags.values_list("name", flat=True)) == {"Familles prévoyantes", "Sociétaire"}
    assert nadia.notes.count() == 4
    assert (nadia.custom["logement"], nadia.custom["personnes_au_foyer"]) == ("maison", 4)
    assert nadia.records.get().values["modele"] == "Peugeot 3008"
    assert {file.kind for file in attachments.of(nadia)} == {"text/plain", "image/png"}
    adviser = User.objects.get(email=staff.ADVISER.email)
    assert (Task.objects.filter(assignee=adviser).count(), nadia in stars.of(adviser)) == (6, True)
    recent = set(nadia.timeline.filter(spooled_at__isnull=False).values_list("kind", flat=True))
    assert recent >= {"visit.ended", "survey.answered", "ticket.closed", "call.received", "order.placed"}


@pytest.mark.slow
def test_what_she_refused_stands_in_the_ledger(village):
    settle(village)
    lines = Consent.objects.filter(party__name="Nadia Berthelot").values_list("channel", "state")
    assert set(lines) == {
        ("email", "granted"),
        ("phone", "granted"),
        ("sms", "refused"),
        ("all", "granted"),
        ("letter", "refused"),
    }


@pytest.mark.slow
def test_three_can_sign_in_and_the_others_cannot(village):
    staff.engage(password=PASSWORD)
    able = {user.email for user in User.objects.all() if user.check_password(PASSWORD)}
    assert able == {account.email for account in staff.ACCOUNTS}
    assert User.objects.count() == 26 + 1
    assert all(user.has_usable_password() == (user.email in able) for user in User.objects.all())
