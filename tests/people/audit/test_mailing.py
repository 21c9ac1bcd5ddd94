"""The heads of the log leave by mail, as often as the house chose, to those who watch over it."""

import json

import pytest
from django.core import mail

from cordiale.people import audit, users
from cordiale.people.audit import anchors, mailing, reading
from cordiale.people.audit.models import Entry
from cordiale.people.rights import members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors.jsonl")
    settings.BY_MAIL = True


@pytest.fixture
def suzanne(db):
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne", password="barbier-de-seville-1775")
    members.give(suzanne, "privacy")
    return suzanne


def test_a_privacy_officer_gets_the_heads_and_nobody_else_does(suzanne, figaro):
    audit.write(figaro, "party.exported", rows=1)
    heads = reading.heads()
    mailing.daily()
    (sent,) = mail.outbox
    assert sent.to == ["suzanne@rivage.example"]
    line = next(line for line in sent.body.splitlines() if line.startswith("{"))
    assert {int(lane): tuple(head) for lane, head in json.loads(line)["heads"].items()} == heads
    assert line == anchors.path().read_text().splitlines()[-1]
    assert Entry.objects.get(deed="log.anchored").rows == 1


@pytest.mark.parametrize(("chosen", "hourly", "daily"), [("hourly", 1, 0), ("daily", 0, 1), ("never", 0, 0)])
def test_as_often_as_chosen(suzanne, figaro, settings, chosen, hourly, daily):
    audit.write(figaro, "party.exported", rows=1)
    settings.AUDIT_MAIL = chosen
    mailing.hourly()
    assert len(mail.outbox) == hourly
    mailing.daily()
    assert len(mail.outbox) == hourly + daily


def test_nothing_leaves_without_a_mail_server_or_an_officer(figaro, settings):
    assert mailing.send() == 0
    settings.BY_MAIL = False
    assert mailing.send() == 0
    assert mail.outbox == []
